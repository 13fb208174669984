import assert from "node:assert/strict";

import { failure, initFailure, otherOwner, owner, says, useStage } from "./support/wire.ts";

describe("create", () => {
    const stage = useStage();

    it("looks, then POSTs, and nothing else", async () => {
        const user = stage().user();
        const { id, properties } = await stage().host.create(user.inputs());
        assert.deepEqual(user.requests(), ["GET 404", "POST 201"]);
        const { username, password, organizationName, ...made } = user.credential()!;
        assert.deepEqual({ leafUserId: made.leafUserId, username, password, organizationName }, user.args);
        assert.equal(id, user.leafUserId);
        assert.equal(properties["credentialId"], made.id);
        assert.equal(properties["apiOwner"], owner.username);
    });

    it("gives every input back as an output, the hidden ones too", async () => {
        const inputs = stage()
            .user()
            .inputs({ adopt: false, whenUnhealthy: "fail", __timeouts: { create: "1m" } });
        const { properties } = await stage().host.create(inputs);
        for (const name of Object.keys(inputs)) assert.deepEqual(properties[name], inputs[name], name);
    });

    it("marks password and authToken secret, and them alone", async () => {
        const { wrapped, properties } = await stage().host.create(stage().user().inputs());
        const marked = Object.keys(wrapped).filter((name) => wrapped[name] !== properties[name]);
        assert.deepEqual(marked.sort(), ["authToken", "password"]);
        assert.ok(properties["authToken"]);
    });

    it("takes a POST that is answered with 200 for a success too", async () => {
        stage().leaf.switches.postStatus = 200;
        const user = stage().user();
        await stage().host.create(user.inputs());
        assert.deepEqual(user.requests(), ["GET 404", "POST 200"]);
    });

    it("works with many at once, each request once", async () => {
        const users = Array.from({ length: 20 }, () => stage().user());
        await Promise.all(users.map((user) => stage().host.create(user.inputs())));
        for (const user of users) assert.deepEqual(user.requests(), ["GET 404", "POST 201"]);
    });

    it("lets one of two win that want to be the same user's", async () => {
        const user = stage().user();
        const other = user.inputs({ organizationName: "Acme Farms" });
        const results = await Promise.allSettled([stage().host.create(user.inputs()), stage().host.create(other)]);
        const failed = results.filter(({ status }) => status === "rejected");
        assert.ok(failed.length <= 1, JSON.stringify(failed));
        assert.equal(user.credential()?.username, user.args.username);
    });

    for (const absent of [
        { id: "c-1" },
        { id: 17, status: null, organizationId: null, authToken: null, createdTime: null },
    ]) {
        it(`does without what Leaf leaves out (${Object.keys(absent).length > 1 ? "null" : "absent"})`, async () => {
            const user = stage().user();
            const body = JSON.stringify({ ...absent, username: user.args.username });
            stage().leaf.addFault({ method: "POST", path: user.path, when: "after", action: "body", body });
            const { properties } = await stage().host.create(user.inputs());
            const expected = { ...user.inputs(), credentialId: String(absent.id), apiOwner: owner.username };
            assert.deepEqual(properties, expected);
        });
    }

    for (const status of ["TEMPORARILY_UNAVAILABLE", "NEVER_HEARD_OF"]) {
        it(`does not take the status ${status} for a failure`, async () => {
            const user = stage().user();
            const body = JSON.stringify({ id: "c-1", username: user.args.username, status });
            stage().leaf.addFault({ method: "POST", path: user.path, when: "after", action: "body", body });
            const { properties } = await stage().host.create(user.inputs({ whenUnhealthy: "fail" }));
            assert.equal(properties["status"], status);
        });
    }

    it("gets over a token that is refused between its requests", async () => {
        const user = stage().user();
        stage().leaf.addFault({ method: "POST", path: user.path, status: 401 });
        await stage().host.create(user.inputs());
        assert.deepEqual(user.requests(), ["GET 404", "POST 401", "POST 201"]);
    });

    it("tells of an unknown Leaf user, or one of another account, what to check", async () => {
        const user = stage().user({ of: otherOwner.username });
        const error = await failure(stage().host.create(user.inputs()), "404", "check leafUserId", "API owner");
        assert.equal(error.initFailed, undefined);
        says(error.message, user.leafUserId, "Acme Farms");
    });

    describe("where the user has a credential already", () => {
        it("refuses, says since when and for whom, and touches nothing", async () => {
            const user = stage().user();
            const there = user.put({ organizationName: "Somebody's Farm" });
            const error = await failure(
                stage().host.create(user.inputs()),
                `already has a Sentera credential since ${there.createdTime} for "Somebody's Farm"`,
                "adopt: true",
                user.leafUserId,
            );
            assert.equal(error.initFailed, undefined, "nothing is recorded");
            assert.deepEqual(user.requests(), ["GET 200"]);
            assert.deepEqual(user.credential(), there);
        });

        it("refuses also one that is just like it", async () => {
            const user = stage().user();
            user.put();
            await failure(stage().host.create(user.inputs({ adopt: false })), "adopt: true");
            assert.deepEqual(user.requests(), ["GET 200"]);
        });

        it("adopts it on demand, without a write", async () => {
            const user = stage().user();
            const there = user.put();
            const { id, properties } = await stage().host.create(user.inputs({ adopt: true }));
            assert.deepEqual(user.requests(), ["GET 200"]);
            assert.deepEqual(
                [id, properties["credentialId"], properties["password"], properties["status"]],
                [user.leafUserId, there.id, user.args.password, "OK"],
            );
        });

        it("adopts it in another spelling too, and keeps the program's", async () => {
            const user = stage().user();
            user.put({ username: ` ${user.args.username.toUpperCase()}`, organizationName: "acme farms" });
            const run = stage().run();
            await run.up(user.inputs({ adopt: true }));
            assert.equal(run.state?.outputs["organizationName"], "Acme Farms");
            assert.equal(await run.up(user.inputs({ adopt: true })), "same");
        });

        for (const [names, change] of [
            ["username differs", { username: "else@acme.example" }],
            ["organizationName differs", { organizationName: "Else" }],
            ["username and organizationName differ", { username: "else@acme.example", organizationName: "Else" }],
        ] as const) {
            it(`does not adopt it where ${names}, and says so`, async () => {
                const user = stage().user();
                user.put(change);
                await failure(stage().host.create(user.inputs({ adopt: true })), `${names} from the program's`);
                assert.deepEqual(user.requests(), ["GET 200"]);
            });
        }
    });

    it("creates where there is nothing to adopt", async () => {
        const user = stage().user();
        await stage().host.create(user.inputs({ adopt: true }));
        assert.deepEqual(user.requests(), ["GET 404", "POST 201"]);
    });

    describe("under the import option", () => {
        it("takes over what is there", async () => {
            const user = stage().user();
            const there = user.put();
            const { properties } = await stage().host.create(user.inputs({ __import: user.leafUserId }));
            assert.equal(properties["credentialId"], there.id);
            assert.deepEqual(user.requests(), ["GET 200"]);
        });

        it("is a thing of that one up: the option may stay or go", async () => {
            const user = stage().user();
            user.put();
            const run = stage().run();
            await run.up(user.inputs({ __import: user.leafUserId }));
            assert.equal(await run.up(user.inputs({ __import: user.leafUserId })), "same");
            assert.equal(await run.up(user.inputs()), "same");
        });

        it("replaces by a changed program like any other, though the option is still there", async () => {
            const user = stage().user();
            user.put();
            const run = stage().run();
            await run.up(user.inputs({ __import: user.leafUserId }));
            stage().leaf.changeSenteraPassword(user.args.username, "a-new-password");
            const inputs = user.inputs({ __import: user.leafUserId, password: "a-new-password" });
            assert.equal(await run.up(inputs), "replace");
            assert.equal(user.credential()?.password, "a-new-password");
        });

        it("fails where there is nothing, and creates nothing", async () => {
            const user = stage().user();
            await failure(stage().host.create(user.inputs({ __import: user.leafUserId })), "to import");
            assert.deepEqual(user.requests(), ["GET 404"]);
        });

        it("fails where something else is there", async () => {
            const user = stage().user();
            user.put({ organizationName: "Else" });
            const inputs = user.inputs({ __import: user.leafUserId });
            await failure(stage().host.create(inputs), "organizationName differs");
        });
    });

    describe("with a login that Sentera refuses", () => {
        it("hands on Leaf's words and says what to check, and records nothing", async () => {
            const user = stage().user({ known: false });
            const said = ["Invalid credentials", "invalidCredentials", "check username, password and organizationName"];
            const error = await failure(stage().host.create(user.inputs()), ...said, "Acme Farms");
            assert.equal(error.initFailed, undefined);
            assert.deepEqual(user.requests(), ["GET 404", "POST 400"]);
        });

        it("does so for an organization in another letter case", async () => {
            const inputs = stage().user().inputs({ organizationName: "acme farms" });
            await failure(stage().host.create(inputs), "Organization not found", "letter case");
        });

        it("where Leaf takes it all the same, records it, fails with the event, and the next up looks again", async () => {
            stage().leaf.switches.badLogin = "accept";
            const user = stage().user({ known: false });
            const run = stage().run();
            const failed = await initFailure(run.up(user.inputs()), "UNAUTHENTICATED", "HTTP 401", "Invalid login");
            assert.equal(failed.id, user.leafUserId);
            assert.equal(failed.properties["__provider"], user.inputs()["__provider"]);
            assert.equal(failed.properties["credentialId"], user.credential()?.id);
            assert.notEqual(failed.wrapped["password"], failed.properties["password"], "the password is marked secret");
            stage().leaf.clearRequests();

            await initFailure(run.up(user.inputs()), "UNAUTHENTICATED");
            assert.deepEqual(user.requests(), ["GET 200", "GET 200 events"], "the next up only looks");
            stage().leaf.setStatus(user.leafUserId, "OK");
            assert.equal(await run.up(user.inputs()), "update");
            assert.deepEqual([run.state?.outputs["status"], run.state?.outputs["__incomplete"]], ["OK", undefined]);
            assert.equal(await run.up(user.inputs()), "same");
        });

        it("is put right by a right password, which replaces", async () => {
            stage().leaf.switches.badLogin = "accept";
            const user = stage().user();
            const run = stage().run();
            await initFailure(run.up(user.inputs({ password: "wrong-password" })), "UNAUTHENTICATED");
            const first = user.credential()?.id;
            assert.equal(await run.up(user.inputs()), "replace");
            assert.equal(user.credential()?.status, "OK");
            assert.notEqual(user.credential()?.id, first);
        });

        it("does not lose that failure by a refresh between", async () => {
            stage().leaf.switches.badLogin = "accept";
            const user = stage().user({ known: false });
            const run = stage().run();
            await initFailure(run.up(user.inputs()), "UNAUTHENTICATED");
            assert.equal(await run.refresh(), "drift");
            await initFailure(run.up(user.inputs()), "UNAUTHENTICATED");
        });

        it("does not fail for want of an event", async () => {
            stage().leaf.switches.badLogin = "accept";
            const user = stage().user({ known: false });
            stage().leaf.addFault({ path: "/events", status: 403, times: Infinity });
            await initFailure(stage().host.create(user.inputs()), "UNAUTHENTICATED", "changed password");
        });
    });

    describe("adopting a credential in ill health", () => {
        it("tells the user under warn, with the event", async () => {
            const user = stage().user();
            user.put({ status: "UNAUTHENTICATED" });
            stage().leaf.addEvent(user.leafUserId, { statusCode: 401, body: "expired" });
            await stage().host.create(user.inputs({ adopt: true }));
            const [warning, ...others] = stage().engine.said("warning");
            assert.deepEqual(others, []);
            says(warning!, "UNAUTHENTICATED", "HTTP 401", "expired", "Acme Farms", user.leafUserId);
        });

        it("records it and fails under fail", async () => {
            const user = stage().user();
            user.put({ status: "MISSING_PERMISSION" });
            const inputs = user.inputs({ adopt: true, whenUnhealthy: "fail" });
            await initFailure(stage().host.create(inputs), "MISSING_PERMISSION");
        });

        it("replaces it at the next up under replace", async () => {
            const user = stage().user();
            const there = user.put({ status: "UNAUTHENTICATED" });
            const inputs = user.inputs({ adopt: true, whenUnhealthy: "replace" });
            const run = stage().run();
            await run.up(inputs);
            assert.equal(await run.up(inputs), "replace");
            assert.notEqual(user.credential()?.id, there.id);
            assert.equal(await run.up(inputs), "same");
        });
    });

    describe("after a deletion that takes its time at Leaf", () => {
        it("waits for the old credential to go, and creates the new one once", async () => {
            const user = stage().user();
            const run = stage().run();
            await run.up(user.inputs());
            const old = user.credential()!.id;
            stage().leaf.switches.lateDeletionMs = 700;
            stage().leaf.changeSenteraPassword(user.args.username, "a-new-password");
            stage().leaf.clearRequests();
            assert.equal(await run.up(user.inputs({ password: "a-new-password" })), "replace");
            assert.notEqual(user.credential()?.id, old);
            assert.equal(user.credential()?.password, "a-new-password");
            assert.deepEqual(
                user.requests().filter((request) => !request.startsWith("GET")),
                ["DELETE 204", "POST 201"],
            );
        });

        it("gives up within its time, says so, and the next up creates it", async () => {
            const user = stage().user();
            const run = stage().run();
            await run.up(user.inputs());
            stage().leaf.switches.lateDeletionMs = 900;
            const inputs = user.inputs({ organizationName: "Acme West", __timeouts: { create: "200ms" } });
            stage().leaf.addSenteraAccount({ ...user.args, organizations: [{ name: "Acme West" }] });
            await failure(run.up(inputs), "still shows", "pulumi up");
            assert.equal(run.state, undefined);
            await new Promise((resolve) => setTimeout(resolve, 900));
            assert.equal(await run.up(inputs), "create");
        });

        for (const [status, body] of [
            [409, "{}"],
            [400, '{"title":"Bad Request","errorKey":"credentialAlreadyExists"}'],
        ] as const) {
            it(`takes a ${status} that speaks of an existing one for the old one still in the way`, async () => {
                const user = stage().user();
                const run = stage().run();
                await run.up(user.inputs());
                await run.destroy();
                stage().leaf.clearRequests();
                stage().leaf.addFault({ method: "POST", path: user.path, status, body });
                await run.up(user.inputs());
                assert.deepEqual(user.requests(), ["GET 404", `POST ${status}`, "GET 404", "POST 201"]);
            });
        }

        it("does not take a refused login for the old one", async () => {
            const user = stage().user();
            const run = stage().run();
            await run.up(user.inputs());
            await run.destroy();
            stage().leaf.clearRequests();
            await failure(run.up(user.inputs({ password: "not-the-password" })), "invalidCredentials");
            assert.deepEqual(user.requests(), ["GET 404", "POST 400", "GET 404"]);
        });
    });

    it("takes Leaf's 404 without a body for what it is only if the user is there", async () => {
        stage().leaf.switches.notFoundBody = "empty";
        const user = stage().user();
        await stage().host.create(user.inputs());
        assert.deepEqual(user.requests(), ["GET 404", "GET 200 user", "POST 201"]);
    });

    it("does not POST upon a gateway's 404", async () => {
        const user = stage().user();
        const body = "<html><title>Not here</title></html>";
        stage().leaf.addFault({ method: "GET", path: user.path, status: 404, body, times: Infinity });
        await failure(stage().host.create(user.inputs()), "Cannot tell", "leaf:baseUrl");
        assert.ok(user.requests().every((request) => request.startsWith("GET")));
    });

    for (const names of ["asSent", "lowerCase", "trimmed", "lowerCaseTrimmed"] as const) {
        it(`is at peace with a server that keeps names ${names}`, async () => {
            stage().leaf.switches.names = names;
            const user = stage().user();
            const blank = names.includes("rimmed") ? " " : "";
            const inputs = user.inputs({
                username: blank + user.args.username.toUpperCase(),
                organizationName: `Acme Farms${blank}`,
            });
            const run = stage().run();
            assert.equal(await run.up(inputs), "create");
            for (const name of ["username", "organizationName"]) assert.equal(run.state!.outputs[name], inputs[name]);
            assert.equal(await run.up(inputs), "same");
            assert.equal(await run.refresh(), "same");
            for (const name of ["username", "organizationName"]) assert.equal(run.state!.outputs[name], inputs[name]);
            assert.equal(await run.up(inputs), "same");
            await run.destroy();
            assert.equal(user.credential(), undefined);
        });
    }
});
