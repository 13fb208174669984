import assert from "node:assert/strict";

import { initFailure, says, type User, useStage } from "./support/wire.ts";

describe("The explanation of ill health", () => {
    const stage = useStage();

    const sick = async (): Promise<{ user: User; warning: () => Promise<string> }> => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.setStatus(user.leafUserId, "MISSING_PERMISSION");
        return {
            user,
            warning: async () => {
                await run.refresh();
                return stage().engine.said("warning")[0] ?? assert.fail("no warning");
            },
        };
    };
    const events = (user: User, body: string, status = 200): void =>
        stage().leaf.addFault({ path: `${user.path}/events`, status, body, times: Infinity });

    it("is the latest event by its date, whatever the order of Leaf's answer", async () => {
        const { user, warning } = await sick();
        const event = (day: string, body: string) => ({
            createdDate: `2026-06-${day}T00:00:00Z`,
            statusCode: 403,
            body,
        });
        events(
            user,
            JSON.stringify([event("01", "first"), event("03", "third"), event("02", "second"), { body: "undated" }]),
        );
        says(await warning(), "2026-06-03", "HTTP 403", '"third"');
    });

    for (const [what, body, expected] of [
        ["has no status", '[{"createdDate":"D","body":"told"}]', ' Its latest event of D: "told".'],
        ["has no body", '[{"createdDate":"D","statusCode":403,"body":" "}]', " Its latest event of D: HTTP 403."],
        ["has no date", '[{"statusCode":"403","body":null}]', " Its latest event: HTTP 403."],
    ] as const) {
        it(`makes do with an event that ${what}`, async () => {
            const { user, warning } = await sick();
            events(user, body);
            const said = await warning();
            says(said, "MISSING_PERMISSION (the login lacks permissions)", expected);
        });
    }

    for (const [what, body, status] of [
        ["there are no events", "[]", 200],
        ["the events cannot be read", "<html></html>", 200],
        ["the events are refused", "{}", 403],
        ["the events are not there", '{"status":404}', 404],
    ] as const) {
        it(`does without where ${what}`, async () => {
            const { user, warning } = await sick();
            events(user, body, status);
            const said = await warning();
            says(said, "MISSING_PERMISSION", "Check the account at the provider");
            assert.doesNotMatch(said, /latest event/);
        });
    }
});

describe("A replacement on account of ill health", () => {
    const stage = useStage();

    it("is only a create where the credential has gone meanwhile", async () => {
        const user = stage().user();
        const run = stage().run();
        const inputs = user.inputs({ whenUnhealthy: "replace" });
        await run.up(inputs);
        stage().leaf.setStatus(user.leafUserId, "UNAUTHENTICATED");
        await run.refresh();
        stage().leaf.removeCredential(user.leafUserId);
        stage().leaf.clearRequests();
        assert.equal(await run.up(inputs), "update");
        assert.equal(run.state?.outputs["credentialId"], user.credential()?.id);
        assert.ok(!user.requests().some((request) => request.startsWith("DELETE")));
    });
});

describe("A POST in doubt", () => {
    const stage = useStage();

    it("stays in doubt where the look after it meets a gateway's 404", async () => {
        const user = stage().user();
        const run = stage().run();
        stage().leaf.addFault({ method: "POST", path: user.path, action: "reset", when: "after" });
        const body = "<html><title>Not here</title></html>";
        stage().leaf.addFault({ method: "GET", path: user.path, after: 1, status: 404, body, times: Infinity });
        await initFailure(run.up(user.inputs()), "not known whether");
        stage().leaf.clearFaults();
        assert.equal(await run.up(user.inputs()), "update");
        assert.equal(run.state?.outputs["credentialId"], user.credential()?.id);
    });
});
