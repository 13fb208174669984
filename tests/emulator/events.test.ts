import assert from "node:assert/strict";

import { Stage, type Answer } from "./client.ts";

const bodies = (answer: Answer): string[] => answer.json.map((event: { body: string }) => event.body);

describe("A credential's events", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
        stage.leaf.putCredential(stage.demo.leafUserId, stage.demo.senteraAccount);
    });
    afterEach(() => stage.leaf.close());

    const add = (count: number): void => {
        for (let i = 0; i < count; i++) {
            stage.leaf.addEvent(stage.demo.leafUserId, { statusCode: 200, body: String(i) });
        }
    };

    it("have Leaf's fields", async () => {
        add(1);
        const [event] = (await stage.events()).json;
        assert.deepEqual(Object.keys(event).sort(), ["body", "createdDate", "headers", "id", "statusCode"]);
        assert.match(event.createdDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    });

    it("come oldest first, or as asked", async () => {
        add(3);
        assert.deepEqual(bodies(await stage.events()), ["0", "1", "2"]);
        assert.deepEqual(bodies(await stage.events("?sort=createdDate,asc")), ["0", "1", "2"]);
        assert.deepEqual(bodies(await stage.events("?sort=createdDate,desc")), ["2", "1", "0"]);
        assert.equal((await stage.events("?sort=body,asc")).status, 400);
    });

    it("are sorted by the time a test gives them", async () => {
        add(1);
        const old = { statusCode: 401, body: "old", headers: "X: y", createdDate: "2020-01-01T00:00:00.000000Z" };
        stage.leaf.addEvent(stage.demo.leafUserId, old);
        assert.deepEqual(bodies(await stage.events()), ["old", "0"]);
        assert.equal((await stage.events()).json[0].headers, "X: y");
    });

    it("come in pages of 20 unless asked otherwise, and of 100 at most", async () => {
        add(130);
        assert.equal((await stage.events()).json.length, 20);
        assert.equal((await stage.events("?size=1000")).json.length, 100);
        assert.deepEqual(bodies(await stage.events("?page=1&size=2&sort=createdDate,desc")), ["127", "126"]);
        assert.equal((await stage.events()).headers.get("x-total-count"), "130");
    });

    it("are gone with the credential, also from the next one", async () => {
        add(3);
        await stage.delete();
        assert.equal((await stage.events()).status, 404);
        await stage.post();
        assert.equal((await stage.events()).json.length, 1);
    });
});
