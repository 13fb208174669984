import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as leaf from "pulumi-leaf";

interface Registered {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    id?: string;
}

const registered: Registered[] = [];
const USER = "453b3bd5-85d6-46b0-b5b7-2d4698f48307";
const ARGS = { leafUserId: USER, username: "u", password: "plain-password", organizationName: "Org" };

function last(): Registered {
    return registered.at(-1) ?? assert.fail("nothing was registered");
}

/** A value as the SDK sends it to the engine when it is secret. */
function inSecret(value: string): object {
    return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

async function settled<T>(output: pulumi.Output<T>): Promise<{ value: T; secret: boolean }> {
    const value = await new Promise<T>((resolve) => void output.apply(resolve));
    return { value, secret: await pulumi.isSecret(output) };
}

describe("a user's program under Pulumi's mocks", () => {
    before(async () => {
        await pulumi.runtime.setMocks(
            {
                newResource: ({ type, name, inputs, id }) => {
                    registered.push({ type, name, inputs: inputs as Record<string, unknown>, ...(id ? { id } : {}) });
                    return {
                        id: id || USER,
                        state: { ...(inputs as object), organizationId: "o1", status: "OK", authToken: "t" },
                    };
                },
                call: () => ({}),
            },
            "project",
            "stack",
            false,
        );
        pulumi.runtime.setAllConfig({
            "leaf:username": "stack@leaf.example",
            "leaf:password": "stack-password",
            "leaf:baseUrl": "https://stack",
        });
    });

    it("registers the promised type and the promised text, no longer than 80 bytes", async () => {
        const acme = new leaf.SenteraCredential("acme", ARGS);
        await settled(acme.id);
        assert.equal(last().type, "pulumi-nodejs:dynamic/leaf:SenteraCredential");
        assert.equal(last().inputs["__provider"], 'exports.handler=()=>require("pulumi-leaf/provider")');
        assert.ok(Buffer.byteLength(String(last().inputs["__provider"])) <= 80);
    });

    it("sends the arguments and nothing else", async () => {
        await settled(new leaf.SenteraCredential("acme", { ...ARGS, adopt: true, whenUnhealthy: "fail" }).id);
        assert.deepEqual(Object.keys(last().inputs).sort(), [
            "__provider",
            "adopt",
            "leafUserId",
            "organizationName",
            "password",
            "username",
            "whenUnhealthy",
        ]);
    });

    it("has every documented output, and makes password and authToken secret", async () => {
        const acme = new leaf.SenteraCredential("acme", ARGS);
        assert.deepEqual(await settled(acme.organizationId), { value: "o1", secret: false });
        assert.deepEqual(await settled(acme.status), { value: "OK", secret: false });
        assert.equal((await settled(acme.password)).secret, true);
        for (const output of [
            "credentialId",
            "createdTime",
            "apiOwner",
            "adopt",
            "whenUnhealthy",
            "leafUserId",
        ] as const) {
            assert.ok(pulumi.Output.isInstance(acme[output]), output);
        }
    });

    it("hands on custom time limits and the import option in hidden inputs", async () => {
        await settled(new leaf.SenteraCredential("acme", ARGS, { import: USER, customTimeouts: { create: "10m" } }).id);
        assert.equal(last().inputs["__import"], USER);
        assert.deepEqual(last().inputs["__timeouts"], { create: "10m" });
    });

    it("looks up an existing credential by its Leaf user", async () => {
        const got = leaf.SenteraCredential.get("found", USER);
        await settled(got.id);
        assert.equal(last().id, USER);
        assert.equal(last().inputs["__provider"], 'exports.handler=()=>require("pulumi-leaf/provider")');
    });

    it("refuses a call without arguments in words, not with a stack", () => {
        assert.throws(
            () => new leaf.SenteraCredential("acme", undefined as never),
            (error: Error) =>
                pulumi.RunError.isInstance(error) &&
                error.stack === error.message &&
                /"acme" has no arguments/.test(error.message),
        );
    });

    it("gives an explicit provider the stack's configuration for what its arguments leave out", async () => {
        await settled(new leaf.Provider("same", { requestTimeout: 5 }).id);
        assert.equal(last().type, "pulumi:providers:pulumi-nodejs");
        assert.deepEqual(last().inputs, {
            "leaf:username": "stack@leaf.example",
            "leaf:password": inSecret("stack-password"),
            "leaf:baseUrl": "https://stack",
            "leaf:requestTimeout": "5",
        });
    });

    it("gives an explicit provider with a credential of its own no other account's", async () => {
        await settled(new leaf.Provider("other", { apiToken: "own-token" }).id);
        assert.deepEqual(last().inputs, {
            "leaf:apiToken": inSecret("own-token"),
            "leaf:baseUrl": "https://stack",
            "leaf:ownCredentials": "true",
        });
    });
});
