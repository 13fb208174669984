import assert from "node:assert/strict";

import { Stage } from "./client.ts";

describe("Sentera credentials", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
    });
    afterEach(() => stage.leaf.close());

    it("need all three fields, none of them blank", async () => {
        const answer = await stage.call("POST", stage.credentialPath, { body: { username: "u", password: "  " } });
        assert.equal(answer.status, 400);
        assert.equal(answer.json.type, "https://www.jhipster.tech/problem/constraint-violation");
        assert.deepEqual(answer.json.fieldErrors, [
            { objectName: "senteraCredentials", field: "password", message: "must not be blank" },
            { objectName: "senteraCredentials", field: "organizationName", message: "must not be blank" },
        ]);
        assert.equal((await stage.post({ username: 7 })).status, 400);
        assert.equal((await stage.call("POST", stage.credentialPath, { body: "{" })).status, 400);
        assert.equal((await stage.get()).status, 404);
    });

    it("answer 400 where the Leaf user's id is no UUID, and 404 where there is no such user", async () => {
        for (const id of ["", "acme", "453b3bd5"]) {
            assert.equal((await stage.call("GET", `/users/${id}/sentera-credentials`)).status, 400);
        }
        const path = "/users/00000000-0000-4000-8000-000000000000/sentera-credentials";
        assert.equal((await stage.call("POST", path, { body: stage.demo.senteraAccount })).status, 404);
    });

    it("have neither PUT nor PATCH", async () => {
        for (const method of ["PUT", "PATCH"]) {
            assert.equal((await stage.call(method, stage.credentialPath, { body: {} })).status, 405);
        }
    });

    it("can be deleted by a client that always announces JSON", async () => {
        await stage.post();
        assert.equal((await stage.call("DELETE", stage.credentialPath, { body: "" })).status, 204);
    });

    it("can be put, changed and removed behind the API's back", async () => {
        const { leafUserId, senteraAccount } = stage.demo;
        const put = stage.leaf.putCredential(leafUserId, { ...senteraAccount, password: "unchecked" });
        assert.equal(put.password, "unchecked");
        assert.equal((await stage.get()).json.status, "OK");
        assert.equal((await stage.get()).json.id, put.id);
        for (const status of ["TEMPORARILY_UNAVAILABLE", "NEVER HEARD OF", null]) {
            stage.leaf.setStatus(leafUserId, status);
            assert.equal((await stage.get()).json.status, status);
        }
        stage.leaf.removeCredential(leafUserId);
        assert.equal((await stage.get()).status, 404);
        assert.throws(() => stage.leaf.setStatus(leafUserId, "OK"), /has no Sentera credential/);
    });

    it("are handed out as copies", async () => {
        await stage.post();
        stage.leaf.getCredential(stage.demo.leafUserId)!.status = "changed";
        assert.equal((await stage.get()).json.status, "OK");
    });

    it("notice a password change only where they use that account", async () => {
        const other = stage.leaf.addLeafUser(stage.demo.apiOwner.username);
        stage.leaf.putCredential(other, { username: "else@b.example", password: "p", organizationName: "B" });
        await stage.post();
        stage.leaf.changeSenteraPassword("GROWER@acme.example", "changed");
        assert.equal(stage.leaf.getCredential(other)?.status, "OK");
        assert.equal((await stage.get()).json.status, "UNAUTHENTICATED");
        assert.throws(() => stage.leaf.changeSenteraPassword("nobody@b.example", "x"), /no account/);
    });
});
