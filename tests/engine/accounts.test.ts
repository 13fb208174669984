import assert from "node:assert/strict";
import { failed, GROWER, GrowerStack, OTHER_OWNER, OWNER, succeeded, warnings } from "./support/grower.ts";

const PROGRAM_TWO_ACCOUNTS = `
import * as pulumi from "@pulumi/pulumi";
import * as leaf from "pulumi-leaf";
const config = new pulumi.Config();
const other = new leaf.Provider("other", {
    username: "${OTHER_OWNER.username}",
    password: config.requireSecret("otherOwnerPassword"),
});
const args = { username: "${GROWER.username}", password: config.requireSecret("password"), organizationName: "${GROWER.organizationName}" };
const here = new leaf.SenteraCredential("here", { ...args, leafUserId: "${GROWER.leafUserId}" });
const there = new leaf.SenteraCredential("there", { ...args, leafUserId: config.require("otherUser") }, { provider: other });
export const owners = pulumi.all([here.apiOwner, there.apiOwner]);
export const events = leaf.getSenteraCredentialEventsOutput(
    { leafUserId: there.leafUserId, size: 5, sort: "createdDate,desc" },
    { provider: other },
).apply((all) => all.length);
`;

describe("accounts and tokens on the real engine", function () {
    this.timeout(120_000);
    let stack: GrowerStack;

    afterEach(() => stack.close());

    it("never empties the state with another account's token, neither on refresh nor on destroy", async () => {
        stack = await GrowerStack.create();
        succeeded(await stack.workspace.up());
        const before = await stack.resource();
        await stack.workspace.setConfig(
            { "leaf:username": OTHER_OWNER.username },
            { "leaf:password": OTHER_OWNER.password },
        );
        const flags = ["--run-program"];
        const error = failed(await stack.workspace.refresh({ flags }));
        assert.match(error, /other@leaf\.example.*belongs to the account of owner@leaf\.example/s);
        assert.deepEqual((await stack.resource())?.outputs["credentialId"], before?.outputs["credentialId"]);
        assert.match(failed(await stack.workspace.destroy({ flags })), /Nothing was deleted/);
        assert.ok(stack.credential());
        assert.ok(await stack.resource());
    });

    it("destroys an old stack whose token is spent, with a login from the environment", async () => {
        stack = await GrowerStack.create({ config: {}, secrets: {} });
        const token = stack.leaf.issueToken(OWNER.username);
        stack.secrets.add(token);
        await stack.workspace.setConfig({}, { "leaf:apiToken": token });
        succeeded(await stack.workspace.up());
        stack.leaf.revokeTokens(OWNER.username);
        assert.match(failed(await stack.workspace.destroy()), /leaf:apiToken: Leaf refused the token.*LEAF_USERNAME/s);
        assert.ok(await stack.resource());
        const env = { LEAF_USERNAME: OWNER.username, LEAF_PASSWORD: OWNER.password };
        succeeded(await stack.workspace.destroy({ env }));
        assert.equal(stack.credential(), undefined);
    });

    it("manages two accounts in one stack, each with its own login", async () => {
        stack = await GrowerStack.create({
            program: PROGRAM_TWO_ACCOUNTS,
            secrets: { "leaf:password": OWNER.password, "leaf-test:otherOwnerPassword": OTHER_OWNER.password },
            config: { "leaf:username": OWNER.username, "leaf-test:otherUser": "00000000-0000-4000-8000-000000000000" },
        });
        const otherUser = stack.leaf.addLeafUser(OTHER_OWNER.username, { name: "There" });
        await stack.workspace.setConfig({ "leaf-test:otherUser": otherUser });
        succeeded(await stack.workspace.preview());
        succeeded(await stack.workspace.up());
        assert.deepEqual(await stack.workspace.outputs(), {
            owners: [OWNER.username, OTHER_OWNER.username],
            events: 1,
        });
        assert.ok(stack.credential(otherUser));
        succeeded(await stack.workspace.up({ flags: ["--expect-no-changes"] }));
        succeeded(await stack.workspace.refresh());
        succeeded(await stack.workspace.destroy());
        assert.equal(stack.credential(otherUser), undefined);
    });

    it("takes a deleted Leaf user's credential for gone, in the account where it was", async () => {
        stack = await GrowerStack.create();
        succeeded(await stack.workspace.up());
        stack.leaf.removeLeafUser(GROWER.leafUserId);
        const destroy = succeeded(await stack.workspace.destroy());
        assert.equal(warnings(destroy), "");
    });

    it("keeps the state through 401, 403, 429, 500, HTML and a hang on refresh", async () => {
        stack = await GrowerStack.create({
            config: { "leaf:username": OWNER.username, "leaf:requestTimeout": "0.5", "leaf:operationTimeout": "2" },
        });
        succeeded(await stack.workspace.up());
        const path = /sentera-credentials$/;
        for (const fault of [
            { action: "status", status: 401 },
            { action: "status", status: 403 },
            { action: "status", status: 429, headers: { "retry-after": "60" } },
            { action: "status", status: 500 },
            { action: "body", status: 404, body: "<html><title>gateway</title></html>" },
            { action: "body", status: 200, body: "<html><title>welcome</title></html>" },
            { action: "hang" },
        ] as const) {
            stack.leaf.addFault({ path, times: Infinity, ...fault });
            failed(await stack.workspace.refresh());
            stack.leaf.clearFaults();
            assert.ok(await stack.resource(), JSON.stringify(fault));
        }
        succeeded(await stack.workspace.refresh({ flags: ["--expect-no-changes"] }));
    });
});
