import assert from "node:assert/strict";
import { failed, GROWER, GrowerStack, succeeded, warnings } from "./support/grower.ts";

describe("a credential's life on the real engine", function () {
    this.timeout(120_000);
    let stack: GrowerStack;

    afterEach(() => stack.close());

    it("is created, left alone, refreshed and destroyed with no request too many", async () => {
        stack = await GrowerStack.create();
        const { leaf, workspace } = stack;

        const preview = succeeded(await workspace.preview());
        assert.deepEqual(preview.summary, { create: 2 });
        assert.deepEqual(stack.requests(), []);

        succeeded(await workspace.up({ withPreview: true }));
        assert.deepEqual(stack.requests(), ["GET sentera-credentials 404", "POST sentera-credentials 201"]);
        const credential = stack.credential();
        assert.equal(credential?.password, GROWER.password);
        assert.deepEqual(await workspace.outputs(), {
            organizationId: credential?.organizationId,
            status: "OK",
            password: GROWER.password,
            authToken: credential?.authToken,
        });

        leaf.clearRequests();
        succeeded(await workspace.preview({ flags: ["--expect-no-changes"] }));
        succeeded(await workspace.up({ withPreview: true, flags: ["--expect-no-changes"] }));
        assert.deepEqual(leaf.requests, []);

        succeeded(await workspace.refresh({ flags: ["--expect-no-changes"] }));
        assert.deepEqual(stack.requests(), ["GET sentera-credentials 200"]);

        succeeded(await workspace.destroy());
        assert.deepEqual(stack.requests(), ["DELETE sentera-credentials 204"]);
        assert.equal(stack.credential(), undefined);
    });

    it("stores the constant text, at most 80 bytes, and password and token encrypted", async () => {
        stack = await GrowerStack.create();
        succeeded(await stack.workspace.up());
        const { inputs, outputs } = (await stack.resource()) ?? assert.fail("not in the state");
        for (const bag of [inputs, outputs]) {
            assert.equal(bag["__provider"], 'exports.handler=()=>require("pulumi-leaf/provider")');
            assert.ok(Buffer.byteLength(bag["__provider"]) <= 80);
            assert.match(JSON.stringify(bag["password"]), /ciphertext/);
        }
        assert.match(JSON.stringify(outputs["authToken"]), /ciphertext/);
        assert.equal(outputs["apiOwner"], "owner@leaf.example");
    });

    it("is replaced on a change of each argument alone, the old one deleted before the new one is made", async () => {
        stack = await GrowerStack.create();
        const { leaf, workspace } = stack;
        const otherUser = leaf.addLeafUser("owner@leaf.example", { name: "Acme Farms II" });
        leaf.addSenteraAccount({
            username: "second@acme.example",
            password: GROWER.password,
            organizations: [{ name: GROWER.organizationName }],
        });
        succeeded(await workspace.up());
        let args: { leafUserId?: string; username?: string; organizationName?: string } = {};
        const change = async (what: () => Promise<void>) => {
            await what();
            const before = stack.credential()?.id;
            stack.requests();
            assert.deepEqual(succeeded(await workspace.preview()).summary, { replace: 1, same: 1 });
            assert.deepEqual(stack.requests(), []);
            const up = succeeded(await workspace.up());
            assert.deepEqual(up.summary, { replace: 1, same: 1 });
            assert.deepEqual(stack.requests(), [
                "DELETE sentera-credentials 204",
                "GET sentera-credentials 404",
                "POST sentera-credentials 201",
            ]);
            assert.notEqual(stack.credential(args.leafUserId ?? GROWER.leafUserId)?.id, before);
        };
        await change(() => stack.setArgs((args = { organizationName: "Acme South" })));
        await change(() => stack.setArgs((args = { username: "second@acme.example" })));
        await change(async () => {
            leaf.changeSenteraPassword("second@acme.example", "sentera-password-2");
            await stack.setPassword("sentera-password-2");
        });
        await change(() => stack.setArgs((args = { ...args, leafUserId: otherUser })));
        assert.equal(stack.credential(), undefined);
        succeeded(await workspace.preview({ flags: ["--expect-no-changes"] }));
    });

    it("comes back with up --refresh when somebody removed it", async () => {
        stack = await GrowerStack.create();
        succeeded(await stack.workspace.up());
        stack.leaf.removeCredential(GROWER.leafUserId);
        stack.requests();
        const preview = await stack.workspace.preview({ flags: ["--refresh", "--expect-no-changes"] });
        assert.equal(preview.ok, false);
        assert.deepEqual(stack.requests(), ["GET sentera-credentials 404", "GET user 200"]);
        const up = succeeded(await stack.workspace.up({ flags: ["--refresh"] }));
        assert.equal(up.summary.create, 1);
        assert.equal(stack.credential()?.password, GROWER.password);
    });

    it("shows drift of its arguments on refresh, and the next up puts them right", async () => {
        stack = await GrowerStack.create();
        succeeded(await stack.workspace.up());
        stack.leaf.putCredential(GROWER.leafUserId, { ...GROWER, username: "stranger@x.example" });
        const preview = await stack.workspace.preview({ flags: ["--refresh", "--diff", "--expect-no-changes"] });
        assert.equal(preview.ok, false);
        assert.match(preview.stdout, /username.*stranger@x\.example/);
        succeeded(await stack.workspace.up({ flags: ["--refresh"] }));
        assert.equal(stack.credential()?.username, GROWER.username);
    });

    it("shows ill health on refresh, with Leaf's latest event, and changes nothing by default", async () => {
        stack = await GrowerStack.create();
        succeeded(await stack.workspace.up());
        stack.leaf.changeSenteraPassword(GROWER.username, "changed-at-sentera");
        stack.secrets.add("changed-at-sentera");
        const refresh = succeeded(await stack.workspace.refresh());
        assert.match(warnings(refresh), /UNAUTHENTICATED.*"Acme Farms".*HTTP 401/s);
        stack.requests();
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
        assert.deepEqual(stack.requests(), []);
        assert.equal((await stack.resource())?.outputs["status"], "UNAUTHENTICATED");
    });

    it("fails the up of a sick credential under whenUnhealthy fail, until it has healed", async () => {
        stack = await GrowerStack.create({ args: { whenUnhealthy: "fail" } });
        succeeded(await stack.workspace.up());
        stack.leaf.changeSenteraPassword(GROWER.username, "changed-at-sentera");
        stack.secrets.add("changed-at-sentera");
        assert.match(failed(await stack.workspace.up({ flags: ["--refresh"] })), /UNAUTHENTICATED.*HTTP 401/s);
        assert.match(failed(await stack.workspace.up()), /UNAUTHENTICATED/);
        stack.leaf.changeSenteraPassword(GROWER.username, GROWER.password);
        succeeded(await stack.workspace.up());
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
        assert.equal((await stack.resource())?.outputs["status"], "OK");
    });

    it("replaces a sick credential under whenUnhealthy replace, but leaves a healed one alone", async () => {
        stack = await GrowerStack.create({ args: { whenUnhealthy: "replace" } });
        succeeded(await stack.workspace.up());
        const first = stack.credential()?.id;
        stack.leaf.setStatus(GROWER.leafUserId, "UNAUTHENTICATED");
        succeeded(await stack.workspace.refresh());
        stack.leaf.setStatus(GROWER.leafUserId, "OK");
        succeeded(await stack.workspace.up());
        assert.equal(stack.credential()?.id, first);
        assert.equal((await stack.resource())?.outputs["status"], "OK");

        stack.leaf.setStatus(GROWER.leafUserId, "UNAUTHENTICATED");
        assert.equal(succeeded(await stack.workspace.up({ flags: ["--refresh"] })).summary.replace, 1);
        assert.notEqual(stack.credential()?.id, first);
        assert.equal(stack.credential()?.status, "OK");
    });

    it("never drifts where Leaf answers names in other letters or without blanks", async () => {
        stack = await GrowerStack.create({
            switches: { names: "lowerCaseTrimmed", unknownAccounts: "register" },
            args: { username: " Grower.Two@Acme.example", organizationName: "Acme West " },
        });
        succeeded(await stack.workspace.up());
        const { id } = stack.credential() ?? assert.fail("not created");
        succeeded(await stack.workspace.up({ flags: ["--refresh", "--expect-no-changes"] }));
        succeeded(await stack.workspace.refresh({ flags: ["--expect-no-changes"] }));
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
        assert.equal(stack.credential()?.id, id);
        await stack.setArgs({ username: " Grower.Two@Acme.example", organizationName: "ACME West " });
        assert.deepEqual(succeeded(await stack.workspace.preview()).summary, { replace: 1, same: 1 });
    });

    it("is recorded, with Leaf's reason, where Leaf takes a login that Sentera refuses; a right password heals it", async () => {
        stack = await GrowerStack.create({ switches: { badLogin: "accept" } });
        await stack.setPassword("wrong-password");
        assert.match(failed(await stack.workspace.up()), /UNAUTHENTICATED.*HTTP 401/s);
        assert.equal((await stack.resource())?.outputs["status"], "UNAUTHENTICATED");
        assert.match(failed(await stack.workspace.up()), /UNAUTHENTICATED/);
        await stack.setPassword(GROWER.password);
        succeeded(await stack.workspace.up());
        assert.equal(stack.credential()?.password, GROWER.password);
        succeeded(await stack.workspace.destroy());
        assert.equal(stack.credential(), undefined);
    });

    it("is not recorded where Leaf refuses the login; the error says what to check and shows no password", async () => {
        stack = await GrowerStack.create();
        await stack.setPassword("wrong-password");
        const error = failed(await stack.workspace.up());
        assert.match(error, /400 \(invalidCredentials\)/);
        assert.match(error, /check username, password and organizationName/);
        assert.equal(await stack.resource(), undefined);
        succeeded(await stack.workspace.destroy());
    });
});
