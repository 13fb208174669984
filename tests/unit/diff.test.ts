import assert from "node:assert/strict";
import { diff } from "../../provider/dist/lifecycle/diff.js";
import { sentera } from "../../provider/dist/sentera.js";

const OLD = {
    leafUserId: "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
    username: "u",
    password: "pw",
    organizationName: "Org",
    status: "OK",
    authToken: "t1",
    __provider: "text",
};
const { status: _status, authToken: _authToken, ...INPUTS } = OLD;

function never(): Promise<string | undefined> {
    throw new Error("Leaf must not be asked");
}

describe("diff", () => {
    it("finds nothing where program and record agree, without asking Leaf", async () => {
        assert.deepEqual(await diff(sentera, OLD, INPUTS, never), { changes: false });
    });

    for (const name of ["leafUserId", "username", "password", "organizationName"]) {
        it(`replaces on a change of ${name}, the old one deleted first, the display left to the engine`, async () => {
            const result = await diff(sentera, OLD, { ...INPUTS, [name]: "other" }, never);
            assert.deepEqual(result, { replaces: [name], deleteBeforeReplace: true });
        });
    }

    it("replaces on a correction of letter case alone, since Sentera's names are exact", async () => {
        const result = await diff(sentera, OLD, { ...INPUTS, organizationName: "ORG" }, never);
        assert.deepEqual(result.replaces, ["organizationName"]);
    });

    it("counts a value that is not known yet as a change", async () => {
        const result = await diff(sentera, OLD, { ...INPUTS, password: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, never);
        assert.deepEqual(result.replaces, ["password"]);
    });

    it("takes adopt and hidden inputs for no change", async () => {
        const result = await diff(
            sentera,
            OLD,
            { ...INPUTS, adopt: true, __timeouts: { create: "1m" }, __import: "x" },
            never,
        );
        assert.deepEqual(result, { changes: false });
    });

    it("leaves a change of whenUnhealthy to the engine to show, and takes the default for what it is", async () => {
        assert.deepEqual(await diff(sentera, OLD, { ...INPUTS, whenUnhealthy: "fail" }, never), {});
        assert.deepEqual(await diff(sentera, OLD, { ...INPUTS, whenUnhealthy: "warn" }, never), { changes: false });
    });

    for (const status of ["UNAUTHENTICATED", "MISSING_PERMISSION"]) {
        const sick = { ...OLD, status };

        it(`does nothing about ${status} by default`, async () => {
            assert.deepEqual(await diff(sentera, sick, INPUTS, never), { changes: false });
        });

        it(`updates for ${status} where it is to fail`, async () => {
            const options = { whenUnhealthy: "fail" };
            assert.deepEqual(await diff(sentera, { ...sick, ...options }, { ...INPUTS, ...options }, never), {
                changes: true,
            });
        });

        it(`replaces for ${status} where it is to, after Leaf confirmed it`, async () => {
            const options = { whenUnhealthy: "replace" };
            const result = await diff(sentera, { ...sick, ...options }, { ...INPUTS, ...options }, () =>
                Promise.resolve(status),
            );
            assert.deepEqual(result, { changes: true, replaces: ["status"], deleteBeforeReplace: true });
        });
    }

    it("leaves a credential that has healed meanwhile where it is, and has its new status recorded", async () => {
        const options = { whenUnhealthy: "replace" };
        const sick = { ...OLD, ...options, status: "UNAUTHENTICATED" };
        const result = await diff(sentera, sick, { ...INPUTS, ...options }, () => Promise.resolve("OK"));
        assert.deepEqual(result, { changes: true });
    });

    for (const status of ["TEMPORARILY_UNAVAILABLE", "SOMETHING_NEW", undefined]) {
        it(`never acts on the status ${status}`, async () => {
            const options = { whenUnhealthy: "replace" };
            const result = await diff(sentera, { ...OLD, ...options, status }, { ...INPUTS, ...options }, never);
            assert.deepEqual(result, { changes: false });
        });
    }

    it("looks again at a create that was never seen to succeed", async () => {
        assert.deepEqual(await diff(sentera, { ...OLD, __incomplete: true }, INPUTS, never), { changes: true });
    });
});
