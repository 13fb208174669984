import assert from "node:assert/strict";

import { type Bag, failure, UNKNOWN, type User, useStage } from "./support/wire.ts";

const none = { changes: "none", replaces: [], deleteBeforeReplace: false };
/** `update`, for a reason that is in no input. */
const some = { changes: "some", replaces: [], deleteBeforeReplace: false };
/** The engine compares the inputs and shows the change. */
const unknown = { changes: "unknown", replaces: [], deleteBeforeReplace: false };
const replace = (...replaces: string[]): object => ({ changes: "unknown", replaces, deleteBeforeReplace: true });
const replaceForStatus = { changes: "some", replaces: ["status"], deleteBeforeReplace: true };

describe("diff", () => {
    const stage = useStage();
    const recorded = (user: User, change: Bag = {}): Bag => ({
        ...user.inputs(),
        credentialId: "c1",
        status: "OK",
        createdTime: "2026-01-01T00:00:00.000000Z",
        organizationId: "o1",
        authToken: "auth-token-of-the-record",
        apiOwner: "owner@leaf.example",
        ...change,
    });
    const diff = async (was: Bag, is: Bag, user = stage().user()): Promise<object> =>
        await stage().host.diff(user.leafUserId, recorded(user, was), user.inputs(is));

    afterEach("asks Leaf only before a replacement for ill health", function () {
        if (!this.currentTest!.title.includes("asks Leaf")) assert.deepEqual(stage().leaf.requests, []);
    });

    it("finds nothing where nothing has changed", async () => {
        assert.deepEqual(await diff({}, {}), none);
    });

    const changes: Bag = {
        leafUserId: "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
        username: "another@acme.example",
        password: "another-password",
        organizationName: "Another Farm",
    };
    for (const [name, value] of Object.entries(changes)) {
        it(`replaces for ${name} alone, the old one first`, async () => {
            assert.deepEqual(await diff({}, { [name]: value }), replace(name));
        });

        it(`replaces for a ${name} that is not known yet`, async () => {
            assert.deepEqual(await diff({}, { [name]: UNKNOWN.string }), replace(name));
        });
    }

    it("names every argument that replaces", async () => {
        assert.deepEqual(await diff({}, changes), replace(...Object.keys(changes)));
    });

    it("compares letters exactly: a correction of their case replaces", async () => {
        assert.deepEqual(await diff({}, { organizationName: "ACME Farms" }), replace("organizationName"));
    });

    it("takes no notice of adopt", async () => {
        assert.deepEqual(await diff({}, { adopt: true }), none);
        assert.deepEqual(await diff({ adopt: true }, { adopt: false }), none);
        assert.deepEqual(await diff({ adopt: true }, {}), none);
    });

    it("takes no notice of hidden properties", async () => {
        assert.deepEqual(await diff({}, { __timeouts: { create: "5m" }, __import: "x", __other: 1 }), none);
        assert.deepEqual(await diff({ __provider: 'exports.handler=()=>require("pulumi-leaf/provider") ' }, {}), none);
    });

    it("updates for a change of whenUnhealthy, to be shown by the engine", async () => {
        assert.deepEqual(await diff({}, { whenUnhealthy: "fail" }), unknown);
        assert.deepEqual(await diff({ whenUnhealthy: "fail" }, { whenUnhealthy: "warn" }), unknown);
        assert.deepEqual(await diff({}, { whenUnhealthy: UNKNOWN.string }), unknown);
    });

    it("takes warn for what it is: the default", async () => {
        assert.deepEqual(await diff({}, { whenUnhealthy: "warn" }), none);
        assert.deepEqual(await diff({ whenUnhealthy: "warn" }, {}), none);
    });

    it("updates what was never seen to be created", async () => {
        assert.deepEqual(await diff({ __incomplete: true }, {}), some);
        assert.deepEqual(await diff({ __incomplete: true }, { password: "another-password" }), replace("password"));
    });

    for (const status of ["OK", "TEMPORARILY_UNAVAILABLE", "NEVER_HEARD_OF", undefined]) {
        for (const whenUnhealthy of ["warn", "fail", "replace"]) {
            it(`leaves a credential with status ${status} alone under ${whenUnhealthy}`, async () => {
                const user = stage().user();
                const inputs = user.inputs({ whenUnhealthy });
                const olds = status === undefined ? inputs : { ...inputs, status };
                assert.deepEqual(await stage().host.diff(user.leafUserId, olds, inputs), none);
            });
        }
    }

    for (const status of ["UNAUTHENTICATED", "MISSING_PERMISSION"]) {
        it(`leaves ${status} alone under warn`, async () => {
            assert.deepEqual(await diff({ status }, {}), none);
        });

        it(`updates ${status} under fail`, async () => {
            assert.deepEqual(await diff({ status, whenUnhealthy: "fail" }, { whenUnhealthy: "fail" }), some);
        });

        it(`asks Leaf once about ${status} under replace, and replaces, the old one first`, async () => {
            const user = stage().user();
            user.put({ status });
            const option = { whenUnhealthy: "replace" };
            assert.deepEqual(await diff({ status, ...option }, option, user), replaceForStatus);
            assert.deepEqual(user.requests(), ["GET 200"]);
        });
    }

    it("asks Leaf before it replaces, and only updates what has healed meanwhile", async () => {
        const user = stage().user();
        user.put({ status: "OK" });
        const option = { whenUnhealthy: "replace" };
        assert.deepEqual(await diff({ status: "UNAUTHENTICATED", ...option }, option, user), some);
    });

    it("asks Leaf before it replaces, and fails where no answer can be had", async () => {
        const user = stage().user();
        user.put({ status: "UNAUTHENTICATED" });
        stage().leaf.addFault({ path: user.leafUserId, status: 500, times: Infinity });
        const option = { whenUnhealthy: "replace" };
        const was = { status: "UNAUTHENTICATED", ...option, __timeouts: { read: "300ms" } };
        await failure(diff(was, option, user), /Leaf answered 500/);
    });

    it("does not ask about ill health where an argument replaces anyway", async () => {
        const option = { whenUnhealthy: "replace" };
        const was = { status: "UNAUTHENTICATED", ...option };
        assert.deepEqual(await diff(was, { ...option, password: "another-password" }), replace("password"));
    });

    it("does not act on ill health while whenUnhealthy is not known", async () => {
        const was = { status: "UNAUTHENTICATED" };
        assert.deepEqual(await diff(was, { whenUnhealthy: UNKNOWN.string }), unknown);
    });
});
