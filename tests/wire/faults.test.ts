import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import type { Fault } from "leaf-emulator";

import { type EngineRun, failure, initFailure, says, type Stage, type User, useStage } from "./support/wire.ts";

/** The order of requests that must never be: two POSTs, the first of which may have had an effect, and no look between. */
function assertLooksBetweenPosts(user: User): void {
    const methods = user.requests().map((request) => request.split(" ")[0]);
    assert.doesNotMatch(methods.join(" "), /POST POST/, methods.join(" "));
}

/** Exactly one credential, it is the program's, and the state knows it. */
function assertSettled(user: User, run: EngineRun): void {
    const { id, username, password, organizationName } = user.credential()!;
    assert.deepEqual({ leafUserId: user.leafUserId, username, password, organizationName }, user.args);
    assert.equal(run.state?.outputs["credentialId"], id);
    assert.deepEqual(run.state?.initErrors, []);
}

const posts = (user: User): number => user.requests().filter((request) => request.startsWith("POST")).length;

describe("A POST that goes wrong", () => {
    const stage = useStage();
    const up = async (fault: Fault): Promise<{ user: User; run: EngineRun }> => {
        const user = stage().user();
        const run = stage().run();
        stage().leaf.addFault({ method: "POST", path: user.path, ...fault });
        assert.equal(await run.up(user.inputs()), "create");
        return { user, run };
    };

    const before: [string, Fault][] = [
        ["is cut", { action: "reset" }],
        ["gets 500", { status: 500, body: '{"title":"Internal Server Error"}' }],
        ["gets 502 and a page", { status: 502, body: "<html><title>Bad Gateway</title></html>" }],
        ["gets 503", { status: 503 }],
        ["gets 504", { status: 504 }],
        ["gets 408", { status: 408 }],
        ["gets half an answer", { action: "truncate", status: 201 }],
        ["gets 201 and a page", { status: 201, body: "<html></html>" }],
        ["gets 201 and nothing", { status: 201, body: "" }],
        ["gets 200 and another shape", { status: 200, body: '{"message":"created"}' }],
    ];
    for (const [what, fault] of before) {
        it(`and ${what} without an effect is repeated after a look`, async () => {
            const { user, run } = await up(fault);
            assertSettled(user, run);
            assertLooksBetweenPosts(user);
            assert.equal(posts(user), 2);
        });

        it(`and ${what} after its effect is not repeated`, async () => {
            const { user, run } = await up({ ...fault, when: "after" });
            assertSettled(user, run);
            assert.equal(posts(user), 1);
            assert.equal(user.requests().at(-1), "GET 200");
        });
    }

    it("twice is repeated twice, with a look each time", async () => {
        const { user, run } = await up({ action: "reset", times: 2 });
        assertSettled(user, run);
        assertLooksBetweenPosts(user);
        assert.equal(posts(user), 3);
    });

    it("for good is recorded as not known, with the cause and the way on", async () => {
        const user = stage().user();
        const run = stage().run();
        stage().leaf.addFault({ method: "POST", path: user.path, status: 500, times: Infinity });
        const inputs = user.inputs({ __timeouts: { create: "1s" } });
        const failed = await initFailure(run.up(inputs), "not known whether", "500", "pulumi up", user.leafUserId);
        assert.equal(failed.id, user.leafUserId);
        assert.deepEqual(failed.properties, { ...inputs, __incomplete: true });
        assert.equal(typeof failed.wrapped["password"], "object", "marked secret");
        assertLooksBetweenPosts(user);
        stage().leaf.clearFaults();
        assert.equal(await run.up(user.inputs()), "update");
        assertSettled(user, run);
    });

    for (const when of ["before", "after"] as const) {
        it(`and has no answer in the resource's own time is recorded as not known (${when} its effect)`, async () => {
            const user = stage().user();
            const run = stage().run();
            stage().leaf.addFault({ method: "POST", path: user.path, when, action: "hang" });
            const inputs = user.inputs({ __timeouts: { create: "500ms" } });
            await initFailure(run.up(inputs), "not known whether", "no answer within");
            assert.equal(await run.up(inputs), "update");
            assertSettled(user, run);
            assert.equal(posts(user), when === "before" ? 2 : 1);
        });
    }

    it("gives way to somebody else's credential that came meanwhile", async () => {
        const user = stage().user();
        stage().leaf.addFault({ method: "POST", path: user.path, action: "reset", delayMs: 100 });
        const create = stage().host.create(user.inputs());
        while (posts(user) === 0) await sleep(5);
        const theirs = user.put({ organizationName: "Else" });
        const error = await failure(create, "already has a Sentera credential", '"Else"');
        assert.equal(error.initFailed, undefined);
        assert.deepEqual(user.credential(), theirs);
    });

    it("is not repeated once the engine is gone", async () => {
        const user = stage().user();
        const host = await stage().anotherHost({ engineAddress: "127.0.0.1:1" });
        stage().leaf.addFault({ method: "POST", path: user.path, status: 503, times: Infinity });
        await failure(host.create(user.inputs()), "engine is gone");
        assert.equal(posts(user), 1);
    });

    it("is in no doubt where the server cannot be reached: nothing is recorded", async () => {
        const host = await stage().hostWith({
            "leaf:baseUrl": "http://127.0.0.1:1",
            "leaf:apiToken": "some-token-4",
            "leaf:operationTimeout": "0.5",
        });
        const error = await failure(host.create(stage().user().inputs()), "did not reach Leaf", "ECONNREFUSED");
        assert.equal(error.initFailed, undefined);
    });

    it("and is redirected does not carry the password elsewhere", async () => {
        const user = stage().user();
        const headers = { location: `${stage().leaf.url}/elsewhere` };
        stage().leaf.addFault({ method: "POST", path: user.path, status: 308, headers, times: Infinity });
        const inputs = user.inputs({ __timeouts: { create: "600ms" } });
        await failure(stage().host.create(inputs), "redirected");
        assert.ok(stage().leaf.requests.every(({ path }) => path !== "/elsewhere"));
    });
});

