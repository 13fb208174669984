import assert from "node:assert/strict";
import { budgetOf, parseDuration } from "../../provider/dist/lifecycle/timeouts.js";

describe("customTimeouts", () => {
    for (const [text, ms] of [
        ["90s", 90_000],
        ["5m", 300_000],
        ["1h30m", 5_400_000],
        ["1d", 86_400_000],
        ["1.5m", 90_000],
        ["250ms", 250],
        ["0s", undefined],
        ["5", undefined],
        ["5 m", undefined],
        ["", undefined],
        [5, undefined],
    ] as const) {
        it(`of ${JSON.stringify(text)} are ${ms} ms`, () => assert.equal(parseDuration(text), ms));
    }

    it("override the configured limit for their own operation only", () => {
        const props = { __timeouts: { create: "10m" } };
        assert.equal(budgetOf(props, "create", 300_000), 600_000);
        assert.equal(budgetOf(props, "delete", 300_000), 300_000);
        assert.equal(budgetOf({}, "create", 300_000), 300_000);
    });
});
