import assert from "node:assert/strict";

import { request, Stage } from "./client.ts";

describe("The control API", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
    });
    afterEach(() => stage.leaf.close());

    const ok = async (method: string, path: string, body?: unknown): Promise<any> => {
        const answer = await stage.control(method, path, body);
        assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
        return answer.json;
    };

    it("shows and clears the requests to Leaf's API, its own not among them", async () => {
        await stage.get();
        const [entry, ...rest] = await ok("GET", "/requests");
        assert.equal(entry.status, 404);
        assert.deepEqual(rest, []);
        await ok("DELETE", "/requests");
        assert.deepEqual(await ok("GET", "/requests"), []);
    });

    it("shows and sets switches", async () => {
        const set = await ok("PATCH", "/switches", { existing: "overwrite", rateLimit: null });
        assert.equal(set.existing, "overwrite");
        assert.deepEqual(await ok("GET", "/switches"), { ...stage.leaf.switches });
        const refused = await stage.control("PATCH", "/switches", { postStatus: 200, existing: "never" });
        assert.equal(refused.status, 400);
        assert.match(refused.json.error, /existing cannot be "never"/);
        assert.equal(stage.leaf.switches.postStatus, 201);
    });

    it("adds and clears faults", async () => {
        await ok("POST", "/faults", { path: "/sentera", status: 500, times: "always", headers: { "x-a": "b" } });
        assert.equal((await stage.get()).status, 500);
        assert.equal((await stage.get()).headers.get("x-a"), "b");
        await ok("DELETE", "/faults");
        assert.equal((await stage.get()).status, 404);
    });

    it("refuses faults it does not understand, in words", async () => {
        for (const [fault, message] of [
            [{ path: 7 }, /path of a fault cannot be 7/],
            [{ action: "explode" }, /reset \| hang/],
            [{ status: 99 }, /200 to 599/],
            [{ time: 1 }, /has no "time"/],
        ] as const) {
            const answer = await stage.control("POST", "/faults", fault);
            assert.equal(answer.status, 400);
            assert.match(answer.json.error, message);
        }
    });

    it("adds owners, issues and revokes their tokens", async () => {
        await ok("POST", "/owners", { username: "new@leaf.example", password: "pw" });
        assert.equal((await stage.login({ username: "new@leaf.example", password: "pw" })).status, 200);
        const { token } = await ok("POST", "/tokens", { username: "new@leaf.example" });
        assert.equal((await stage.call("GET", "/users", { token })).status, 200);
        await ok("POST", "/tokens/revoke", { username: "new@leaf.example" });
        assert.equal((await stage.call("GET", "/users", { token })).status, 401);
        const expired = await ok("POST", "/tokens", { username: "new@leaf.example", expiresInSeconds: -5 });
        assert.equal((await stage.call("GET", "/users", { token: expired.token })).status, 401);
    });

    it("adds and removes Leaf users", async () => {
        const owner = stage.demo.apiOwner.username;
        const { id } = await ok("POST", "/users", { owner, name: "Beta" });
        assert.equal((await stage.call("GET", `/users/${id}`)).json.name, "Beta");
        const refused = await stage.control("POST", "/users", { owner, id });
        assert.match(refused.json.error, /not in use/);
        await ok("DELETE", `/users/${id}`);
        assert.equal((await stage.call("GET", `/users/${id}`)).status, 404);
    });

    it("adds Sentera accounts and changes their passwords", async () => {
        const account = { username: "b@beta.example", password: "pw" };
        await ok("POST", "/sentera/accounts", { ...account, organizations: [{ name: "Beta", id: "beta_1" }] });
        assert.equal((await stage.post({ ...account, organizationName: "Beta" })).json.organizationId, "beta_1");
        await ok("POST", "/sentera/password", { username: account.username, newPassword: "changed" });
        assert.equal((await stage.get()).json.status, "UNAUTHENTICATED");
        assert.equal((await stage.control("POST", "/sentera/accounts", account)).status, 400);
    });

    it("puts, shows, changes and removes credentials", async () => {
        const path = `/credentials/${stage.demo.leafUserId}`;
        assert.equal((await stage.control("GET", path)).status, 404);
        const put = await ok("PUT", path, { ...stage.demo.senteraAccount, status: "MISSING_PERMISSION" });
        assert.equal(put.status, "MISSING_PERMISSION");
        await ok("PUT", `${path}/status`, { status: null });
        assert.equal((await stage.get()).json.status, null);
        await ok("POST", `${path}/events`, { statusCode: 500, body: "oops" });
        assert.equal((await stage.events()).json[0].body, "oops");
        assert.equal((await ok("GET", path)).events.length, 1);
        await ok("DELETE", path);
        assert.equal((await stage.get()).status, 404);
    });

    it("shows passwords and Sentera tokens only where asked for secrets", async () => {
        const { authToken } = (await stage.post()).json;
        for (const path of ["/state", `/credentials/${stage.demo.leafUserId}`]) {
            const hidden = JSON.stringify(await ok("GET", path));
            assert.match(hidden, /grower@acme\.example/);
            assert.ok(!hidden.includes("sentera-acme") && !hidden.includes(authToken));
            const shown = JSON.stringify(await ok("GET", `${path}?secrets=true`));
            assert.ok(shown.includes("sentera-acme") && shown.includes(authToken));
        }
    });

    it("answers mistakes with 400 or 404 and a sentence", async () => {
        for (const [method, path, body] of [
            ["POST", "/owners", { username: "x" }],
            ["POST", "/owners", "{"],
            ["POST", "/tokens", { username: "nobody@leaf.example" }],
            ["PUT", `/credentials/${stage.demo.leafUserId}/status`, { status: 7 }],
            ["GET", "/nothing", undefined],
        ] as const) {
            const answer = await stage.control(method, path, body);
            assert.ok(answer.status === 400 || answer.status === 404);
            assert.match(answer.json.error, /^\w.*\.$/);
        }
    });

    it("takes nothing but JSON, as web pages can send other types unasked", async () => {
        const answer = await request(`${stage.leaf.url}/_emulator/owners`, "POST", {
            body: JSON.stringify({ username: "x", password: "y" }),
            headers: { "content-type": "text/plain" },
        });
        assert.equal(answer.status, 415);
    });
});
