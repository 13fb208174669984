import assert from "node:assert/strict";

import { failure, HostError, says, useStage } from "./support/wire.ts";

/** A peer that answers to do harm. What it says of secrets is in redaction.test.ts. */
describe("A hostile server", () => {
    const stage = useStage();

    const deep = "[".repeat(500_000) + "]".repeat(500_000);
    const bodies: [string, string][] = [
        ["nests its JSON half a million deep", deep],
        ["nests a field of it as deep", `{"id":"c1","username":"u","status":${deep}}`],
        ["sends a hundred megabytes", `"${"x".repeat(100 * 1024 * 1024)}"`],
        ["puts all into __proto__", '{"__proto__":{"id":"c1","username":"u","status":"OK"}}'],
        ["sends an object for each text", '{"id":{},"username":{"toString":1},"organizationName":[]}'],
    ];
    for (const [does, body] of bodies) {
        it(`that ${does} gets an error, and the state stays`, async () => {
            const user = stage().user();
            const run = stage().run();
            await run.up(user.inputs());
            const before = structuredClone(run.state);
            stage().leaf.addFault({ method: "GET", path: user.path, status: 200, body });
            await failure(run.refresh(), "leaf:baseUrl");
            assert.deepEqual(run.state, before);
            assert.equal(await run.refresh(), "same");
        });
    }

    it("that adds __proto__ and constructor to a good answer changes nothing but what it may", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        const { id, username, organizationName } = user.credential()!;
        const body = JSON.stringify({ id, username, organizationName, status: "OK" }).replace(
            "{",
            '{"__proto__":{"adopt":true,"password":"x"},"constructor":{"prototype":{"adopt":true}},',
        );
        stage().leaf.addFault({ method: "GET", path: user.path, status: 200, body });
        await run.refresh();
        assert.equal(run.state?.outputs["adopt"], undefined);
        assert.equal(run.state?.outputs["password"], user.args.password);
        assert.equal(({} as Record<string, unknown>)["adopt"], undefined);
    });

    it("that writes to the terminal through an error is heard without its escapes, on one line, in short", async () => {
        const user = stage().user();
        const evil = `\u001b]0;owned\u0007\u001b[2J\u202eerror\r\n\u0000 all is well ${"z".repeat(5000)}`;
        stage().leaf.addFault({ method: "POST", path: user.path, status: 400, body: JSON.stringify({ title: evil }) });
        const { message } = await failure(stage().host.create(user.inputs()), "all is well");

        assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
        assert.ok(message.length < 1200, `${message.length} characters`);
    });

    it("that hides such things in an event is heard the same way", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.setStatus(user.leafUserId, "UNAUTHENTICATED");
        const body = `\u001b[31m${user.args.password} refused\u0007 &#112;ass ${"y".repeat(5000)}`;
        stage().leaf.addEvent(user.leafUserId, { statusCode: 401, body });
        await run.refresh();
        const [warning] = stage().engine.said("warning");
        says(warning ?? "", "UNAUTHENTICATED", "[secret] refused");
        assert.ok(!warning?.includes("\u001b"));
        assert.ok(warning!.length < 1200);
    });

    it("that names a token with line breaks is not obeyed", async () => {
        const user = stage().user();
        const body = JSON.stringify({ id_token: "a\r\nX-Evil: 1" });
        stage().leaf.addFault({ path: "/api/authenticate", status: 200, body });
        const host = await stage().anotherHost();
        const error = await host.create(user.inputs()).catch((e: unknown) => e);
        assert.ok(error instanceof HostError);
        says(error.message, "no id_token");
        assert.equal(user.credential(), undefined);
    });
});
