import assert from "node:assert/strict";

import { failure, initFailure, otherOwner, says, type Stage, useStage } from "./support/wire.ts";
import { inDoubt } from "./support/inDoubt.ts";

const sick = (stage: Stage, leafUserId: string): void => {
    stage.leaf.setStatus(leafUserId, "UNAUTHENTICATED");
    stage.leaf.addEvent(leafUserId, { statusCode: 401, body: "locked out", createdDate: "2999-01-01T00:00:00Z" });
};

describe("update", () => {
    const stage = useStage();

    it("for a change of whenUnhealthy only looks, and returns everything", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        const before = run.state!.outputs;
        stage().leaf.clearRequests();
        assert.equal(await run.up(user.inputs({ whenUnhealthy: "fail" })), "update");
        assert.deepEqual(user.requests(), ["GET 200"]);
        assert.deepEqual(run.state!.outputs, { ...before, whenUnhealthy: "fail" });
        assert.equal(await run.up(user.inputs({ whenUnhealthy: "fail" })), "same");
        assert.equal(await run.up(user.inputs()), "update");
        assert.deepEqual(run.state!.outputs, before, "an option that is no longer given is no longer recorded");
    });

    it("marks password and authToken secret in what it returns", async () => {
        const user = stage().user();
        const { id, properties } = await stage().host.create(user.inputs());
        const { wrapped } = await stage().host.update(id, properties, user.inputs({ whenUnhealthy: "fail" }));
        assert.deepEqual([typeof wrapped["password"], typeof wrapped["authToken"]], ["object", "object"]);
    });

    it("does not read old outputs into the new ones where Leaf no longer tells them", async () => {
        const user = stage().user();
        const { id, properties } = await stage().host.create(user.inputs());
        stage().leaf.setStatus(user.leafUserId, null);
        const updated = await stage().host.update(id, properties, user.inputs({ whenUnhealthy: "fail" }));
        assert.equal(updated.properties["status"], undefined);
    });

    it("under fail fails at each up with the event, until the credential has healed", async () => {
        const user = stage().user();
        const inputs = user.inputs({ whenUnhealthy: "fail" });
        const run = stage().run();
        await run.up(inputs);
        sick(stage(), user.leafUserId);
        assert.equal(await run.up(inputs), "same", "the recorded status decides: no request for every up");
        await run.refresh();
        for (let up = 1; up <= 2; up++) {
            const failed = await initFailure(run.up(inputs), "UNAUTHENTICATED", "locked out", "Acme Farms");
            assert.equal(failed.properties["credentialId"], user.credential()!.id);
        }
        stage().leaf.setStatus(user.leafUserId, "OK");
        assert.equal(await run.up(inputs), "update");
        assert.equal(run.state?.outputs["status"], "OK");
        assert.equal(await run.up(inputs), "same");
        assert.deepEqual(
            user.requests().filter((request) => !request.startsWith("GET")),
            ["POST 201"],
        );
    });

    it("lets a program get out of fail by changing to warn", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs({ whenUnhealthy: "fail" }));
        sick(stage(), user.leafUserId);
        await run.refresh();
        await initFailure(run.up(user.inputs({ whenUnhealthy: "fail" })));
        assert.equal(await run.up(user.inputs()), "update");
        says(stage().engine.said("warning").at(-1)!, "UNAUTHENTICATED", "locked out");
        assert.equal(await run.up(user.inputs()), "same");
    });

    it("under replace leaves what has healed, and records that", async () => {
        const user = stage().user();
        const inputs = user.inputs({ whenUnhealthy: "replace" });
        const run = stage().run();
        await run.up(inputs);
        const { id } = user.credential()!;
        sick(stage(), user.leafUserId);
        await run.refresh();
        stage().leaf.setStatus(user.leafUserId, "OK");
        assert.equal(await run.up(inputs), "update");
        assert.deepEqual([user.credential()!.id, run.state!.outputs["status"]], [id, "OK"]);
        assert.equal(await run.up(inputs), "same");
    });

    it("under replace replaces what has not", async () => {
        const user = stage().user();
        const inputs = user.inputs({ whenUnhealthy: "replace" });
        const run = stage().run();
        await run.up(inputs);
        const { id } = user.credential()!;
        sick(stage(), user.leafUserId);
        await run.refresh();
        assert.equal(await run.up(inputs), "replace");
        assert.notEqual(user.credential()!.id, id);
        assert.equal(await run.up(inputs), "same");
    });

    it("creates what is no longer there, by the rules of create", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.removeCredential(user.leafUserId);
        await run.up(user.inputs({ whenUnhealthy: "fail" }));
        assert.equal(run.state?.outputs["credentialId"], user.credential()?.id);
        assert.equal(user.requests().filter((request) => request === "POST 201").length, 2);
    });

    it("fails with the wrong account, and the state stays", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        const before = structuredClone(run.state);
        run.host = await stage().hostWith({ "leaf:apiToken": stage().leaf.issueToken(otherOwner.username) });
        await failure(run.up(user.inputs({ whenUnhealthy: "fail" })), "404", "API owner");
        assert.deepEqual(run.state, before);
        assert.ok(user.credential());
    });

    it("records drift it sees, and the next up replaces", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        user.put({ organizationName: "Else" });
        await run.up(user.inputs({ whenUnhealthy: "fail" }));
        assert.equal(run.state?.outputs["organizationName"], "Else");
        assert.equal(await run.up(user.inputs({ whenUnhealthy: "fail" })), "replace");
    });

    describe("of a create in doubt", () => {
        it("finds what was created after all, without a write", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "after");
            assert.equal(await run.up(user.inputs()), "update");
            assert.deepEqual(user.requests(), ["GET 200"]);
            assert.equal(run.state?.outputs["credentialId"], user.credential()!.id);
            assert.equal(run.state?.outputs["__incomplete"], undefined);
            assert.equal(await run.up(user.inputs()), "same");
        });

        it("creates what was not, once", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "before");
            assert.equal(await run.up(user.inputs()), "update");
            assert.deepEqual(
                user.requests().filter((request) => !request.startsWith("GET")),
                ["POST 201"],
            );
            assert.equal(await run.up(user.inputs()), "same");
        });

        it("replaces by a changed program, which leaves one credential", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "after");
            stage().leaf.addSenteraAccount({ ...user.args, organizations: [{ name: "Acme West" }] });
            assert.equal(await run.up(user.inputs({ organizationName: "Acme West" })), "replace");
            assert.equal(user.credential()?.organizationName, "Acme West");
        });

        it("leaves alone somebody else's that came instead, and says so", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "before");
            const theirs = user.put({ organizationName: "Else" });
            await failure(run.up(user.inputs()), "already has a Sentera credential", '"Else"');
            assert.deepEqual(user.credential(), theirs);
            await failure(run.up(user.inputs()), "already has a Sentera credential");
        });

        it("stays in doubt while Leaf does not answer", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "after");
            stage().leaf.addFault({ path: user.path, status: 500, times: Infinity });
            await failure(run.up(user.inputs({ __timeouts: { update: "300ms" } })), "500");
            stage().leaf.clearFaults();
            assert.equal(await run.up(user.inputs()), "update");
            assert.equal(run.state?.outputs["credentialId"], user.credential()!.id);
        });

        it("is settled by a refresh too: what is there is recorded", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "after");
            await run.refresh();
            assert.equal(run.state?.outputs["credentialId"], user.credential()!.id);
            await run.up(user.inputs());
            assert.equal(await run.up(user.inputs()), "same");
        });

        it("is settled by a refresh too: what is not there is dropped", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "before");
            assert.equal(await run.refresh(), "gone");
            assert.equal(await run.up(user.inputs()), "create");
        });

        it("is settled by a refresh too: somebody else's is not taken for ours", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "before");
            const theirs = user.put({ username: "else@acme.example" });
            assert.equal(await run.refresh(), "gone");
            await failure(run.up(user.inputs()), "already has a Sentera credential");
            assert.deepEqual(user.credential(), theirs);
        });
    });
});