describe("A server that does not answer in time", () => {
    const stage = useStage({ config: { "leaf:requestTimeout": "0.5" } });

    for (const when of ["before", "after"] as const) {
        it(`at a POST (${when} its effect) is looked at again, and there is one credential`, async () => {
            const user = stage().user();
            const run = stage().run();
            stage().leaf.addFault({ method: "POST", path: user.path, when, action: "hang" });
            await run.up(user.inputs());
            assertSettled(user, run);
            assertLooksBetweenPosts(user);
            assert.equal(posts(user), when === "before" ? 2 : 1);
        });
    }

    for (const existing of ["reject400", "reject409", "overwrite"] as const) {
        it(`but carries a POST out later does not end in two credentials or an error (${existing})`, async () => {
            stage().leaf.switches.existing = existing;
            const user = stage().user();
            const run = stage().run();
            // The first is carried out while the second is on its way or already through.
            stage().leaf.addFault({ method: "POST", path: user.path, delayMs: 900 });
            stage().leaf.addFault({ method: "POST", path: user.path, delayMs: 400 });
            await run.up(user.inputs());
            await sleep(600);
            await run.refresh();
            assertSettled(user, run);
            assertLooksBetweenPosts(user);
        });
    }

    it("at a GET is asked again", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.addFault({ method: "GET", path: user.path, action: "hang" });
        assert.equal(await run.refresh(), "same");
    });

    it("byte by byte is one that does not answer", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.addFault({ method: "GET", path: user.path, when: "after", action: "slow" });
        stage().leaf.clearRequests();
        assert.equal(await run.refresh(), "same");
        assert.equal(user.requests().length, 2);
    });

    it("at a DELETE is asked again", async () => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs());
        stage().leaf.addFault({ method: "DELETE", path: user.path, when: "after", action: "hang" });
        await run.destroy();
        assert.equal(user.credential(), undefined);
    });
});

