import assert from "node:assert/strict";

import type { Fault } from "leaf-emulator";

import { Stage, until } from "./client.ts";

describe("A fault", () => {
    let stage: Stage;
    beforeEach(async () => {
        stage = await Stage.open();
    });
    afterEach(() => stage.leaf.close());

    const exists = (): boolean => stage.leaf.getCredential(stage.demo.leafUserId) !== undefined;
    const ended = (): Promise<unknown> =>
        until(
            () => stage.leaf.requests.at(-1)?.endedAt,
            (time) => time !== undefined,
        );

    for (const when of ["before", "after"] as const) {
        const effect = when === "after" ? "once the request is carried out" : "without the request having any effect";

        it(`answers with a status, headers and a body ${effect}`, async () => {
            const headers = { "Retry-After": "7", "Content-Type": "text/html" };
            stage.leaf.addFault({ when, status: 503, headers, body: "<h1>Down</h1>" });
            const answer = await stage.post();
            assert.equal(answer.status, 503);
            assert.equal(answer.type, "text/html");
            assert.equal(answer.text, "<h1>Down</h1>");
            assert.equal(answer.headers.get("retry-after"), "7");
            assert.equal(exists(), when === "after");
            assert.equal(stage.leaf.requests[0]?.fault, "status");
            assert.equal(stage.leaf.requests[0]?.status, 503);
        });

        it(`puts another body into the answer ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "body", body: "garbage" });
            const answer = await stage.post();
            assert.equal(answer.status, when === "after" ? 201 : 200);
            assert.equal(answer.text, "garbage");
            assert.equal(exists(), when === "after");
        });

        it(`answers with an empty body ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "body", body: "" });
            assert.equal((await stage.post()).text, "");
            assert.equal(exists(), when === "after");
        });

        it(`cuts the connection ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "reset" });
            await assert.rejects(stage.post(), (error: Error & { cause: { code: string } }) => {
                return error.cause.code === "ECONNRESET";
            });
            assert.equal(exists(), when === "after");
            await ended();
            const [entry] = stage.leaf.requests;
            assert.deepEqual([entry?.status, entry?.fault, entry?.aborted], [undefined, "reset", undefined]);
        });

        it(`never answers ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "hang" });
            const body = stage.demo.senteraAccount;
            const signal = AbortSignal.timeout(1000);
            await assert.rejects(stage.call("POST", stage.credentialPath, { body, signal }), /timeout/);
            assert.equal(exists(), when === "after");
            await ended();
            assert.equal(stage.leaf.requests[0]?.aborted, true);
        });

        it(`breaks the answer off in its middle ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "truncate" });
            await assert.rejects(stage.post(), /terminated/);
            assert.equal(exists(), when === "after");
            await ended();
            assert.equal(stage.leaf.requests[0]?.status, undefined);
        });

        it(`sends bytes without end ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "endless" });
            const response = await fetch(`${stage.leaf.url}/services/usermanagement/api${stage.credentialPath}`, {
                method: "POST",
                headers: { authorization: `Bearer ${stage.token}`, "content-type": "application/json" },
                body: JSON.stringify(stage.demo.senteraAccount),
            });
            assert.equal(response.status, when === "after" ? 201 : 200);
            let received = 0;
            for await (const chunk of response.body!) {
                received += chunk.length;
                if (received > 4_000_000) {
                    break;
                }
            }
            assert.equal(exists(), when === "after");
            await ended();
            assert.equal(stage.leaf.requests[0]?.aborted, true);
        });

        it(`sends the answer byte by byte ${effect}`, async () => {
            stage.leaf.addFault({ when, action: "slow", body: "[1, 2]" });
            const answer = await stage.post();
            assert.deepEqual(answer.json, [1, 2]);
            const { at, endedAt } = await until(
                () => stage.leaf.requests[0]!,
                (entry) => entry.endedAt !== undefined,
            );
            assert.ok(endedAt! - at >= 200);
            assert.equal(exists(), when === "after");
        });
    }

    it("delays a request and then carries it out, even for a client that has gone", async () => {
        stage.leaf.addFault({ delayMs: 2500 });
        // Time enough for a busy machine to get the request there.
        const signal = AbortSignal.timeout(1000);
        await assert.rejects(stage.call("POST", stage.credentialPath, { body: stage.demo.senteraAccount, signal }));
        assert.equal(exists(), false);
        await until(exists, Boolean);
        assert.equal(stage.leaf.requests[0]?.fault, "delay");
    });

    it("delays only the answer of a request that has taken effect", async () => {
        stage.leaf.addFault({ delayMs: 3_600_000, when: "after" });
        const signal = AbortSignal.timeout(1000);
        await assert.rejects(stage.call("POST", stage.credentialPath, { body: stage.demo.senteraAccount, signal }));
        assert.equal(exists(), true);
    });

    it("delays, then acts", async () => {
        stage.leaf.addFault({ delayMs: 100, status: 500 });
        assert.equal((await stage.get()).status, 500);
        const { at, endedAt } = stage.leaf.requests[0]!;
        assert.ok(endedAt! - at >= 90);
    });

    const hits = async (fault: Fault): Promise<boolean> => {
        stage.leaf.clearFaults();
        stage.leaf.addFault({ status: 500, ...fault });
        return (await stage.get()).status === 500;
    };

    it("hits by method and by path, as a part or a pattern", async () => {
        assert.equal(await hits({ method: "get" }), true);
        assert.equal(await hits({ method: "POST" }), false);
        assert.equal(await hits({ path: "/sentera-credentials" }), true);
        assert.equal(await hits({ path: "/events" }), false);
        assert.equal(await hits({ path: /credentials$/g, times: 2 }), true);
        assert.equal((await stage.get()).status, 500);
        assert.equal(await hits({ path: /users$/ }), false);
    });

    it("hits once, a number of times, or always; after some that pass; and in the order of adding", async () => {
        const statuses = async (...faults: Fault[]): Promise<number[]> => {
            stage.leaf.clearFaults();
            faults.forEach((fault) => stage.leaf.addFault(fault));
            const seen: number[] = [];
            while (seen.length < 4) {
                seen.push((await stage.get()).status);
            }
            return seen;
        };
        assert.deepEqual(await statuses({ status: 500 }), [500, 404, 404, 404]);
        assert.deepEqual(await statuses({ status: 500, times: 2, after: 1 }), [404, 500, 500, 404]);
        assert.deepEqual(await statuses({ status: 500, times: Infinity }), [500, 500, 500, 500]);
        assert.deepEqual(await statuses({ status: 500 }, { status: 502, after: 1 }), [500, 404, 502, 404]);
        assert.deepEqual(await statuses({ status: 500, after: 1 }, { status: 502 }), [502, 500, 404, 404]);
        assert.deepEqual(await statuses(), [404, 404, 404, 404]);
    });

    it("comes before the check of the token, and can hit the login", async () => {
        stage.leaf.addFault({ status: 502 });
        assert.equal((await stage.call("GET", "/users", { token: null })).status, 502);
        stage.leaf.addFault({ path: "/api/authenticate", action: "status" });
        assert.equal((await stage.login(stage.demo.apiOwner)).status, 503);
    });

    it("leaves nothing of the real answer's headers", async () => {
        stage.leaf.addFault({ when: "after", action: "body", body: "x" });
        const { headers } = await stage.call("GET", "/users");
        assert.equal(headers.get("x-total-count"), null);
        assert.equal(headers.get("content-type"), "text/plain; charset=utf-8");
        assert.equal(headers.get("content-length"), "1");
    });

    it("replaces the empty answer of a DELETE too", async () => {
        for (const action of ["truncate", "slow"] as const) {
            await stage.post();
            stage.leaf.addFault({ method: "DELETE", when: "after", action, body: "{}" });
            const answer = stage.delete();
            await (action === "truncate" ? assert.rejects(answer, /terminated/) : answer);
            assert.equal(exists(), false);
        }
    });
});
