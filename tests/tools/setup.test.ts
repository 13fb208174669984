import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { TemporaryFolder } from "./support/temporaryFolder.ts";

/** What npm keeps in node_modules about what it installed, in a workspace with one dependency. */
const lockfile = (version: string) =>
    JSON.stringify({
        packages: {
            "": { name: "workspace" },
            "node_modules/dependency": { version },
            "node_modules/for-another-platform": { version: "1.0.0", optional: true },
        },
    });

describe("Set-up", () => {
    let folder: TemporaryFolder;

    beforeEach(() => {
        folder = new TemporaryFolder();
        for (const name of ["setup.mjs", "directoryLock.mjs"]) {
            cpSync(path.join("tools", name), path.join(folder.path, "tools", name));
        }
        folder.write("tools/pulumiCli.ts", 'console.log("Ready.");');
        folder.write("package-lock.json", lockfile("1.0.0"));
        writeNpm();
    });

    afterEach(() => folder.remove());

    /** An npm whose `ci` writes down how it was called, and installs just what set-up runs after it. */
    function writeNpm(...before: string[]): void {
        folder.writeScript(
            "bin/npm",
            ...before,
            'echo "$@" >> npm-calls',
            "env > npm-environment",
            "mkdir -p node_modules/typescript/bin",
            "echo > node_modules/typescript/bin/tsc",
            `ln -sfn ${path.resolve("node_modules/tsx")} node_modules/tsx`,
            `node -e '
                const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
                delete lock.packages[""];
                delete lock.packages["node_modules/for-another-platform"];
                fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify(lock));
            '`,
        );
    }

    async function setUp(env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; output: string }> {
        const child = spawn(process.execPath, [path.join(folder.path, "tools", "setup.mjs")], {
            env: { ...process.env, PATH: `${folder.path}/bin:${process.env.PATH}`, NODE_OPTIONS: "", ...env },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
        const [code, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
        return { code, output: stdout + stderr };
    }

    const npmCalls = () => {
        const file = path.join(folder.path, "npm-calls");
        return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    };

    it("installs once, and says one line after that", async () => {
        assert.match((await setUp()).output, /^Installing dependencies.*\nReady\.\n$/);
        assert.deepEqual(await setUp(), { code: 0, output: "Ready.\n" });
        assert.deepEqual(npmCalls(), ["ci --include=dev --no-audit --no-fund"]);
    });

    it("installs again when the lockfile wants something else", async () => {
        await setUp();
        folder.write("package-lock.json", lockfile("1.0.1"));
        await setUp();
        assert.equal(npmCalls().length, 2);
    });

    it("installs once when two run at the same time", async () => {
        writeNpm("sleep 0.5");
        const [one, other] = await Promise.all([setUp(), setUp()]);
        assert.deepEqual([one.code, other.code], [0, 0]);
        assert.equal(npmCalls().length, 1);
        assert.match(one.output + other.output, /Another set-up of this checkout is running/);
    });

    it("hands on how to reach the registry, and nothing else of the npm that started it", async () => {
        await setUp({
            npm_config_omit: "dev",
            npm_config_workspace: "provider",
            npm_lifecycle_event: "pretest",
            npm_config_registry: "https://registry.example",
        });
        const environment = readFileSync(path.join(folder.path, "npm-environment"), "utf8");
        assert.match(environment, /^npm_config_registry=https:\/\/registry\.example$/m);
        assert.doesNotMatch(environment, /^npm_.*(omit|workspace|lifecycle)/m);
    });

    it("shows what npm says only when npm fails", async () => {
        writeNpm('echo "npm error E404"', "exit 1");
        const { code, output } = await setUp();
        assert.equal(code, 1);
        assert.match(output, /npm error E404\n\nnpm ci .* failed\. Set-up is not complete\./);
        assert.doesNotMatch(output, /Ready/);
    });
});
