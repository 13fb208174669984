import assert from "node:assert/strict";
import fc from "fast-check";
import { check } from "../../provider/dist/lifecycle/check.js";
import { sentera } from "../../provider/dist/sentera.js";

const UUID = "453b3bd5-85d6-46b0-b5b7-2d4698f48307";
const GOOD = { leafUserId: UUID, username: "u", password: "pw", organizationName: "Org", __provider: "text" };
const SENTINELS = [
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

function failuresOf(news: Record<string, unknown>, problems: string[] = []) {
    return check(sentera, news, { problems }).failures;
}

describe("check", () => {
    it("has nothing to say about good inputs, and hands them on", () => {
        const { inputs, failures } = check(sentera, GOOD, { problems: [] });
        assert.deepEqual(failures, []);
        assert.deepEqual(inputs, GOOD);
    });

    it("writes the Leaf user's id in lower case, and nothing else", () => {
        const { inputs } = check(
            sentera,
            { ...GOOD, leafUserId: UUID.toUpperCase(), username: " U " },
            { problems: [] },
        );
        assert.deepEqual(inputs, { ...GOOD, username: " U " });
    });

    it("reports every problem at once, each by the name of its property or key", () => {
        const failures = failuresOf(
            {
                leafUserId: "nope",
                username: "",
                organizationName: 7,
                adopt: "yes",
                whenUnhealthy: "shout",
                organisationName: "typo",
                __timeouts: { create: "soon" },
            },
            ["no credentials for Leaf's API"],
        );
        const reasons = failures.map((f) => f.reason).join("\n");
        for (const name of [
            "leafUserId is not a UUID",
            "username is empty",
            "password is missing",
            "organizationName must be a string, not a number",
            "adopt must be true or false, not a string",
            "whenUnhealthy must be one of",
            "organisationName is no argument",
            "customTimeouts.create is not a duration",
            "no credentials for Leaf's API",
        ]) {
            assert.ok(reasons.includes(name), name);
        }
        assert.equal(failures.length, 9);
    });

    it("points at leafUserId only, since the engine prints the value of what a failure points at", () => {
        const failures = failuresOf({ leafUserId: "nope", username: [], password: {}, organizationName: "" });
        assert.deepEqual(
            failures.map((f) => f.property),
            ["leafUserId", "", "", ""],
        );
    });

    it("points at nothing where leafUserId and password seem to be swapped", () => {
        const [failure] = failuresOf({ ...GOOD, leafUserId: "secret-pw", password: UUID });
        assert.equal(failure?.property, "");
        assert.match(failure?.reason ?? "", /are they swapped/);
        assert.ok(!failure?.reason.includes("secret-pw"));
    });

    for (const [value, expected] of [
        [undefined, /leafUserId is missing/],
        [null, /leafUserId is missing/],
        ["", /leafUserId is empty/],
        [` ${UUID}`, /leafUserId has blanks around it/],
        [12, /leafUserId must be a string, not a number/],
        [[UUID], /leafUserId must be a string, not a list/],
    ] as const) {
        it(`says what is wrong with the id ${JSON.stringify(value)}`, () => {
            assert.match(failuresOf({ ...GOOD, leafUserId: value })[0]?.reason ?? "", expected);
        });
    }

    it("takes a password of blanks, but no blank name", () => {
        assert.deepEqual(failuresOf({ ...GOOD, password: "  " }), []);
        assert.match(failuresOf({ ...GOOD, username: "  " })[0]?.reason ?? "", /username is blank/);
    });

    it("finds no fault with values that are not known yet, whichever sentinel stands for them", () => {
        fc.assert(
            fc.property(
                fc.record({
                    leafUserId: fc.constantFrom(UUID, ...SENTINELS),
                    username: fc.constantFrom("u", ...SENTINELS),
                    password: fc.constantFrom("p", ...SENTINELS),
                    organizationName: fc.constantFrom("o", ...SENTINELS),
                    adopt: fc.constantFrom(true, undefined, null, ...SENTINELS),
                    whenUnhealthy: fc.constantFrom("warn", undefined, null, ...SENTINELS),
                    __import: fc.constantFrom(undefined, UUID, ...SENTINELS),
                }),
                (news) => {
                    const { inputs, failures } = check(sentera, news, { problems: [] });
                    assert.deepEqual(failures, []);
                    assert.deepEqual(inputs, { ...news });
                },
            ),
        );
    });

    it("never puts a value of a text argument into a reason", () => {
        fc.assert(
            fc.property(fc.anything(), fc.anything(), (a, b) => {
                const reasons = failuresOf({ ...GOOD, password: a, username: b, leafUserId: "x" })
                    .map((f) => f.reason)
                    .join("\n");
                for (const value of [a, b]) {
                    if (typeof value === "string" && value.length > 12) assert.ok(!reasons.includes(value));
                }
            }),
        );
    });

    it("wants the import option and leafUserId to name the same user", () => {
        const other = "00000000-0000-4000-8000-000000000000";
        assert.match(failuresOf({ ...GOOD, __import: other })[0]?.reason ?? "", /import.*same id/);
        assert.deepEqual(failuresOf({ ...GOOD, __import: UUID.toUpperCase() }), []);
    });
});
