/** The tests' way to a stage: opened before, reset between and closed after the tests of a `describe`. */
import assert from "node:assert/strict";

import { HostError } from "./host.ts";
import { secretScan } from "./secrets.ts";
import { Stage, type StageOptions } from "./stage.ts";

export { CheckFailed, EngineRun } from "./engineRun.ts";
export { type Host, HostError, startHost } from "./host.ts";
export { otherOwner, owner, type Stage, type User } from "./stage.ts";
export { addSecret } from "./secrets.ts";
export { type Bag, PROVIDER_TEXT, UNKNOWN } from "./values.ts";

// Always on, under every test of the run: no secret in anything that came out of a host, and nothing printed. Told at
// the end, since a hook that fails after a test would end the run.
const broken: string[] = [];
afterEach("no secret may have been shown", function () {
    broken.push(...secretScan().map((leak) => `${this.currentTest?.fullTitle()}: ${leak}`));
});
after("no secret was shown, and nothing printed", () => {
    assert.deepEqual([...broken, ...secretScan()], []);
});

/** Opens a stage for the tests of this `describe`; the function gives it to them. */
export function useStage(options: StageOptions = {}): () => Stage {
    let stage: Stage | undefined;
    before(async () => {
        stage = await Stage.open(options);
    });
    afterEach(async function () {
        const printed = await stage!.reset();
        if (printed !== "") broken.push(`${this.currentTest?.fullTitle()}: printed ${printed}`);
    });
    after(() => stage?.close());
    return () => stage!;
}

/** The error of a call that must fail; its text must fit all of the patterns. */
export async function failure(call: Promise<unknown>, ...patterns: (RegExp | string)[]): Promise<HostError> {
    const error = await call.then(
        (value) => assert.fail(`it was to fail, but answered ${JSON.stringify(value)}`),
        (reason: unknown) => reason,
    );
    assert.ok(error instanceof HostError, String(error));
    says(error.message, ...patterns);
    assert.doesNotMatch(error.message, /which is a bug in it/);
    return error;
}

/** The failure of a call that leaves the resource in the state. */
export async function initFailure(
    call: Promise<unknown>,
    ...patterns: (RegExp | string)[]
): Promise<NonNullable<HostError["initFailed"]>> {
    const { initFailed } = await failure(call);
    assert.ok(initFailed, "the credential is recorded in the state");
    says(initFailed.reasons.join("\n"), ...patterns);
    return initFailed;
}

/** A text holds all of these. */
export function says(text: string, ...patterns: (RegExp | string)[]): void {
    for (const pattern of patterns) {
        if (typeof pattern === "string") assert.ok(text.includes(pattern), `"${pattern}" is not in: ${text}`);
        else assert.match(text, pattern);
    }
}
