import assert from "node:assert/strict";

import { startEmulator } from "leaf-emulator";

import { Stage, until } from "./client.ts";

describe("The log of requests", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
    });
    afterEach(() => stage.leaf.close());

    it("has Leaf's requests in order of arrival, with owner and status, once they are answered", async () => {
        await stage.login(stage.demo.apiOwner);
        await stage.events("?page=1");
        await stage.call("GET", "/users", { token: null });
        await stage.control("GET", "/state");
        const path = `/services/usermanagement/api${stage.credentialPath}/events`;
        const seen = stage.leaf.requests.map(({ seq, method, path, query, status, apiOwner }) => {
            return [seq, method, path, query, status, apiOwner];
        });
        assert.deepEqual(seen, [
            [1, "POST", "/api/authenticate", "", 200, "owner@leaf.example"],
            [2, "GET", path, "page=1", 404, "owner@leaf.example"],
            [3, "GET", "/services/usermanagement/api/users", "", 401, undefined],
        ]);
    });

    it("can be cleared, and goes on counting", async () => {
        await stage.get();
        stage.leaf.clearRequests();
        assert.equal(stage.leaf.requests.length, 0);
        await stage.get();
        assert.equal(stage.leaf.requests[0]?.seq, 2);
    });

    it("tells a client that went away, whose request is carried out all the same", async () => {
        stage.leaf.switches.latencyMs = 300;
        const body = stage.demo.senteraAccount;
        const signal = AbortSignal.timeout(50);
        await assert.rejects(stage.call("POST", stage.credentialPath, { body, signal }));
        await until(
            () => stage.leaf.getCredential(stage.demo.leafUserId),
            (credential) => credential !== undefined,
        );
        const [entry] = stage.leaf.requests;
        assert.equal(entry?.aborted, true);
        assert.equal(entry?.status, undefined);
    });
});

describe("An emulator", () => {
    it("listens on loopback only", async () => {
        for (const host of ["0.0.0.0", "::", "192.168.1.1", "leaf.example"]) {
            await assert.rejects(startEmulator({ host }), /loopback only/);
        }
        const leaf = await startEmulator({ host: "localhost" });
        assert.equal((await fetch(`${leaf.url}/_emulator/state`)).status, 200);
        await leaf.close();
    });

    it("closes at once, whatever is going on", async () => {
        const stage = await Stage.open({ latencyMs: 3_600_000, backgroundDelayMs: 3_600_000 });
        stage.leaf.changeSenteraPassword(stage.demo.senteraAccount.username, "changed");
        const waiting = assert.rejects(stage.get());
        await until(
            () => stage.leaf.requests.length,
            (count) => count === 1,
        );
        await stage.leaf.close();
        await waiting;
        await stage.leaf.close();
    });

    it("answers 404 where Leaf has nothing", async () => {
        const stage = await Stage.open();
        const answer = await stage.call("GET", "/nothing");
        assert.equal(answer.json.message, "error.http.404");
        await stage.leaf.close();
    });
});
