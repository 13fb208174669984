import assert from "node:assert/strict";

import { defaultSwitches, type Switches } from "leaf-emulator";

import { Stage, until } from "./client.ts";

const settings: Partial<Switches>[] = [
    {},
    { existing: "reject400" },
    { existing: "reject409" },
    { existing: "overwrite" },
    { badLogin: "reject400" },
    { badLogin: "accept" },
    { unknownAccounts: "reject" },
    { unknownAccounts: "register" },
    { lateDeletionMs: 200 },
    { names: "asSent" },
    { names: "lowerCase" },
    { names: "trimmed" },
    { names: "lowerCaseTrimmed" },
    { postStatus: 200 },
    { deleteAnswer: "200body" },
    { notFoundBody: "empty" },
    { rateLimit: { perMinute: 1000, retryAfter: true } },
    { latencyMs: 20 },
    { backgroundDelayMs: 50 },
    {
        existing: "overwrite",
        badLogin: "accept",
        unknownAccounts: "register",
        lateDeletionMs: 100,
        names: "lowerCaseTrimmed",
        postStatus: 200,
        deleteAnswer: "200body",
        notFoundBody: "empty",
        rateLimit: { perMinute: 1000, retryAfter: false },
        latencyMs: 5,
        backgroundDelayMs: 20,
    },
];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

for (const setting of settings) {
    describe(`Leaf's contract with ${JSON.stringify(setting)}`, () => {
        const expected = { ...defaultSwitches, ...setting };
        const lowers = expected.names.startsWith("lowerCase");
        let stage: Stage;
        beforeEach(async () => {
            stage = await Stage.open(setting);
        });
        afterEach(() => stage.leaf.close());

        it("answers 404 before there is a credential, to GET, DELETE and events", async () => {
            for (const answer of [await stage.get(), await stage.delete(), await stage.events()]) {
                assert.equal(answer.status, 404);
                if (expected.notFoundBody === "empty") {
                    assert.equal(answer.text, "");
                } else {
                    assert.match(answer.type ?? "", /^application\/problem\+json/);
                    assert.equal(answer.json.message, "error.http.404");
                }
            }
        });

        it("creates a credential with Leaf's fields, without the password, and shows the same to GET", async () => {
            const created = await stage.post();
            assert.equal(created.status, expected.postStatus);
            const { id, createdTime, authToken, organizationId, ...rest } = created.json;
            assert.match(id, uuid);
            assert.match(authToken, uuid);
            assert.match(createdTime, time);
            assert.match(organizationId, /^\w+_OR_m01aAcmeFarms_CV_deve_/);
            assert.deepEqual(rest, {
                status: "OK",
                username: "grower@acme.example",
                organizationName: lowers ? "acme farms" : "Acme Farms",
            });
            assert.deepEqual((await stage.get()).json, created.json);
        });

        it("deletes a credential with its events, and takes a new one with another id", async () => {
            const first = (await stage.post()).json;
            const deleted = await stage.delete();
            assert.equal(deleted.status, expected.deleteAnswer === "204" ? 204 : 200);
            assert.equal(deleted.text === "", expected.deleteAnswer === "204");
            await until(stage.get, ({ status }) => status === 404);
            assert.equal((await stage.events()).status, 404);

            const second = (await stage.post()).json;
            assert.notEqual(second.id, first.id);
            assert.ok(second.createdTime > first.createdTime);
            assert.equal((await stage.events()).json.length, 1);
        });

        it("answers a second POST as the switch says", async () => {
            const first = (await stage.post()).json;
            const second = await stage.post();
            if (expected.existing === "overwrite") {
                assert.equal(second.status, expected.postStatus);
                assert.notEqual(second.json.id, first.id);
                assert.deepEqual((await stage.get()).json, second.json);
            } else {
                assert.equal(second.status, expected.existing === "reject400" ? 400 : 409);
                assert.equal(second.json.errorKey, "credentialAlreadyExists");
                assert.deepEqual((await stage.get()).json, first);
            }
        });

        it("answers a wrong password as the switch says, and keeps nothing it has refused", async () => {
            const answer = await stage.post({ password: "wrong" });
            if (expected.badLogin === "reject400") {
                assert.equal(answer.status, 400);
                assert.equal(answer.json.errorKey, "invalidCredentials");
                assert.equal((await stage.get()).status, 404);
            } else {
                assert.equal(answer.status, expected.postStatus);
                assert.equal(answer.json.status, "UNAUTHENTICATED");
                assert.equal(answer.json.authToken, null);
                assert.equal(answer.json.organizationId, null);
                assert.deepEqual((await stage.get()).json, answer.json);
                assert.equal((await stage.events()).json[0].statusCode, 401);
            }
        });

        it("finds organizations by their exact letters only", async () => {
            const answer = await stage.post({ organizationName: "acme farms" });
            if (expected.badLogin === "reject400") {
                assert.equal(answer.status, 400);
                assert.equal(answer.json.errorKey, "organizationNotFound");
                assert.equal((await stage.get()).status, 404);
            } else {
                assert.equal(answer.json.status, "MISSING_PERMISSION");
                assert.equal(answer.json.organizationId, null);
                assert.equal((await stage.events()).json[0].statusCode, 404);
            }
        });

        it("marks a credential in the background when the grower changes the password, and heals it", async () => {
            const created = (await stage.post()).json;
            stage.leaf.changeSenteraPassword("grower@acme.example", "changed");
            const bad = await until(stage.get, ({ json }) => json.status !== "OK");
            assert.deepEqual(bad.json, { ...created, status: "UNAUTHENTICATED" });
            stage.leaf.changeSenteraPassword("grower@acme.example", "sentera-acme");
            const healed = await until(stage.get, ({ json }) => json.status === "OK");
            assert.equal(healed.json.organizationId, created.organizationId);
            const events = (await stage.events()).json;
            assert.deepEqual(
                events.map((event: { statusCode: number }) => event.statusCode),
                [200, 401, 200],
            );
        });

        it("answers 401 without a valid token, whatever the request", async () => {
            for (const token of [null, "", "nonsense", stage.token.slice(0, -2), `${stage.token}.x`]) {
                const answer = await stage.call("POST", stage.credentialPath, { token, body: "{" });
                assert.equal(answer.status, 401);
                assert.deepEqual(answer.json, {
                    type: "https://www.jhipster.tech/problem/problem-with-message",
                    title: "Unauthorized",
                    status: 401,
                    detail: "Not Authenticated",
                    path: `/services/usermanagement/api${stage.credentialPath}`,
                    message: "error.http.401",
                });
            }
        });

        it("hides another API owner's Leaf users and their credentials behind 404", async () => {
            await stage.post();
            const token = stage.leaf.issueToken(stage.demo.otherApiOwner.username);
            for (const method of ["GET", "POST", "DELETE"]) {
                const body = method === "POST" ? stage.demo.senteraAccount : undefined;
                assert.equal((await stage.call(method, stage.credentialPath, { token, body })).status, 404);
            }
            assert.equal((await stage.call("GET", `/users/${stage.demo.leafUserId}`, { token })).status, 404);
            assert.equal((await stage.get()).status, 200);
        });

        it("never answers or logs a password", async () => {
            const texts = [await stage.post(), await stage.post({ password: "wrong" }), await stage.get()];
            texts.push(await stage.events(), await stage.call("GET", "/users"), await stage.delete());
            const seen = JSON.stringify([texts.map(({ text }) => text), stage.leaf.requests]);
            assert.doesNotMatch(seen, /sentera-acme|wrong|password/);
        });
    });
}
