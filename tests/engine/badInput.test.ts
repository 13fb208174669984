import assert from "node:assert/strict";
import { failed, GROWER, GrowerStack, OWNER, succeeded } from "./support/grower.ts";

const PROGRAM_UNKNOWN = `
import * as pulumi from "@pulumi/pulumi";
import * as leaf from "pulumi-leaf";
class Later extends pulumi.dynamic.Resource {
    declare readonly value: pulumi.Output<any>;
    constructor(name: string, value: unknown) {
        super({ create: async (inputs: any) => ({ id: name, outs: { value: inputs.from } }) }, name, { from: value, value: undefined });
    }
}
const config = new pulumi.Config();
new leaf.SenteraCredential("acme", {
    leafUserId: new Later("user", "${GROWER.leafUserId.toUpperCase()}").value,
    username: new Later("name", "${GROWER.username}").value,
    password: config.requireSecret("password"),
    organizationName: new Later("org", "${GROWER.organizationName}").value,
    adopt: new Later("adopt", false).value,
    whenUnhealthy: new Later("health", "warn").value,
});
`;

describe("bad input, reported by the preview", function () {
    this.timeout(120_000);
    let stack: GrowerStack;

    afterEach(() => stack.close());

    it("names every problem of a resource at once, prints no password and makes no request", async () => {
        stack = await GrowerStack.create({
            args: { leafUserId: "no-uuid", username: "", organizationName: 7, adopt: "yes", whenUnhealthy: "shout" },
            config: { "leaf:username": OWNER.username, "leaf:requestTimeout": "soon" },
        });
        await stack.workspace.setConfig({ "leaf:baseUrl": "http://leaf.example" });
        const error = failed(await stack.workspace.preview());
        for (const named of [
            /leafUserId is not a UUID/,
            /username is empty/,
            /organizationName must be a string/,
            /adopt must be true or false/,
            /whenUnhealthy must be one of/,
            /leaf:baseUrl .*must be https/,
            /leaf:requestTimeout must be/,
        ]) {
            assert.match(error, named);
        }
        assert.deepEqual(stack.leaf.requests, []);
    });

    it("stops the preview where no credentials are configured, or only expired ones", async () => {
        stack = await GrowerStack.create({ config: {}, secrets: {} });
        assert.match(
            failed(await stack.workspace.preview()),
            /no credentials for Leaf's API.*leaf:username.*LEAF_API_TOKEN/s,
        );
        const expired = stack.leaf.issueToken(OWNER.username, { expiresInSeconds: -60 });
        stack.secrets.add(expired);
        await stack.workspace.setConfig({}, { "leaf:apiToken": expired });
        assert.match(failed(await stack.workspace.preview()), /leaf:apiToken expired at 20/);
        assert.deepEqual(stack.leaf.requests, []);
    });

    it("takes values that are not known yet for no error, and checks them when they are", async () => {
        stack = await GrowerStack.create({ program: PROGRAM_UNKNOWN });
        succeeded(await stack.workspace.preview());
        succeeded(await stack.workspace.up());
        assert.equal((await stack.resource())?.outputs["leafUserId"], GROWER.leafUserId);
    });
});