describe("A limit of Leaf's rate", () => {
    const stage = useStage();
    const limit = (user: User, retryAfter?: string, more: Fault = {}): void => {
        const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": retryAfter };
        stage().leaf.addFault({ path: user.path, status: 429, headers, ...more });
    };
    const timed = async (work: Promise<unknown>): Promise<number> => {
        const start = Date.now();
        await work;
        return Date.now() - start;
    };
    const waits = (of: Stage): string[] => of.engine.said("info");

    it("is waited out as long as Leaf says, told to the user once, and costs no POST", async () => {
        const user = stage().user();
        limit(user, "1", { method: "POST" });
        const ms = await timed(stage().host.create(user.inputs()));
        assert.ok(ms >= 950, `${ms} ms`);
        assert.deepEqual(user.requests(), ["GET 404", "POST 429", "POST 201"]);
        assert.equal(waits(stage()).length, 1);
        says(waits(stage())[0]!, "Leaf limits the rate: waiting 1 s", "Acme Farms", user.leafUserId);
    });

    it("is waited out until the date that Leaf says", async () => {
        const user = stage().user();
        limit(user, new Date(Date.now() + 2000).toUTCString(), { method: "GET" });
        const ms = await timed(stage().host.create(user.inputs()));
        assert.ok(ms >= 500, `${ms} ms`);
    });

    it("of no seconds is over at once, but not tried without end", async () => {
        const user = stage().user();
        limit(user, "0", { times: 2 });
        await stage().host.create(user.inputs());
        assert.deepEqual(user.requests(), ["GET 429", "GET 429", "GET 404", "POST 201"]);
        limit(user, "0", { times: Infinity, method: "DELETE" });
        stage().leaf.clearRequests();
        const outputs = user.inputs({ __timeouts: { delete: "800ms" } });
        await failure(stage().host.delete(user.leafUserId, outputs), "429", "customTimeouts");
        assert.ok(user.requests().length < 12, user.requests().join(", "));
    });

    it("without a word, or with nonsense, about the wait is waited out for a few seconds", async () => {
        for (const retryAfter of [undefined, "soon"]) {
            const user = stage().user();
            limit(user, retryAfter);
            const ms = await timed(stage().host.create(user.inputs()));
            assert.ok(ms >= 950 && ms < 6000, `${ms} ms`);
        }
    });

    for (const retryAfter of ["86400", "99999999999999999999"]) {
        it(`of ${retryAfter} s fails at once, says so, and stops nobody else`, async () => {
            const user = stage().user();
            limit(user, retryAfter);
            const error = failure(stage().host.create(user.inputs()), "Leaf asks to wait", "leaf:operationTimeout");
            assert.ok((await timed(error)) < 3000);
            assert.ok((await timed(stage().host.create(stage().user().inputs()))) < 3000);
        });
    }

    it("for one holds back all, and is told once", async () => {
        const users = Array.from({ length: 5 }, () => stage().user());
        limit(users[0]!, "1");
        const first = stage().host.create(users[0]!.inputs());
        while (users[0]!.requests()[0] !== "GET 429") await sleep(5);
        await sleep(50);
        const held = await timed(Promise.all(users.slice(1).map((user) => stage().host.create(user.inputs()))));
        await first;
        assert.ok(held >= 800, `${held} ms`);
        assert.equal(waits(stage()).length, 1);
    });

    it("of a login is waited out too", async () => {
        const host = await stage().anotherHost();
        stage().leaf.addFault({ path: "/api/authenticate", status: 429, headers: { "retry-after": "1" } });
        const user = stage().user();
        assert.ok((await timed(host.create(user.inputs()))) >= 900);
        assert.ok(user.credential());
    });
});
