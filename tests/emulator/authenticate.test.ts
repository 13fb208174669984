import assert from "node:assert/strict";

import { Stage } from "./client.ts";

const day = 24 * 60 * 60;

function claimsOf(token: string): Record<string, any> {
    return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
}

describe("POST /api/authenticate", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
    });
    afterEach(() => stage.leaf.close());

    for (const [rememberMe, days] of [
        [undefined, 1],
        ["false", 1],
        [false, 1],
        ["true", 30],
        [true, 30],
    ] as const) {
        it(`gives a JWT for ${days} day(s) with rememberMe ${JSON.stringify(rememberMe)}`, async () => {
            const answer = await stage.login({ ...stage.demo.apiOwner, rememberMe });
            assert.equal(answer.status, 200);
            assert.deepEqual(Object.keys(answer.json), ["id_token"]);
            const { sub, iat, exp } = claimsOf(answer.json.id_token);
            assert.equal(sub, "owner@leaf.example");
            assert.equal(exp - iat, days * day);
            assert.equal((await stage.call("GET", "/users", { token: answer.json.id_token })).status, 200);
        });
    }

    it("gives another token each time", async () => {
        const [one, two] = [await stage.login(stage.demo.apiOwner), await stage.login(stage.demo.apiOwner)];
        assert.notEqual(one.json.id_token, two.json.id_token);
    });

    it("answers 401 to a wrong password and to an unknown owner", async () => {
        for (const body of [
            { ...stage.demo.apiOwner, password: "wrong" },
            { ...stage.demo.apiOwner, username: "nobody@leaf.example" },
            {},
        ]) {
            const answer = await stage.login(body);
            assert.equal(answer.status, 401);
            assert.equal(answer.json.title, "Unauthorized");
        }
    });

    it("answers 400 to a body that is no JSON object", async () => {
        for (const body of ["{", "[]", "7", ""]) {
            assert.equal((await stage.login(body)).status, 400);
        }
    });

    it("lets a test revoke tokens and issue expired ones, each to one owner only", async () => {
        const { apiOwner, otherApiOwner } = stage.demo;
        const other = stage.leaf.issueToken(otherApiOwner.username);
        const expired = stage.leaf.issueToken(apiOwner.username, { expiresInSeconds: -1 });
        assert.equal((await stage.call("GET", "/users", { token: expired })).status, 401);

        stage.leaf.revokeTokens(apiOwner.username);
        assert.equal((await stage.call("GET", "/users")).status, 401);
        assert.equal((await stage.call("GET", "/users", { token: other })).status, 200);
        const fresh = (await stage.login(apiOwner)).json.id_token;
        assert.equal((await stage.call("GET", "/users", { token: fresh })).status, 200);
    });

    it("sees through a token whose claims were changed", async () => {
        const expired = stage.leaf.issueToken(stage.demo.apiOwner.username, { expiresInSeconds: -1 });
        const claims = JSON.stringify({ ...claimsOf(expired), exp: claimsOf(expired).exp + day });
        const token = expired.replace(/\.[^.]+\./, `.${Buffer.from(claims).toString("base64url")}.`);
        assert.equal((await stage.call("GET", "/users", { token })).status, 401);
    });

    it("takes tokens of this emulator only", async () => {
        const elsewhere = await Stage.open();
        assert.equal((await stage.call("GET", "/users", { token: elsewhere.token })).status, 401);
        await elsewhere.leaf.close();
    });

    it("knows no owner that was not added", () => {
        assert.throws(() => stage.leaf.issueToken("nobody@leaf.example"), /no API owner "nobody@leaf.example"/);
    });
});
