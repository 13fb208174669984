import assert from "node:assert/strict";
import { EngineWorkspace } from "./support/workspace.ts";

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config("leaf");
export const greeting = config.require("greeting");
export const password = config.requireSecret("password");
export const fromOutside = process.env.LEAF_TEST;
`;

describe("the harness of the engine tests", () => {
    let workspace: EngineWorkspace;

    afterEach(() => workspace.dispose());

    it("runs a program on the real engine, from preview to destroy", async () => {
        workspace = await EngineWorkspace.create({
            program: PROGRAM,
            config: { "leaf:greeting": "hello" },
            secrets: { "leaf:password": "hunter22" },
        });
        const preview = await workspace.preview();
        assert.deepEqual(preview.summary, { create: 1 }, preview.stdout);

        const up = await workspace.up({ env: { LEAF_TEST: "given" } });
        assert.ok(up.ok, up.stdout + up.stderr);
        assert.deepEqual(await workspace.outputs(), { greeting: "hello", password: "hunter22", fromOutside: "given" });

        assert.ok((await workspace.preview({ flags: ["--expect-no-changes"], env: { LEAF_TEST: "given" } })).ok);
        assert.ok((await workspace.refresh()).ok);

        await workspace.setConfig({ "leaf:greeting": "good-bye" });
        assert.ok((await workspace.up({ withPreview: true })).ok);
        assert.deepEqual(await workspace.outputs(), { greeting: "good-bye", password: "hunter22" });

        assert.match(JSON.stringify(await workspace.exportState()), /ciphertext/);
        assert.deepEqual((await workspace.destroy()).summary, { delete: 1 });
        assert.match(workspace.transcript.text(), /good-bye/);
        assert.doesNotMatch(workspace.transcript.text(), /hunter22/);
    });

    it("returns a failing program as a result", async () => {
        workspace = await EngineWorkspace.create({
            main: "infrastructure",
            program: `import * as pulumi from "@pulumi/pulumi"; throw new pulumi.RunError("deliberate");`,
        });
        const up = await workspace.up();
        assert.equal(up.ok, false);
        assert.deepEqual(up.diagnostics, [{ severity: "error", message: "deliberate" }]);
    });

    it("kills a running CLI, and its program with it", async () => {
        workspace = await EngineWorkspace.create({
            program: "console.log(`process ${process.pid}.`); setInterval(() => {}, 1000);",
        });
        const preview = workspace.startCli(["preview"]);
        await preview.waitForOutput(/process \d+\./);
        preview.kill("SIGKILL");
        assert.equal((await preview.finished).signal, "SIGKILL");

        const program = Number(/process (\d+)\./.exec(preview.output())?.[1]);
        while (isAlive(program)) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    });
});

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
