/**
 * Laws of retrying, under a fake clock: the transport answers from a script, time moves only as the code waits.
 */
import assert from "node:assert/strict";
import sinon from "sinon";
import { Caller } from "../../provider/dist/leaf/call.js";
import { Deadline } from "../../provider/dist/leaf/deadline.js";
import { LeafApiError, LeafAuthenticationError, LeafConnectionError } from "../../provider/dist/leaf/errors.js";
import { Http, type HttpAnswer, type HttpRequest } from "../../provider/dist/leaf/http.js";

type Step = number | { status: number; retryAfter?: string; body?: unknown } | Error;

const START = Date.parse("2026-06-01T12:00:00Z");

describe("a call to Leaf, with time under control", () => {
    let clock: sinon.SinonFakeTimers;
    let sent: { request: HttpRequest; at: number }[];
    let script: (request: HttpRequest, n: number) => Step | Promise<Step>;
    let told: string[];

    beforeEach(() => {
        clock = sinon.useFakeTimers({ now: START, toFake: ["setTimeout", "clearTimeout", "Date"] });
        sent = [];
        told = [];
        sinon.stub(Http.prototype, "send").callsFake(async (request: HttpRequest): Promise<HttpAnswer> => {
            sent.push({ request, at: Date.now() - START });
            const step = await script(request, sent.length);
            if (step instanceof Error) throw step;
            const { status, retryAfter, body = {} } = typeof step === "number" ? { status: step } : step;
            return {
                status,
                body: { kind: "json", value: body },
                headers: new Headers(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
            };
        });
    });

    afterEach(() => sinon.restore());

    function caller(
        maxConcurrency = 8,
        candidates: object[] = [{ kind: "token", token: "t", source: "leaf:apiToken" }],
    ): Caller {
        const settings = {
            baseUrl: "https://x",
            candidates,
            requestTimeout: 30_000,
            operationTimeout: 300_000,
            maxConcurrency,
        };
        return new Caller(settings as never, (message) => told.push(message));
    }

    async function run<T>(promise: Promise<T>, forMs = 3_600_000): Promise<T> {
        promise.catch(() => undefined);
        await clock.tickAsync(forMs);
        return await promise;
    }

    const request = (method: "GET" | "POST" | "DELETE") => ({ method, path: "/p" }) as const;
    const within = (budget: number) => ({ deadline: new Deadline(budget), about: "Leaf user u" });
    const reset = (method: "GET" | "POST" | "DELETE", maybeApplied: boolean): LeafConnectionError =>
        new LeafConnectionError("reset", { method, path: "/p", maybeApplied, transient: true });

    it("gives up after six tries, and says so", async () => {
        script = () => 503;
        await assert.rejects(run(caller().call(request("GET"), within(300_000))), /Tried 6 times/);
        assert.equal(sent.length, 6);
    });

    it("waits between tries within the bounds of full jitter", async () => {
        script = () => 500;
        await assert.rejects(run(caller().call(request("DELETE"), within(300_000))), LeafApiError);
        sent.slice(1).forEach(({ at }, i) => {
            const wait = at - (sent[i]?.at ?? 0);
            assert.ok(wait >= 0 && wait <= 500 * 2 ** i, `wait ${i}: ${wait} ms`);
        });
    });

    it("never sends after the operation's time is over", async () => {
        script = () => 429;
        await assert.rejects(run(caller().call(request("GET"), within(60_000))), /of the operation's 60 s/);
        assert.ok(sent.every(({ at }) => at < 60_000));
        assert.ok(sent.length > 3);
    });

    it("does not begin a wait that the operation's time does not allow", async () => {
        script = () => ({ status: 429, retryAfter: "86400" });
        const start = Date.now();
        const error = await caller()
            .call(request("GET"), within(300_000))
            .catch((e: unknown) => e);
        assert.match(String(error), /Leaf asks to wait 86400 s/);
        assert.equal(Date.now(), start);
        assert.equal(sent.length, 1);
    });

    it("obeys Retry-After to the moment, in seconds and as a date", async () => {
        script = (_r, n) => [{ status: 503, retryAfter: "7" }, { status: 200 }][n - 1] ?? 500;
        await run(caller().call(request("GET"), within(300_000)));
        assert.deepEqual(
            sent.map(({ at }) => at),
            [0, 7_000],
        );
        sent = [];
        const base = Date.now();
        script = (_r, n) => (n === 1 ? { status: 503, retryAfter: new Date(base + 9_000).toUTCString() } : 200);
        await run(caller().call(request("GET"), within(300_000)));
        assert.equal((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0), 9_000);
    });

    it("never repeats a POST that may have been applied", async () => {
        for (const step of [500, 502, 503, 504, 408, reset("POST", true)]) {
            sent = [];
            script = () => step;
            await assert.rejects(run(caller().call(request("POST"), within(300_000))));
            assert.equal(sent.length, 1, String(step));
        }
    });

    it("repeats a POST that never left, or that the rate limit refused", async () => {
        for (const step of [429, reset("POST", false)]) {
            sent = [];
            script = (_r, n) => (n === 1 ? step : 201);
            await run(caller().call(request("POST"), within(300_000)));
            assert.equal(sent.length, 2);
        }
    });

    it("lets one 429 pause every request of the process, and says so once", async () => {
        script = (_r, n) => (n === 1 ? { status: 429, retryAfter: "30" } : 200);
        const calls = caller();
        const first = calls.call(request("GET"), within(300_000));
        await clock.tickAsync(10);
        const others = Array.from({ length: 20 }, () => calls.call(request("DELETE"), within(300_000)));
        await run(Promise.all([first, ...others]));
        assert.ok(sent.slice(1).every(({ at }) => at >= 30_000));
        assert.deepEqual(told, ["Leaf limits the rate: waiting 30 s, for Leaf user u"]);
    });

    it("does not count refusals for the rate as failures: only time ends them", async () => {
        script = (_r, n) => (n <= 20 ? { status: 429, retryAfter: "5" } : 200);
        await run(caller().call(request("GET"), within(300_000)));
        assert.equal(sent.length, 21);
    });

    it("refuses to send when a pause outlasts the operation's time", async () => {
        script = (_r, n) => (n === 1 ? { status: 429, retryAfter: "100" } : 200);
        const calls = caller();
        const first = calls.call(request("GET"), within(300_000));
        await clock.tickAsync(10);
        await assert.rejects(calls.call(request("POST"), within(50_000)), /was not sent: Leaf limits the rate/);
        await run(first);
    });

    it("keeps no more requests in flight than configured", async () => {
        let inFlight = 0;
        let most = 0;
        script = async () => {
            most = Math.max(most, (inFlight += 1));
            await new Promise((resolve) => setTimeout(resolve, 100));
            inFlight -= 1;
            return 200;
        };
        const calls = caller(3);
        await run(Promise.all(Array.from({ length: 20 }, () => calls.call(request("GET"), within(300_000)))));
        assert.equal(most, 3);
        assert.equal(sent.length, 20);
    });

    it("announces a wait of a second or more, with the try and for whom", async () => {
        script = (_r, n) => (n === 1 ? { status: 503, retryAfter: "4" } : 200);
        await run(caller().call(request("GET"), within(300_000)));
        assert.deepEqual(told, ["GET failed for now: waiting 4 s, try 2 of 6, for Leaf user u"]);
    });

    it("asks before each repetition whether it may go on", async () => {
        script = () => 500;
        const beforeRetry = sinon.stub().onSecondCall().rejects(new Error("engine gone")).resolves();
        await assert.rejects(run(caller().call(request("DELETE"), { ...within(300_000), beforeRetry })), /engine gone/);
        assert.equal(sent.length, 2);
    });

    describe("and who we are", () => {
        const login = {
            kind: "login",
            username: "u@leaf",
            password: "login-pw",
            source: "leaf:username and leaf:password",
        };
        const spare = { kind: "token", token: "spare", source: "LEAF_API_TOKEN" };

        it("logs in once for all calls that wait for it", async () => {
            script = ({ path }) => (path === "/api/authenticate" ? { status: 200, body: { id_token: "t1" } } : 200);
            const calls = caller(8, [login]);
            await run(Promise.all(Array.from({ length: 10 }, () => calls.call(request("GET"), within(300_000)))));
            assert.equal(sent.filter(({ request: { path } }) => path === "/api/authenticate").length, 1);
        });

        it("renews a login whose token ends half-way, once for all", async () => {
            let valid = "t1";
            let logins = 0;
            script = ({ path, token }) => {
                if (path === "/api/authenticate") return { status: 200, body: { id_token: `t${(logins += 1)}` } };
                return token === valid ? 200 : 401;
            };
            const calls = caller(8, [login]);
            await run(calls.call(request("GET"), within(300_000)));
            valid = "t2";
            await run(Promise.all(Array.from({ length: 10 }, () => calls.call(request("POST"), within(300_000)))));
            assert.equal(logins, 2);
        });

        it("takes a token for spent when it is refused, and goes on with the next way in", async () => {
            script = ({ token }) => (token === "spare" ? 200 : 401);
            const answer = await run(
                caller(8, [{ kind: "token", token: "old", source: "leaf:apiToken" }, spare]).call(
                    request("GET"),
                    within(300_000),
                ),
            );
            assert.equal(answer.status, 200);
        });

        it("does not log in again and again where each new token is refused", async () => {
            let logins = 0;
            script = ({ path }) =>
                path === "/api/authenticate" ? { status: 200, body: { id_token: `t${(logins += 1)}` } } : 401;
            await assert.rejects(
                run(caller(8, [login]).call(request("GET"), within(300_000))),
                LeafAuthenticationError,
            );
            assert.equal(logins, 1);
        });

        it("names every spent way in, and the ways out", async () => {
            script = () => 401;
            const error = await run(
                caller(8, [login, spare])
                    .call(request("GET"), within(300_000))
                    .catch((e: unknown) => e),
            );
            assert.ok(error instanceof LeafAuthenticationError);
            assert.match(error.message, /leaf:username and leaf:password: Leaf refused the login \(401\)/);
            assert.match(error.message, /LEAF_API_TOKEN: Leaf refused the token \(401\)/);
            assert.match(error.message, /--run-program/);
        });

        it("repeats a login that did not get through, but sends no POST without a token", async () => {
            script = ({ path }, n) => {
                if (path !== "/api/authenticate") return 201;
                return n === 1 ? 503 : { status: 200, body: { id_token: "t1" } };
            };
            await run(caller(8, [login]).call(request("POST"), within(300_000)));
            assert.deepEqual(
                sent.map(({ request: { path, token } }) => `${path} ${token}`),
                ["/api/authenticate undefined", "/api/authenticate undefined", "/p t1"],
            );
        });

        it("tries the login afresh for the next call after it failed", async () => {
            let up = false;
            script = ({ path }) =>
                path !== "/api/authenticate" ? 200 : up ? { status: 200, body: { id_token: "t1" } } : 500;
            const calls = caller(8, [login]);
            await assert.rejects(run(calls.call(request("GET"), within(300_000))), /POST \/api\/authenticate/);
            up = true;
            assert.equal((await run(calls.call(request("GET"), within(300_000)))).status, 200);
        });
    });
});
