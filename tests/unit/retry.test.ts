import assert from "node:assert/strict";
import fc from "fast-check";
import {
    LeafAnswerError,
    LeafApiError,
    LeafConnectionError,
    LeafTimeoutError,
} from "../../provider/dist/leaf/errors.js";
import { isAmbiguous, isRetryable, parseRetryAfter, waitBeforeRetry } from "../../provider/dist/leaf/retry.js";

type Method = "GET" | "POST" | "DELETE";
const path = "/p";

function answered(method: Method, status: number, retryAfterMs?: number): LeafApiError {
    return new LeafApiError("m", { method, path, status, retryAfterMs });
}
function broken(method: Method, maybeApplied: boolean, transient = true): LeafConnectionError {
    return new LeafConnectionError("m", { method, path, maybeApplied, transient });
}

describe("the decision to retry", () => {
    for (const method of ["GET", "DELETE"] as const) {
        for (const status of [408, 429, 500, 502, 503, 504]) {
            it(`repeats ${method} after ${status}`, () => {
                assert.ok(isRetryable(answered(method, status), { method, path }));
            });
        }
        for (const status of [400, 401, 403, 404, 409, 410, 422, 501, 505]) {
            it(`does not repeat ${method} after ${status}`, () => {
                assert.ok(!isRetryable(answered(method, status), { method, path }));
            });
        }
        it(`repeats ${method} after a broken connection or a time-out`, () => {
            assert.ok(isRetryable(broken(method, true), { method, path }));
            const late = new LeafTimeoutError("m", { method, path, maybeApplied: true, transient: true });
            assert.ok(isRetryable(late, { method, path }));
        });
        it(`does not repeat ${method} where the certificate is refused, or upon a redirect`, () => {
            assert.ok(!isRetryable(broken(method, false, false), { method, path }));
            assert.ok(!isRetryable(new LeafAnswerError("m", { method, path, status: 302 }), { method, path }));
        });
    }

    it("repeats nothing whose answer cannot be read: that is no passing failure", () => {
        for (const method of ["GET", "POST", "DELETE"] as const) {
            assert.ok(!isRetryable(new LeafAnswerError("m", { method, path, status: 200 }), { method, path }));
        }
    });

    it("repeats POST only where it cannot have been applied", () => {
        const post = { method: "POST", path } as const;
        assert.ok(isRetryable(answered("POST", 429), post));
        assert.ok(isRetryable(broken("POST", false), post));
        for (const error of [
            broken("POST", true),
            ...[408, 500, 502, 503, 504, 400, 409].map((s) => answered("POST", s)),
        ]) {
            assert.ok(!isRetryable(error, post));
        }
    });

    it("leaves the failure of another request alone, such as a login's", () => {
        assert.ok(!isRetryable(broken("GET", true), { method: "GET", path: "/other" }));
    });

    it("calls a POST ambiguous exactly where it may have been applied", () => {
        for (const error of [
            broken("POST", true),
            answered("POST", 500),
            answered("POST", 408),
            answered("POST", 504),
        ]) {
            assert.ok(isAmbiguous(error, path));
        }
        assert.ok(isAmbiguous(new LeafAnswerError("m", { method: "POST", path, status: 201 }), path));
        for (const error of [
            broken("POST", false),
            ...[400, 401, 403, 404, 409, 422, 429].map((s) => answered("POST", s)),
        ]) {
            assert.ok(!isAmbiguous(error, path));
        }
        assert.ok(!isAmbiguous(answered("POST", 500), "/other"));
        assert.ok(!isAmbiguous(new TypeError("bug"), path));
    });
});

describe("the wait before a retry", () => {
    const failures = fc.integer({ min: 1, max: 60 });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

    it("has full jitter: from nothing up to twice as much each time, and never above 20 s", () => {
        fc.assert(
            fc.property(failures, random, (n, r) => {
                const wait = waitBeforeRetry(broken("GET", true), n, r);
                assert.ok(wait >= 0 && wait < Math.min(20_000, 500 * 2 ** (n - 1)));
                assert.equal(wait, r * Math.min(20_000, 500 * 2 ** Math.min(n - 1, 10)));
            }),
        );
    });

    it("is never shorter than the server asks, and exactly that the first time", () => {
        fc.assert(
            fc.property(failures, random, fc.integer({ min: 0, max: 1e9 }), (n, r, asked) => {
                const wait = waitBeforeRetry(answered("GET", 503, asked), n, r);
                assert.ok(wait >= asked);
                if (n === 1) assert.equal(wait, asked);
            }),
        );
    });

    it("does not spin where a server asks for no wait for ever", () => {
        assert.equal(waitBeforeRetry(answered("GET", 429, 0), 1, 0.5), 0);
        assert.ok(waitBeforeRetry(answered("GET", 429, 0), 2, 0.5) > 0);
    });

    it("is at least a second after a 429 that says nothing", () => {
        fc.assert(fc.property(failures, random, (n, r) => waitBeforeRetry(answered("POST", 429), n, r) >= 1_000));
    });
});

describe("Retry-After", () => {
    const now = Date.parse("2026-06-01T12:00:00Z");
    for (const [text, expected] of [
        ["12", 12_000],
        ["0", 0],
        [" 3 ", 3_000],
        ["1.5", 1_500],
        ["99999999", 99_999_999_000],
        ["Mon, 01 Jun 2026 12:00:30 GMT", 30_000],
        ["Monday, 01-Jun-26 12:00:30 GMT", 30_000],
        ["Mon, 01 Jun 2026 11:00:00 GMT", 0],
        ["-5", undefined],
        ["soon", undefined],
        ["", undefined],
        ["Infinity", undefined],
        [null, undefined],
    ] as const) {
        it(`of ${JSON.stringify(text)} is read as ${expected} ms`, () => {
            assert.equal(parseRetryAfter(text, now), expected);
        });
    }
});
