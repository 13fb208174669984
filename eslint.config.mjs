import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

const strictRules = {
    eqeqeq: "error",
    "object-shorthand": "error",
    // What comes from outside may hold control characters, and the code that removes them has to name them.
    "no-control-regex": "off",
    "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    // Callers that want a promise, such as fastify, get it from a function that has nothing to wait for.
    "@typescript-eslint/require-await": "off",
    "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
    "@typescript-eslint/switch-exhaustiveness-check": "error",
    // Numbers read well in a text; objects do not.
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
};

export default tseslint.config(
    { ignores: ["**/dist/", "**/node_modules/", "coverage/", ".cache/", "docs/api/"] },
    eslint.configs.recommended,
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: {
            parserOptions: {
                projectService: true,
                tsconfigRootDir: import.meta.dirname,
            },
        },
        rules: strictRules,
    },
    {
        // Users and the engine see nothing that the provider prints; it speaks through the engine's log.
        files: ["provider/src/**/*.ts"],
        rules: { "no-console": "error" },
    },
    {
        // Tests read answers of JSON and gRPC as they come: a wrong shape is what the assertion finds.
        files: ["tests/**/*.ts"],
        rules: {
            "@typescript-eslint/no-explicit-any": "off",
            "@typescript-eslint/no-unsafe-argument": "off",
            "@typescript-eslint/no-unsafe-assignment": "off",
            "@typescript-eslint/no-unsafe-call": "off",
            "@typescript-eslint/no-unsafe-member-access": "off",
            "@typescript-eslint/no-unsafe-return": "off",
        },
    },
    {
        files: ["**/*.{js,cjs,mjs}", "tools/pulumi-cli/pulumi-language-nodejs"],
        languageOptions: {
            globals: {
                AbortSignal: "readonly",
                Buffer: "readonly",
                URL: "readonly",
                __dirname: "readonly",
                clearTimeout: "readonly",
                console: "readonly",
                fetch: "readonly",
                module: "readonly",
                process: "readonly",
                require: "readonly",
                setInterval: "readonly",
                setTimeout: "readonly",
            },
        },
        rules: { eqeqeq: "error", "object-shorthand": "error" },
    },
    {
        files: ["**/*.cjs", "tools/pulumi-cli/pulumi-language-nodejs"],
        languageOptions: { sourceType: "commonjs" },
    },
);
