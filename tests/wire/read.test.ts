import assert from "node:assert/strict";

import {
    type Bag,
    type EngineRun,
    failure,
    otherOwner,
    owner,
    PROVIDER_TEXT,
    says,
    type User,
    useStage,
} from "./support/wire.ts";

describe("read", () => {
    const stage = useStage();
    /** A credential that a stack has made, and that stack. The time for reading is short where it must run out. */
    const made = async (change: Bag = {}): Promise<{ user: User; run: EngineRun }> => {
        const user = stage().user();
        const run = stage().run();
        await run.up(user.inputs(change));
        stage().leaf.clearRequests();
        return { user, run };
    };
    const hurried = { __timeouts: { read: "1500ms" } };

    it("finds no drift in what was created, and asks once", async () => {
        const { user, run } = await made();
        const before = structuredClone(run.state);
        assert.equal(await run.refresh(), "same");
        assert.deepEqual(run.state, before);
        assert.deepEqual(user.requests(), ["GET 200"]);
    });

    it("marks password and authToken secret in what it returns, the password in the inputs too", async () => {
        const { user, run } = await made();
        const answer = await stage().host.read(user.leafUserId, run.state!.outputs);
        const { wrapped, wrappedInputs } = answer;
        for (const [bag, name] of [
            [wrapped, "password"],
            [wrapped, "authToken"],
            [wrappedInputs!, "password"],
        ] as const) {
            assert.equal(typeof bag[name], "object", name);
        }
        assert.equal(answer.properties["password"], user.args.password, "carried over, since Leaf does not tell");
        assert.deepEqual(answer.inputs, user.inputs());
    });

    for (const [name, value] of [
        ["username", "else@acme.example"],
        ["organizationName", "Else"],
    ] as const) {
        it(`shows drift of ${name} in outputs and inputs, and the next up replaces`, async () => {
            const { user, run } = await made();
            user.put({ [name]: value });
            assert.equal(await run.refresh(), "drift");
            assert.equal(run.state?.outputs[name], value);
            assert.equal(run.state?.inputs[name], value);
            assert.equal(await run.up(user.inputs()), "replace");
            assert.equal(user.credential()?.[name], user.args[name]);
        });
    }

    it("records a new status and a new authToken as no drift", async () => {
        const { user, run } = await made();
        const { id } = user.put({ status: "TEMPORARILY_UNAVAILABLE" });
        assert.equal(await run.refresh(), "same");
        const { outputs } = run.state!;
        assert.deepEqual(
            [outputs["status"], outputs["authToken"], outputs["credentialId"]],
            ["TEMPORARILY_UNAVAILABLE", user.credential()!.authToken, id],
        );
        assert.equal(await run.up(user.inputs()), "same");
        assert.deepEqual(stage().engine.lines, [], "a status that passes is not worth a warning");
    });

    it("forgets a status that Leaf no longer tells", async () => {
        const { user, run } = await made();
        stage().leaf.setStatus(user.leafUserId, null);
        await run.refresh();
        assert.equal(run.state?.outputs["status"], undefined);
    });

    it("warns of ill health with the latest event", async () => {
        const { user, run } = await made();
        stage().leaf.changeSenteraPassword(user.args.username, "a-new-password");
        const late = { statusCode: 401, body: "the latest", createdDate: "2999-01-01T00:00:00.000000Z" };
        stage().leaf.addEvent(user.leafUserId, late);
        assert.equal(await run.refresh(), "same");
        const [warning] = stage().engine.said("warning");
        says(warning!, "UNAUTHENTICATED", "the latest", "2999", "Acme Farms", user.leafUserId);
        assert.equal(stage().engine.lines[0]?.urn, "");
    });

    it("cleans an event of secrets and control characters before it shows it", async () => {
        const { user, run } = await made();
        stage().leaf.setStatus(user.leafUserId, "UNAUTHENTICATED");
        const body = `\u001b[31m{"login":"${user.args.password}","token":"${user.credential()!.authToken}"}\nforged line`;
        stage().leaf.addEvent(user.leafUserId, { statusCode: 401, body, createdDate: "2999-01-01T00:00:00.000000Z" });
        await run.refresh();
        const [warning] = stage().engine.said("warning");
        assert.doesNotMatch(warning!, /[\u0000-\u001f]/);
        says(warning!, "[secret]", "forged line");
    });

    describe("takes the credential for gone", () => {
        it("where the Leaf user is there without it", async () => {
            const { user, run } = await made();
            stage().leaf.removeCredential(user.leafUserId);
            assert.equal(await run.refresh(), "gone");
            assert.deepEqual(user.requests(), ["GET 404", "GET 200 user"]);
            assert.equal(await run.up(user.inputs()), "create");
        });

        it("where the Leaf user is gone and the account is the recorded one", async () => {
            const { user, run } = await made();
            stage().leaf.removeLeafUser(user.leafUserId);
            assert.equal(await run.refresh(), "gone");
            assert.deepEqual(user.requests(), ["GET 404", "GET 404 user"]);
        });

        it("where that account is written in other letters", async () => {
            const { user, run } = await made();
            stage().leaf.removeLeafUser(user.leafUserId);
            run.state!.outputs["apiOwner"] = owner.username.toUpperCase();
            assert.equal(await run.refresh(), "gone");
        });

        it("where the token tells no owner, by the name of the login", async () => {
            const { user, run } = await made();
            stage().leaf.removeLeafUser(user.leafUserId);
            run.host = await stage().anotherHost();
            stage().leaf.addFault({ path: "/api/authenticate", body: '{"id_token":"opaque-token-1"}' });
            const problem = { status: 404, body: '{"title":"Not Found"}', times: Infinity };
            stage().leaf.addFault({ path: user.leafUserId, ...problem });
            assert.equal(await run.refresh(), "gone");
        });

        it("where Leaf's 404 has no body, but the user is there", async () => {
            const { user, run } = await made();
            stage().leaf.switches.notFoundBody = "empty";
            stage().leaf.removeCredential(user.leafUserId);
            assert.equal(await run.refresh(), "gone");
        });
    });

    describe("does not take the credential for gone, and leaves the state alone,", () => {
        const stays = async (run: EngineRun, ...patterns: (RegExp | string)[]): Promise<void> => {
            const before = structuredClone(run.state);
            await failure(run.refresh(), ...patterns);
            assert.deepEqual(run.state, before);
        };

        it("with the token of another account", async () => {
            const { run } = await made();
            run.host = await stage().hostWith({ "leaf:apiToken": stage().leaf.issueToken(otherOwner.username) });
            await stays(run, "does not prove", otherOwner.username, owner.username, "state is left");
        });

        it("with the login of another account", async () => {
            const { user, run } = await made();
            stage().leaf.removeCredential(user.leafUserId);
            const login = { "leaf:username": otherOwner.username, "leaf:password": otherOwner.password };
            run.host = await stage().hostWith(login);
            await stays(run, "does not prove");
        });

        it("where nobody knows whose it was and the user is not there", async () => {
            const { user, run } = await made();
            delete run.state!.outputs["apiOwner"];
            stage().leaf.removeLeafUser(user.leafUserId);
            await stays(run, "does not prove", "not recorded whose account", "leafUserId");
        });

        it("where it is not known who asks", async () => {
            const { user, run } = await made();
            run.host = await stage().hostWith({ "leaf:apiToken": "opaque-token-2" });
            stage().leaf.addFault({ path: user.leafUserId, status: 404, body: '{"title":"No"}', times: Infinity });
            await stays(run, "does not prove");
        });

        it("at a gateway's page with 404", async () => {
            const { user, run } = await made();
            stage().leaf.addFault({ path: user.path, status: 404, body: "<html><title>Nope</title></html>" });
            await stays(run, "does not come from Leaf", "leaf:baseUrl");
        });

        it("at a 404 for all there is, in a gateway's JSON list, text or void", async () => {
            const { user, run } = await made();
            for (const body of ["[]", '"Not Found"', "Not Found", ""]) {
                stage().leaf.addFault({ path: user.leafUserId, status: 404, body, times: 2 });
                await stays(run, "does not come from Leaf");
                stage().leaf.clearFaults();
            }
        });

        it("where the user's 404 is a gateway's", async () => {
            const { user, run } = await made();
            stage().leaf.removeLeafUser(user.leafUserId);
            stage().leaf.addFault({ path: /users\/[^/]+$/, status: 404, body: "<html></html>" });
            await stays(run, "does not come from Leaf");
        });

        it("where the user's answer is an odd one", async () => {
            const { user, run } = await made();
            stage().leaf.removeCredential(user.leafUserId);
            for (const body of ["<html></html>", "{}", "", '{"id":"00000000-0000-0000-0000-000000000000"}']) {
                stage().leaf.addFault({ path: /users\/[^/]+$/, status: 200, body });
                await stays(run, "not Leaf's form");
            }
        });

        it("at 401 for good", async () => {
            const { user, run } = await made();
            run.host = await stage().anotherHost();
            stage().leaf.addFault({ path: user.leafUserId, status: 401, times: Infinity });
            await stays(run, "none of the configured credentials");
        });

        it("at 403, with a hint", async () => {
            const { user, run } = await made();
            stage().leaf.addFault({ path: user.leafUserId, status: 403, body: '{"title":"Forbidden"}' });
            await stays(run, "403", "Forbidden", "API owner");
        });

        it("at 400, 410 or another refusal", async () => {
            const { user, run } = await made();
            for (const status of [400, 405, 410, 422]) {
                stage().leaf.addFault({ path: user.leafUserId, status, body: '{"title":"No"}' });
                await stays(run, `Leaf answered ${status}`);
            }
        });

        for (const status of [408, 429, 500, 502, 503, 504]) {
            it(`at ${status} that does not pass in time`, async () => {
                const { user, run } = await made(hurried);
                // 429 closes the gate of the whole process for the rest of its pause.
                run.host = status === 429 ? await stage().anotherHost() : run.host;
                stage().leaf.addFault({ path: user.leafUserId, status, times: Infinity });
                await stays(run, `Leaf answered ${status}`, "customTimeouts");
            });
        }

        it("at cut connections that do not pass in time", async () => {
            const { user, run } = await made(hurried);
            stage().leaf.addFault({ path: user.leafUserId, action: "reset", times: Infinity });
            await stays(run, "connection broke");
        });

        it("without an answer in time", async () => {
            const { user, run } = await made(hurried);
            stage().leaf.addFault({ path: user.leafUserId, action: "hang", times: Infinity });
            await stays(run, "no answer within");
        });

        const odd: [string, string][] = [
            ["a page", "<html>Welcome</html>"],
            ["nothing", ""],
            ["null", "null"],
            ["an empty object", "{}"],
            ["a list", "[]"],
            ["a credential without an id", '{"username":"grower@acme.example"}'],
            ["a credential without a username", '{"id":"c-1","status":"OK"}'],
            ["a credential with an empty id", '{"id":"","username":"grower@acme.example"}'],
            ["half a JSON", '{"id":"c-1","usern'],
        ];
        for (const [what, body] of odd) {
            it(`at 200 with ${what}`, async () => {
                const { user, run } = await made();
                stage().leaf.addFault({ path: user.path, status: 200, body });
                await stays(run, "not Leaf's form", "leaf:baseUrl");
            });
        }

        it("at an answer without an end", async () => {
            const { user, run } = await made();
            stage().leaf.addFault({ path: user.path, action: "endless" });
            await stays(run, /larger than|no answer within/);
        });

        it("at a redirect, which is not followed", async () => {
            const { user, run } = await made();
            const headers = { location: `${stage().leaf.url}/elsewhere` };
            stage().leaf.addFault({ path: user.path, status: 307, headers });
            await stays(run, "redirected", "leaf:baseUrl");
            assert.ok(stage().leaf.requests.every(({ path }) => path !== "/elsewhere"));
        });
    });

    it("gets over failures that pass", async () => {
        const { user, run } = await made();
        stage().leaf.addFault({ path: user.path, status: 503, body: "<html>busy</html>" });
        stage().leaf.addFault({ path: user.path, action: "reset" });
        stage().leaf.addFault({ path: user.path, action: "truncate" });
        assert.equal(await run.refresh(), "same");
        assert.equal(user.requests().length, 4);
    });

    describe("for get, with nothing recorded,", () => {
        const nothing = { __provider: PROVIDER_TEXT };

        it("tells all but the password", async () => {
            const user = stage().user();
            const there = user.put();
            const { id, properties, wrapped } = await stage().host.read(user.leafUserId, nothing);
            const { leafUserId, username, organizationName } = user.args;
            assert.deepEqual(
                [id, properties],
                [
                    leafUserId,
                    {
                        ...{ leafUserId, username, organizationName, ...nothing },
                        credentialId: there.id,
                        status: "OK",
                        createdTime: there.createdTime,
                        organizationId: there.organizationId,
                        authToken: there.authToken,
                        apiOwner: owner.username,
                    },
                ],
            );
            assert.equal(typeof wrapped["authToken"], "object", "marked secret");
        });

        it("takes an id in capitals for the same user", async () => {
            const user = stage().user();
            user.put();
            const { id, properties } = await stage().host.read(user.leafUserId.toUpperCase(), nothing);
            assert.equal(properties["leafUserId"], user.leafUserId);
            assert.equal(id.toLowerCase(), user.leafUserId);
        });

        it("fails where the Leaf user has none", async () => {
            const user = stage().user();
            await failure(stage().host.read(user.leafUserId, nothing), "has no Sentera credential", "get");
        });

        it("fails where Leaf does not know the user", async () => {
            const user = stage().user({ of: otherOwner.username });
            user.put();
            await failure(stage().host.read(user.leafUserId, nothing), "404", "check leafUserId".slice(6));
        });

        it("fails for an id that is none, and never leaves the path of users", async () => {
            for (const id of ["../../api/authenticate", "acme", "a/b?c=d"]) {
                await failure(stage().host.read(id, nothing));
            }
            for (const { path } of stage().leaf.requests) {
                if (path === "/api/authenticate") continue;
                assert.match(path, /^\/services\/usermanagement\/api\/users\/[^/?]+(\/sentera-credentials)?$/);
            }
        });
    });
});
