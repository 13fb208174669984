import assert from "node:assert/strict";

import {
    failure,
    type Host,
    otherOwner,
    owner,
    says,
    type Stage,
    UNKNOWN,
    type User,
    useStage,
} from "./support/wire.ts";

const logins = (stage: Stage): number =>
    stage.leaf.requests.filter(({ path, status }) => path === "/api/authenticate" && status === 200).length;

/** Under whose token Leaf was asked about credentials, in order; `-` for a token it refused. */
const askedAs = (stage: Stage): string[] =>
    stage.leaf.requests.filter(({ path }) => path !== "/api/authenticate").map(({ apiOwner }) => apiOwner ?? "-");

const ownLogin = { "leaf:username": owner.username, "leaf:password": owner.password };
const otherLogin = { "leaf:username": otherOwner.username, "leaf:password": otherOwner.password };
const envLogin = { LEAF_USERNAME: owner.username, LEAF_PASSWORD: owner.password };
const otherEnvLogin = { LEAF_USERNAME: otherOwner.username, LEAF_PASSWORD: otherOwner.password };

describe("Configuration", () => {
    const stage = useStage();
    const token = (of = owner, expiresInSeconds = 3600): string =>
        stage().leaf.issueToken(of.username, { expiresInSeconds });
    const get = (host: Host, user: User): Promise<unknown> => host.read(user.leafUserId, user.inputs());
    const problems = async (host: Host): Promise<string> => {
        const { failures } = await host.check({}, stage().user().inputs());
        assert.deepEqual(new Set(failures.map(({ property }) => property)), new Set(failures.length > 0 ? [""] : []));
        assert.equal(stage().leaf.requests.length, 0);
        return failures.map(({ reason }) => reason).join("\n");
    };
    const leafWith = (): User => {
        const user = stage().user();
        user.put();
        return user;
    };

    it("is in place for every one of the first calls, also where they come at once", async () => {
        const host = await stage().anotherHost();
        const users = Array.from({ length: 4 }, () => stage().user());
        const checks = users.map((user) => host.check({}, user.inputs()));
        const creates = users.map((user) => host.create(user.inputs()));
        for (const { failures } of await Promise.all(checks)) assert.deepEqual(failures, []);
        await Promise.all(creates);
        assert.equal(logins(stage()), 1);
        assert.ok(users.every((user) => user.credential() !== undefined));
    });

    it("names this package and its version to Leaf in every request", async () => {
        await get(await stage().hostWith(ownLogin), leafWith());
        assert.equal(stage().leaf.requests.length, 2);
        for (const { userAgent } of stage().leaf.requests) assert.match(userAgent ?? "", /^pulumi-leaf\/\d+\.\d+\.\d+/);
    });

    describe("takes the first credentials of: token and login of the stack, token and login of the environment", () => {
        it("the stack's token before its login, without a login", async () => {
            await get(await stage().hostWith({ ...otherLogin, "leaf:apiToken": token() }), leafWith());
            assert.deepEqual([logins(stage()), askedAs(stage())], [0, [owner.username]]);
        });

        it("the stack's login before the environment's token", async () => {
            await get(await stage().hostWith(ownLogin, { LEAF_API_TOKEN: token(otherOwner) }), leafWith());
            assert.deepEqual([logins(stage()), askedAs(stage())], [1, [owner.username]]);
        });

        it("the environment's token before its login", async () => {
            await get(await stage().hostWith({}, { ...otherEnvLogin, LEAF_API_TOKEN: token() }), leafWith());
            assert.deepEqual([logins(stage()), askedAs(stage())], [0, [owner.username]]);
        });

        it("the environment's login where there is nothing else", async () => {
            await get(await stage().hostWith({}, envLogin), leafWith());
            assert.deepEqual([logins(stage()), askedAs(stage())], [1, [owner.username]]);
        });

        it("no half of a login, nor a mixture of a stack's name and the environment's password", async () => {
            const host = await stage().hostWith(
                { "leaf:username": otherOwner.username },
                { ...envLogin, LEAF_USERNAME: owner.username },
            );
            await get(host, leafWith());
            assert.deepEqual(askedAs(stage()), [owner.username]);
        });
    });

    it("takes the base URL from LEAF_BASE_URL, and from the stack before it", async () => {
        const user = leafWith();
        await get(await stage().hostWith(ownLogin, { LEAF_BASE_URL: `${stage().leaf.url}/` }), user);
        const config = { ...ownLogin, "leaf:baseUrl": stage().leaf.url };
        await get(await stage().hostWith(config, { LEAF_BASE_URL: "http://127.0.0.1:1" }), user);
        assert.equal(askedAs(stage()).length, 2);
    });

    it("never sends a token that has expired", async () => {
        await get(await stage().hostWith({ ...ownLogin, "leaf:apiToken": token(owner, -60) }), leafWith());
        assert.deepEqual(askedAs(stage()), [owner.username]);
    });

    it("drops a token that Leaf refuses for the next credentials, for good", async () => {
        const refused = token();
        stage().leaf.revokeTokens(owner.username);
        const host = await stage().hostWith({ "leaf:apiToken": refused }, envLogin);
        const user = leafWith();
        await get(host, user);
        await get(host, user);
        assert.deepEqual([logins(stage()), askedAs(stage())], [1, ["-", owner.username, owner.username]]);
    });

    it("renews a login whose token is refused, once for all calls that meet it", async () => {
        const host = await stage().hostWith(ownLogin);
        const users = Array.from({ length: 6 }, leafWith);
        await get(host, users[0]!);
        stage().leaf.revokeTokens(owner.username);
        await Promise.all(users.map((user) => get(host, user)));
        assert.equal(logins(stage()), 2);
        stage().leaf.revokeTokens(owner.username);
        await Promise.all(users.map((user) => get(host, user)));
        assert.equal(logins(stage()), 3, "and again at the next expiry");
    });

    it("shares one login among all first calls", async () => {
        const host = await stage().hostWith(ownLogin);
        await Promise.all(Array.from({ length: 6 }, leafWith).map((user) => get(host, user)));
        assert.equal(logins(stage()), 1);
    });

    it("does not renew a login for ever", async () => {
        const host = await stage().hostWith(ownLogin);
        await get(host, leafWith());
        stage().leaf.addFault({ path: "/services/", status: 401, times: Infinity });
        await failure(get(host, leafWith()), /none of the configured credentials/);
        assert.equal(logins(stage()), 2);
    });

    it("tells, when all credentials are spent, what became of each and the ways out", async () => {
        const refused = token();
        stage().leaf.revokeTokens(owner.username);
        const env = { LEAF_API_TOKEN: refused, LEAF_USERNAME: owner.username, LEAF_PASSWORD: "not-the-password" };
        const host = await stage().hostWith({}, env);
        const ways = ["LEAF_API_TOKEN", "LEAF_USERNAME", "--run-program", "leaf:username", "saved at the last"];
        const error = await failure(get(host, leafWith()), "LEAF_API_TOKEN: Leaf refused the token (401)", ...ways);
        says(error.message, "LEAF_USERNAME and LEAF_PASSWORD: Leaf refused the login (401)");
    });

    it("tries a login again that Leaf could not take for the moment", async () => {
        stage().leaf.addFault({ path: "/api/authenticate", status: 503 });
        stage().leaf.addFault({ path: "/api/authenticate", action: "reset" });
        await get(await stage().hostWith(ownLogin), leafWith());
        assert.equal(logins(stage()), 1);
    });

    it("does not spend a login that did not get through: a later call logs in", async () => {
        const host = await stage().hostWith({ ...ownLogin, "leaf:operationTimeout": "0.3" });
        stage().leaf.addFault({ path: "/api/authenticate", status: 503, times: Infinity });
        await failure(get(host, leafWith()), /503/);
        stage().leaf.clearFaults();
        await get(host, leafWith());
        assert.equal(logins(stage()), 1);
    });

    it("says so where the login's answer holds no token", async () => {
        const host = await stage().hostWith(ownLogin);
        stage().leaf.addFault({ path: "/api/authenticate", body: '{"token":"unexpected"}' });
        await failure(get(host, leafWith()), /id_token/, /leaf:baseUrl/);
    });

    it("of an explicit provider with credentials of its own is never mixed with the environment's", async () => {
        const refused = token();
        stage().leaf.revokeTokens(owner.username);
        const host = await stage().hostWith({ "leaf:apiToken": refused, "leaf:ownCredentials": "true" }, envLogin);
        await failure(get(host, leafWith()), /leaf:apiToken: Leaf refused the token/);
        assert.deepEqual([logins(stage()), askedAs(stage())], [0, ["-"]]);
    });

    it("of an explicit provider without any is no reason to take the environment's, if it was to have its own", async () => {
        const host = await stage().hostWith({ "leaf:ownCredentials": "true" }, envLogin);
        says(await problems(host), /no credentials/);
    });

    it("keeps to maxConcurrency requests at once", async () => {
        const host = await stage().hostWith({ ...ownLogin, "leaf:maxConcurrency": "2" });
        const users = Array.from({ length: 8 }, leafWith);
        await get(host, users[0]!);
        stage().leaf.switches.latencyMs = 60;
        stage().leaf.clearRequests();
        await Promise.all(users.map((user) => get(host, user)));
        const { requests } = stage().leaf;
        const atOnce = requests.map(
            ({ at }) => requests.filter((other) => other.at <= at && (other.endedAt ?? 0) > at).length,
        );
        assert.equal(requests.length, 8);
        assert.equal(Math.max(...atOnce), 2);
    });

    describe("is checked before anything is done, and", () => {
        it("without any credentials, says how to give some", async () => {
            says(await problems(await stage().hostWith({})), "leaf:username", "leaf:apiToken", "LEAF_USERNAME");
        });

        it("with nothing but an expired token, says when it expired and the ways out", async () => {
            const host = await stage().hostWith({ "leaf:apiToken": token(owner, -60) });
            says(await problems(host), /leaf:apiToken expired at 2\d{3}-/, "LEAF_API_TOKEN", "--run-program");
        });

        it("tells every problem of it at once, each with its key", async () => {
            const wrong = {
                "leaf:baseUrl": "http://leaf.example",
                "leaf:requestTimeout": "soon",
                "leaf:operationTimeout": "0",
                "leaf:maxConcurrency": "1.5",
            };
            const host = await stage().hostWith({ ...wrong, "leaf:username": owner.username });
            const found = (await problems(host)).split("\n");
            assert.equal(found.length, 5, found.join("\n"));
            says(found[0]!, /leaf:baseUrl.* must be https/);
            for (const name of Object.keys(wrong).slice(1)) says(found.join("\n"), `${name} must be`);
            says(found[4]!, "leaf:username is set, but leaf:password is not");
        });

        it("does not show a password in the base URL", async () => {
            const host = await stage().hostWith({ ...ownLogin, "leaf:baseUrl": "https://me:url-secret@leaf.example" });
            const found = await problems(host);
            says(found, /holds a user or password/);
            assert.doesNotMatch(found, /url-secret/);
        });

        it("is no problem while a value is not known yet", async () => {
            const config = { "leaf:apiToken": UNKNOWN.string, "leaf:ownCredentials": "true" };
            assert.equal(await problems(await stage().hostWith(config)), "");
        });
    });

    it("that cannot be used fails every operation with its problems, also where no check came before", async () => {
        const host = await stage().hostWith({});
        const user = stage().user();
        const id = user.leafUserId;
        const inputs = user.inputs();
        await failure(host.create(inputs), /no credentials for Leaf/);
        await failure(host.read(id, inputs), /no credentials for Leaf/);
        await failure(host.update(id, inputs, inputs), /no credentials for Leaf/);
        await failure(host.delete(id, inputs), /no credentials for Leaf/);
    });
});
