import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { addSecret, type Bag, says, UNKNOWN, useStage } from "./support/wire.ts";

describe("check", () => {
    const stage = useStage();
    const check = async (change: Bag): Promise<{ inputs: Bag; failures: { property: string; reason: string }[] }> => {
        const answer = await stage().host.check({}, stage().user().inputs(change));
        assert.deepEqual(stage().leaf.requests, [], "no request");
        return answer;
    };
    const failures = async (change: Bag): Promise<{ property: string; reason: string }[]> =>
        (await check(change)).failures;

    it("passes good arguments on as they are", async () => {
        const user = stage().user({ organizationName: " Acme Farms " });
        const good = user.inputs({
            username: " Grower@Acme.example ",
            password: " ",
            adopt: true,
            whenUnhealthy: "replace",
            __timeouts: { create: "1h30m", delete: "90s", read: "1.5s" },
            __import: user.leafUserId,
        });
        assert.deepEqual(await stage().host.check({}, good), { inputs: good, failures: [] });
    });

    it("writes leafUserId in lower case, as Leaf does", async () => {
        const { inputs } = await check({ leafUserId: "453B3BD5-85D6-46B0-B5B7-2D4698F48307" });
        assert.equal(inputs["leafUserId"], "453b3bd5-85d6-46b0-b5b7-2d4698f48307");
    });

    const bad: [string, Bag, RegExp][] = [
        ["leafUserId missing", { leafUserId: undefined }, /^leafUserId is missing/],
        ["leafUserId null", { leafUserId: null }, /^leafUserId is missing/],
        ["leafUserId empty", { leafUserId: "" }, /^leafUserId is empty/],
        ["leafUserId no UUID", { leafUserId: "acme" }, /^leafUserId is not a UUID/],
        ["leafUserId with a path in it", { leafUserId: "../users" }, /^leafUserId is not a UUID/],
        ["blanks around leafUserId", { leafUserId: " 453b3bd5-85d6-46b0-b5b7-2d4698f48307" }, /^leafUserId has blanks/],
        ["leafUserId a number", { leafUserId: 453 }, /^leafUserId must be a string, not a number/],
        ["leafUserId a list", { leafUserId: [] }, /^leafUserId must be a string, not a list/],
        ["username missing", { username: undefined }, /^username is missing/],
        ["username empty", { username: "" }, /^username is empty/],
        ["username blank", { username: " \t" }, /^username is blank/],
        ["username a boolean", { username: true }, /^username must be a string, not a boolean/],
        ["username an object", { username: { a: 1 } }, /^username must be a string, not an object/],
        ["password missing", { password: undefined }, /^password is missing/],
        ["password empty", { password: "" }, /^password is empty/],
        ["password a number", { password: 87654321 }, /^password must be a string, not a number$/],
        ["password an object", { password: { value: "hunter22" } }, /^password must be a string, not an object$/],
        ["organizationName missing", { organizationName: undefined }, /^organizationName is missing/],
        ["organizationName blank", { organizationName: " " }, /^organizationName is blank/],
        ["organizationName null", { organizationName: null }, /^organizationName is missing/],
        ["adopt a text", { adopt: "yes" }, /^adopt must be true or false, not a string/],
        ["whenUnhealthy unheard of", { whenUnhealthy: "panic" }, /^whenUnhealthy must be one of/],
        ["whenUnhealthy a boolean", { whenUnhealthy: true }, /^whenUnhealthy must be one of/],
        ["a timeout without a unit", { __timeouts: { create: "90" } }, /^customTimeouts\.create is not a duration/],
        ["a timeout of nothing", { __timeouts: { delete: "0s" } }, /^customTimeouts\.delete is not a duration/],
        ["another id in the import option", { __import: randomUUID() }, /import.* must be the same id as leafUserId/],
        ["a misspelt argument", { organisationName: "Acme" }, /^organisationName is no argument/],
    ];
    for (const [what, change, pattern] of bad) {
        it(`finds ${what}`, async () => {
            const found = await failures(change);
            assert.equal(found.length, 1, JSON.stringify(found));
            assert.match(found[0]!.reason, pattern);
            const shown = "leafUserId" in change && typeof change["leafUserId"] === "string" ? "leafUserId" : "";
            assert.equal(found[0]!.property, shown, "points at nothing whose value could be a secret");
        });
    }

    it("tells all problems at once", async () => {
        const found = await failures({
            leafUserId: "acme",
            username: "",
            password: 7,
            organizationName: undefined,
            adopt: "no",
            whenUnhealthy: "panic",
            __timeouts: { create: "later", read: "never" },
            extra: 1,
        });
        const names = found.map(({ reason }) => reason.split(" ")[0]);
        const timeouts = ["customTimeouts.create", "customTimeouts.read"];
        const expected = ["leafUserId", "username", "password", "organizationName", "adopt", "whenUnhealthy"];
        assert.deepEqual(names, [...expected, ...timeouts, "extra"]);
    });

    it("takes null for an option that is not given", async () => {
        assert.deepEqual(await failures({ adopt: null, whenUnhealthy: null }), []);
    });

    for (const [type, unknown] of Object.entries(UNKNOWN)) {
        it(`takes the engine's mark for an unknown ${type} as it is, in every argument`, async () => {
            const names = ["leafUserId", "username", "password", "organizationName", "adopt", "whenUnhealthy"];
            const change = Object.fromEntries(names.map((name) => [name, unknown]));
            const { inputs, failures: found } = await check({ ...change, __timeouts: { create: unknown } });
            assert.deepEqual(found, []);
            for (const name of names) assert.equal(inputs[name], unknown);
        });
    }

    it("does not take an unknown password for a swapped one", async () => {
        const [found] = await failures({ leafUserId: "acme", password: UNKNOWN.string });
        assert.equal(found!.property, "leafUserId");
        assert.doesNotMatch(found!.reason, /swapped/);
    });

    it("points at nothing where leafUserId and password are swapped, and says what it thinks", async () => {
        addSecret("the-grower's-password");
        const swapped = { leafUserId: "the-grower's-password", password: randomUUID() };
        const [found, ...others] = await failures(swapped);
        assert.deepEqual([found!.property, others], ["", []]);
        says(found!.reason, "leafUserId is not a UUID", "password holds one: are they swapped?");
    });
});
