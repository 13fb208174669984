import assert from "node:assert/strict";

import { Stage } from "./client.ts";

describe("Leaf users", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
    });
    afterEach(() => stage.leaf.close());

    it("are created with a lower-case UUID and belong to the token's owner", async () => {
        const created = await stage.call("POST", "/users", { body: { name: "Beta", email: "b@beta.example" } });
        assert.equal(created.status, 201);
        assert.match(created.json.id, /^[0-9a-f-]{36}$/);
        const shown = await stage.call("GET", `/users/${created.json.id.toUpperCase()}`);
        assert.deepEqual(shown.json, {
            id: created.json.id,
            name: "Beta",
            email: "b@beta.example",
            apiOwnerUsername: "owner@leaf.example",
        });
    });

    it("are listed in pages, their owner's only", async () => {
        stage.leaf.addLeafUser(stage.demo.otherApiOwner.username, { name: "hidden" });
        for (let i = 1; i < 25; i++) {
            stage.leaf.addLeafUser(stage.demo.apiOwner.username, { name: `user ${i}` });
        }
        const names = (answer: { json: { name: string }[] }): string[] => answer.json.map(({ name }) => name);
        const first = await stage.call("GET", "/users");
        assert.equal(first.json.length, 20);
        assert.equal(first.headers.get("x-total-count"), "25");
        assert.match(first.headers.get("link") ?? "", /<http:[^>]+page=1&size=20>; rel="next"/);
        const last = await stage.call("GET", "/users?page=2&size=10");
        assert.deepEqual(names(last), ["user 20", "user 21", "user 22", "user 23", "user 24"]);
        assert.doesNotMatch(last.headers.get("link") ?? "", /next/);
        assert.deepEqual((await stage.call("GET", "/users?page=9")).json, []);
    });

    it("come at most a hundred at a time, and nonsense in the paging is ignored", async () => {
        for (let i = 0; i < 120; i++) {
            stage.leaf.addLeafUser(stage.demo.apiOwner.username);
        }
        assert.equal((await stage.call("GET", "/users?size=500")).json.length, 100);
        assert.equal((await stage.call("GET", "/users?size=0&page=x")).json.length, 20);
    });

    it("show their credential without its password", async () => {
        const created = (await stage.post()).json;
        const shown = (await stage.call("GET", `/users/${stage.demo.leafUserId}`)).json;
        assert.deepEqual(shown.senteraCredentials, created);
    });

    it("lose their credential by a PUT that does not name it", async () => {
        await stage.post();
        const put = await stage.call("PUT", "/users", { body: { id: stage.demo.leafUserId, name: "Renamed" } });
        assert.equal(put.status, 200);
        assert.equal(put.json.name, "Renamed");
        assert.equal((await stage.get()).status, 404);
    });

    it("keep their credential by a PUT that names it, and refuse a wrong name", async () => {
        const { id } = (await stage.post()).json;
        const put = (credentialId: string): ReturnType<Stage["call"]> =>
            stage.call("PUT", "/users", {
                body: { id: stage.demo.leafUserId, name: "Renamed", senteraCredentials: { id: credentialId } },
            });
        assert.equal((await put("another")).status, 400);
        assert.equal((await put(id)).json.senteraCredentials.id, id);
        assert.equal((await stage.get()).json.id, id);
    });

    it("answer 400 to a PUT without an id, and 404 to one of an unknown user", async () => {
        assert.equal((await stage.call("PUT", "/users", { body: { name: "x" } })).status, 400);
        const body = { id: "00000000-0000-4000-8000-000000000000" };
        assert.equal((await stage.call("PUT", "/users", { body })).status, 404);
    });

    it("take their credential with them when deleted", async () => {
        await stage.post();
        assert.equal((await stage.call("DELETE", `/users/${stage.demo.leafUserId}`)).status, 204);
        assert.equal((await stage.call("DELETE", `/users/${stage.demo.leafUserId}`)).status, 404);
        assert.equal((await stage.get()).status, 404);
        assert.equal(stage.leaf.getCredential(stage.demo.leafUserId), undefined);
    });

    it("refuse fields that are no text", async () => {
        const answer = await stage.call("POST", "/users", { body: { name: 7 } });
        assert.equal(answer.status, 400);
        assert.deepEqual(answer.json.fieldErrors, [{ objectName: "user", field: "name", message: "must be a string" }]);
    });
});
