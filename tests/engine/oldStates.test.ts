import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { GROWER, GrowerStack, succeeded } from "./support/grower.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures/state");

interface RecordedResource {
    type: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
}

/** A stack whose state an earlier version wrote, with the same credential at Leaf. */
async function restore(file: string): Promise<GrowerStack> {
    const text = readFileSync(path.join(fixtures, file), "utf8");
    const recorded = (JSON.parse(text) as { deployment: { resources: RecordedResource[] } }).deployment.resources.find(
        ({ type }) => type === "pulumi-nodejs:dynamic/leaf:SenteraCredential",
    );
    const plain = (value: unknown) => JSON.parse((value as { plaintext: string }).plaintext) as string;
    const { inputs, outputs } = recorded ?? assert.fail(`no credential in ${file}`);
    const { whenUnhealthy, adopt, __timeouts: customTimeouts } = inputs;
    const stack = await GrowerStack.create({ args: { adopt, whenUnhealthy } });
    await stack.workspace.setConfig({ "leaf-test:opts": JSON.stringify({ customTimeouts }) });
    const password = plain(inputs["password"]);
    await stack.setPassword(password);
    stack.leaf.putCredential(GROWER.leafUserId, {
        ...GROWER,
        password,
        ...(typeof outputs["status"] === "string" ? { status: outputs["status"] } : {}),
    });
    const state = path.join(stack.workspace.projectDirectory, "recorded.json");
    writeFileSync(state, text.replaceAll("{{baseUrl}}", stack.leaf.url));
    const { ok, stdout, stderr } = await stack.workspace.runCli(["stack", "import", "--file", state]);
    assert.ok(ok, stdout + stderr);
    // From here on nothing may hold it in clear.
    writeFileSync(state, "");
    return stack;
}

describe("the state that an earlier version recorded", function () {
    this.timeout(120_000);
    let stack: GrowerStack;

    afterEach(() => stack.close());

    for (const file of readdirSync(fixtures, { recursive: true, encoding: "utf8" }).filter((f) =>
        f.endsWith(".json"),
    )) {
        it(`${file} is refreshed, changed and destroyed by this version`, async () => {
            stack = await restore(file);
            const sick = stack.credential()?.status !== "OK";
            succeeded(await stack.workspace.refresh());
            // A sick or unfinished one is for the password below to heal.
            if (!sick) succeeded(await stack.workspace.up());
            assert.equal((await stack.resource())?.outputs["credentialId"], stack.credential()?.id);

            stack.leaf.changeSenteraPassword(GROWER.username, "sentera-password-new");
            await stack.setPassword("sentera-password-new");
            succeeded(await stack.workspace.up());
            assert.equal(stack.credential()?.password, "sentera-password-new");
            succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));

            succeeded(await stack.workspace.destroy());
            assert.equal(stack.credential(), undefined);
        });

        it(`${file} is destroyed by this version as it stands`, async () => {
            stack = await restore(file);
            succeeded(await stack.workspace.destroy());
            assert.equal(stack.credential(), undefined);
        });
    }
});
