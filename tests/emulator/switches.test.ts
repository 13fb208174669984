import assert from "node:assert/strict";

import { startEmulator, UsageError, type Switches } from "leaf-emulator";

import { Stage, until } from "./client.ts";

describe("The emulator's switches", () => {
    let stage: Stage;
    const open = async (switches: Partial<Switches>): Promise<void> => {
        stage = await Stage.open(switches);
    };
    afterEach(() => stage?.leaf.close());

    it("take effect with the next request when assigned", async () => {
        await open({});
        await stage.post();
        stage.leaf.switches.existing = "reject409";
        assert.equal((await stage.post()).status, 409);
        stage.leaf.switches.existing = "overwrite";
        stage.leaf.switches.postStatus = 200;
        assert.equal((await stage.post()).status, 200);
    });

    it("refuse an unknown name and an impossible value, naming what is possible", async () => {
        const start = (switches: object): Promise<unknown> => startEmulator({ switches });
        await assert.rejects(start({ exists: "overwrite" }), (error: Error) => {
            return error instanceof UsageError && /no switch "exists".*existing, badLogin/.test(error.message);
        });
        await assert.rejects(start({ existing: "replace" }), /existing cannot be "replace".*reject409/);
        await assert.rejects(start({ latencyMs: -1 }), /milliseconds/);
        await assert.rejects(start({ rateLimit: { perMinute: "many" } }), /perMinute/);
    });

    it("serve a deleted credential for a while, which still is in the way of a POST", async () => {
        await open({ lateDeletionMs: 3_600_000 });
        const first = (await stage.post()).json;
        assert.equal((await stage.delete()).status, 204);
        assert.deepEqual((await stage.get()).json, first);
        assert.equal((await stage.post()).json.errorKey, "credentialAlreadyExists");
        const { goesAt } = stage.leaf.getCredential(stage.demo.leafUserId)!;
        assert.equal((await stage.delete()).status, 204);
        assert.equal(stage.leaf.getCredential(stage.demo.leafUserId)!.goesAt, goesAt);
    });

    it("let an overwriting POST outlive the late deletion of the credential it replaced", async () => {
        await open({ lateDeletionMs: 100, existing: "overwrite" });
        const first = (await stage.post()).json;
        await stage.delete();
        const second = (await stage.post()).json;
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.notEqual(second.id, first.id);
        assert.deepEqual((await stage.get()).json, second);
    });

    const sent = { username: " Grower@Acme.example ", organizationName: " Acme Farms " };
    const answered = {
        asSent: sent,
        lowerCase: { username: " grower@acme.example ", organizationName: " acme farms " },
        trimmed: { username: "Grower@Acme.example", organizationName: "Acme Farms" },
        lowerCaseTrimmed: { username: "grower@acme.example", organizationName: "acme farms" },
    };
    for (const [names, { username, organizationName }] of Object.entries(answered)) {
        it(`store and answer names ${names}`, async () => {
            await open({ names: names as Switches["names"], badLogin: "accept" });
            const created = (await stage.post(sent)).json;
            assert.equal(created.username, username);
            assert.equal(created.organizationName, organizationName);
            assert.deepEqual((await stage.get()).json, created);
            // Sentera knows no name with outer blanks.
            assert.equal(created.status, names.toLowerCase().includes("trimmed") ? "OK" : "UNAUTHENTICATED");
        });
    }

    it("refuse a Sentera account nobody has added, by default", async () => {
        await open({});
        const answer = await stage.post({ username: "stranger@fields.example" });
        assert.equal(answer.json.errorKey, "invalidCredentials");
    });

    it("register an unknown Sentera account with its first password, and any organization of it", async () => {
        await open({ unknownAccounts: "register" });
        const stranger = { username: "stranger@fields.example", password: "first", organizationName: "Fields" };
        const first = (await stage.post(stranger)).json;
        assert.equal(first.status, "OK");
        await stage.delete();
        assert.equal((await stage.post({ ...stranger, password: "second" })).json.errorKey, "invalidCredentials");
        assert.equal((await stage.post({ ...stranger, organizationName: "More" })).json.status, "OK");
        await stage.delete();
        assert.equal((await stage.post(stranger)).json.organizationId, first.organizationId);
    });

    it("keep the organizations of an added account as they are while registering unknown ones", async () => {
        await open({ unknownAccounts: "register" });
        assert.equal((await stage.post({ organizationName: "Other" })).json.errorKey, "organizationNotFound");
    });

    it("limit the requests of an API owner in any minute, with the gateway's body", async () => {
        await open({ rateLimit: { perMinute: 2, retryAfter: true } });
        await stage.get();
        await stage.get();
        const refused = await stage.get();
        assert.equal(refused.status, 429);
        assert.equal(refused.json.status_code, 429);
        assert.equal(refused.json.error, "Request limit exceeded");
        const seconds = Number(refused.headers.get("retry-after"));
        assert.ok(seconds > 0 && seconds <= 60);

        const token = stage.leaf.issueToken(stage.demo.otherApiOwner.username);
        assert.equal((await stage.call("GET", "/users", { token })).status, 200);
        assert.equal((await stage.login(stage.demo.apiOwner)).status, 429);
    });

    it("leave Retry-After out of a 429 where told so, and lift the limit at once", async () => {
        await open({ rateLimit: { perMinute: 0, retryAfter: false } });
        const refused = await stage.post();
        assert.equal(refused.status, 429);
        assert.equal(refused.headers.get("retry-after"), null);
        stage.leaf.switches.rateLimit = null;
        assert.equal((await stage.get()).status, 404);
    });

    it("hold every request back for the latency", async () => {
        await open({ latencyMs: 150 });
        await stage.get();
        const { at, endedAt } = stage.leaf.requests[0]!;
        assert.ok(endedAt! - at >= 140);
    });

    it("let a changed password show only after the background delay", async () => {
        await open({ backgroundDelayMs: 300 });
        await stage.post();
        stage.leaf.changeSenteraPassword(stage.demo.senteraAccount.username, "changed");
        assert.equal(stage.leaf.getCredential(stage.demo.leafUserId)?.status, "OK");
        await until(stage.get, ({ json }) => json.status === "UNAUTHENTICATED");
    });
});
