import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { GROWER, GrowerStack, succeeded } from "./support/grower.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const examples = path.join(repository, "examples");
const names = readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** How each example runs against the emulator. */
const RUNS: Readonly<Record<string, (program: string) => Promise<void>>> = {
    quickstart: async (program) => {
        const stack = await GrowerStack.create({ program });
        try {
            await stack.workspace.setConfig({}, { "leaf-test:acmePassword": GROWER.password });
            succeeded(await stack.workspace.preview());
            succeeded(await stack.workspace.up());
            assert.equal(stack.credential()?.password, GROWER.password);
            assert.deepEqual(await stack.workspace.outputs(), {
                organizationId: stack.credential()?.organizationId,
                status: "OK",
            });
            succeeded(await stack.workspace.destroy());
            assert.equal(stack.credential(), undefined);
        } finally {
            await stack.close();
        }
    },
};

describe("the examples", () => {
    it("each have a run here", () => {
        assert.deepEqual(Object.keys(RUNS).sort(), names.sort());
    });

    for (const name of names) {
        const folder = path.join(examples, name);

        it(`${name} is a whole stack: a project, a program and a README`, () => {
            for (const file of ["Pulumi.yaml", "package.json", "index.ts", "README.md", "tsconfig.json"]) {
                assert.ok(existsSync(path.join(folder, file)), file);
            }
        });

        it(`${name} type-checks`, () => {
            const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
            const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
            assert.equal(status, 0, stdout);
        });

        it(`${name} runs`, async () => {
            const run = RUNS[name] ?? assert.fail(`no run for ${name}`);
            await run(readFileSync(path.join(folder, "index.ts"), "utf8"));
        });
    }
});
