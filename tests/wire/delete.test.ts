import assert from "node:assert/strict";

import {
    type EngineRun,
    failure,
    otherOwner,
    owner,
    PROVIDER_TEXT,
    says,
    type User,
    useStage,
} from "./support/wire.ts";
import { inDoubt } from "./support/inDoubt.ts";

describe("delete", () => {
    const stage = useStage();
    const made = async (): Promise<{ user: User; run: EngineRun }> => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.clearRequests();
        return { user, run };
    };
    const keeps = async (run: EngineRun, ...patterns: (RegExp | string)[]): Promise<void> => {
        const before = structuredClone(run.state);
        await failure(run.destroy(), ...patterns);
        assert.deepEqual(run.state, before);
    };

    for (const deleteAnswer of ["204", "200body"] as const) {
        it(`deletes with one request (${deleteAnswer})`, async () => {
            const { user, run } = await made();
            stage().leaf.switches.deleteAnswer = deleteAnswer;
            await run.destroy();
            assert.deepEqual(user.requests(), [`DELETE ${deleteAnswer.slice(0, 3)}`]);
            assert.equal(user.credential(), undefined);
        });
    }

    it("deletes also what was never given an owner, a status or an option", async () => {
        const user = stage().user();
        user.put();
        await stage().host.delete(user.leafUserId, user.inputs());
        assert.equal(user.credential(), undefined);
    });

    describe("is done where the credential is gone already:", () => {
        const quietly = async (run: EngineRun): Promise<void> => {
            await run.destroy();
            assert.deepEqual(stage().engine.lines, []);
        };

        it("the Leaf user is there without it", async () => {
            const { user, run } = await made();
            stage().leaf.removeCredential(user.leafUserId);
            await quietly(run);
            assert.deepEqual(user.requests(), ["DELETE 404", "GET 200 user"]);
        });

        it("twice over", async () => {
            const { run } = await made();
            const { id, outputs } = run.state!;
            await stage().host.delete(id, outputs);
            await stage().host.delete(id, outputs);
        });

        it("the Leaf user was deleted in the same account", async () => {
            const { user, run } = await made();
            stage().leaf.removeLeafUser(user.leafUserId);
            await quietly(run);
        });

        it("the Leaf user is unknown and the account was never recorded, which is worth a warning", async () => {
            const { user, run } = await made();
            delete run.state!.outputs["apiOwner"];
            stage().leaf.removeLeafUser(user.leafUserId);
            await run.destroy();
            const [warning] = stage().engine.said("warning");
            says(warning!, "404", "taken for gone", user.leafUserId, owner.username);
        });
    });

    describe("fails and keeps the state", () => {
        it("with another account, naming both, and the way out", async () => {
            const { user, run } = await made();
            run.host = await stage().hostWith({ "leaf:apiToken": stage().leaf.issueToken(otherOwner.username) });
            await keeps(run, otherOwner.username, owner.username, "Nothing was deleted", "pulumi state delete");
            assert.ok(user.credential());
        });

        it("at a gateway's 404", async () => {
            const { user, run } = await made();
            stage().leaf.addFault({ method: "DELETE", path: user.path, status: 404, body: "<html></html>" });
            await keeps(run, "Nothing was deleted", "leaf:baseUrl");
            assert.ok(user.credential());
        });

        it("at a gateway's friendly page", async () => {
            const { user, run } = await made();
            stage().leaf.addFault({ method: "DELETE", path: user.path, status: 200, body: "<html>Hi</html>" });
            await keeps(run, "not Leaf's form");
            assert.ok(user.credential());
        });

        for (const status of [400, 403, 409]) {
            it(`at ${status}`, async () => {
                const { user, run } = await made();
                stage().leaf.addFault({ method: "DELETE", path: user.path, status, body: '{"title":"No"}' });
                await keeps(run, `Leaf answered ${status}`);
                assert.equal(user.requests().length, 1);
            });
        }

        it("without usable credentials", async () => {
            const { run } = await made();
            run.host = await stage().hostWith({ "leaf:apiToken": "refused-token-3" });
            await keeps(run, "none of the configured credentials", "--run-program");
        });

        it("where Leaf stays down for longer than the resource's time", async () => {
            const { user, run } = await made();
            run.state!.outputs["__timeouts"] = { delete: "300ms" };
            stage().leaf.addFault({ path: user.path, status: 503, times: Infinity });
            await keeps(run, "503", "customTimeouts");
        });
    });

    for (const when of ["before", "after"] as const) {
        for (const fault of [{ action: "reset" }, { status: 500 }, { status: 503 }, { action: "truncate" }] as const) {
            const name = "action" in fault ? fault.action : fault.status;
            it(`is repeated until it is sure (${name} ${when} the effect)`, async () => {
                const { user, run } = await made();
                stage().leaf.addFault({ method: "DELETE", path: user.path, when, ...fault });
                await run.destroy();
                assert.equal(user.credential(), undefined);
                assert.equal(user.requests().filter((request) => request.startsWith("DELETE")).length, 2);
            });
        }
    }

    it("is not repeated once the engine is gone", async () => {
        const { user, run } = await made();
        const host = await stage().anotherHost({ engineAddress: "127.0.0.1:1" });
        stage().leaf.addFault({ method: "DELETE", path: user.path, status: 503, times: Infinity });
        await failure(host.delete(user.leafUserId, run.state!.outputs), "engine is gone");
        assert.deepEqual(user.requests(), ["DELETE 503"]);
    });

    describe("of a create in doubt", () => {
        it("deletes what was created after all", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "after");
            await run.destroy();
            assert.equal(user.credential(), undefined);
        });

        it("is done where nothing was", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "before");
            await run.destroy();
            assert.equal(run.state, undefined);
        });

        it("leaves alone somebody else's that came instead, with a warning", async () => {
            const user = stage().user();
            const run = await inDoubt(stage(), user, "before");
            const theirs = user.put({ organizationName: "Else" });
            await run.destroy();
            assert.deepEqual(user.credential(), theirs);
            assert.deepEqual(user.requests(), ["GET 200"]);
            says(stage().engine.said("warning")[0]!, "left alone", user.leafUserId);
        });
    });

    it("of a record with nothing but the user's id deletes what is there", async () => {
        const user = stage().user();
        user.put();
        await stage().host.delete(user.leafUserId.toUpperCase(), { __provider: PROVIDER_TEXT });
        assert.equal(user.credential(), undefined);
    });
});
