import assert from "node:assert/strict";
import { failed, GROWER, GrowerStack, succeeded } from "./support/grower.ts";

const PROGRAM_GET = `
import * as leaf from "pulumi-leaf";
const found = leaf.SenteraCredential.get("found", "${GROWER.leafUserId.toUpperCase()}");
export const organizationId = found.organizationId;
export const username = found.username;
export const status = found.status;
`;

describe("a credential that the Leaf user has already", function () {
    this.timeout(120_000);
    let stack: GrowerStack;

    afterEach(() => stack.close());

    for (const existing of ["reject400", "reject409", "overwrite"] as const) {
        it(`is never overwritten, also where Leaf's POST would do "${existing}"`, async () => {
            stack = await GrowerStack.create({ switches: { existing } });
            const before = stack.leaf.putCredential(GROWER.leafUserId, GROWER);
            const error = failed(await stack.workspace.up());
            assert.match(error, /already has a Sentera credential since .* for "Acme Farms"/);
            assert.match(error, /adopt: true/);
            assert.deepEqual(stack.requests(), ["GET sentera-credentials 200"]);
            assert.equal(stack.credential()?.id, before.id);
            assert.equal(await stack.resource(), undefined);
        });
    }

    it("is adopted where that is asked for and it is the same account", async () => {
        stack = await GrowerStack.create({ args: { adopt: true } });
        const before = stack.leaf.putCredential(GROWER.leafUserId, GROWER);
        succeeded(await stack.workspace.up());
        assert.deepEqual(stack.requests(), ["GET sentera-credentials 200"]);
        assert.equal((await stack.resource())?.outputs["credentialId"], before.id);
        await stack.setArgs({});
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
        succeeded(await stack.workspace.destroy());
        assert.equal(stack.credential(), undefined);
    });

    it("is not adopted where it is another account, whose fields are named", async () => {
        stack = await GrowerStack.create({ args: { adopt: true } });
        stack.leaf.putCredential(GROWER.leafUserId, {
            ...GROWER,
            username: "else@x.example",
            organizationName: "Else",
        });
        assert.match(failed(await stack.workspace.up()), /username and organizationName differ/);
        assert.equal(stack.credential()?.username, "else@x.example");
    });

    it("is taken over by the import option, which fails where there is none", async () => {
        stack = await GrowerStack.create();
        await stack.workspace.setConfig({ "leaf-test:opts": JSON.stringify({ import: GROWER.leafUserId }) });
        assert.match(failed(await stack.workspace.up()), /no Sentera credential of "Acme Farms".*to import/);
        stack.leaf.putCredential(GROWER.leafUserId, GROWER);
        succeeded(await stack.workspace.up());
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
        await stack.workspace.removeConfig("leaf-test:opts");
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
    });

    it("is looked up by get without being managed, and its absence is an error", async () => {
        stack = await GrowerStack.create({ program: PROGRAM_GET });
        assert.match(failed(await stack.workspace.up()), /has no Sentera credential/);
        const there = stack.leaf.putCredential(GROWER.leafUserId, GROWER);
        succeeded(await stack.workspace.up());
        assert.deepEqual(await stack.workspace.outputs(), {
            organizationId: there.organizationId,
            username: GROWER.username,
            status: "OK",
        });
        succeeded(await stack.workspace.refresh());
        succeeded(await stack.workspace.destroy());
        assert.equal(stack.credential()?.id, there.id);
    });
});
