import assert from "node:assert/strict";
import { readSettings, requireSettings } from "../../provider/dist/config.js";

const NOW = Date.parse("2026-06-01T12:00:00Z");

function jwt(claims: object): string {
    return `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
}

function read(config: Record<string, string>, env: NodeJS.ProcessEnv = {}): ReturnType<typeof readSettings> {
    return readSettings((key) => config[key], env, NOW);
}

const LOGIN = { "leaf:username": "owner@leaf.example", "leaf:password": "owner-password" };

describe("the configuration", () => {
    it("has Leaf's production address and the documented limits as defaults", () => {
        const { settings, problems } = read(LOGIN);
        assert.deepEqual(problems, []);
        assert.deepEqual(
            { ...settings, candidates: settings?.candidates.length },
            {
                baseUrl: "https://api.withleaf.io",
                candidates: 1,
                requestTimeout: 30_000,
                operationTimeout: 300_000,
                maxConcurrency: 8,
            },
        );
    });

    it("puts the stack before the environment, and in each the token before the login", () => {
        const { settings } = read(
            { ...LOGIN, "leaf:apiToken": "stack-token" },
            { LEAF_API_TOKEN: "env-token", LEAF_USERNAME: "u", LEAF_PASSWORD: "env-password" },
        );
        assert.deepEqual(
            settings?.candidates.map((c) => c.source),
            ["leaf:apiToken", "leaf:username and leaf:password", "LEAF_API_TOKEN", "LEAF_USERNAME and LEAF_PASSWORD"],
        );
    });

    it("skips a token that has expired, by its own claim", () => {
        const { settings } = read({ ...LOGIN, "leaf:apiToken": jwt({ exp: NOW / 1000 - 1 }) });
        assert.deepEqual(
            settings?.candidates.map((c) => c.kind),
            ["login"],
        );
        const fresh = read({ "leaf:apiToken": jwt({ exp: NOW / 1000 + 1 }) });
        assert.equal(fresh.settings?.candidates.length, 1);
    });

    it("says when the only token expired, and how a destroy of an old stack gets out of it", () => {
        const { settings, problems } = read({ "leaf:apiToken": jwt({ exp: NOW / 1000 - 60 }) });
        assert.equal(settings, undefined);
        assert.match(problems.join(), /leaf:apiToken expired at 2026-06-01T11:59:00.000Z/);
        assert.match(problems.join(), /LEAF_API_TOKEN/);
        assert.match(problems.join(), /--run-program/);
    });

    it("names both ways in where no credentials are configured at all", () => {
        const { problems } = read({});
        assert.match(problems.join(), /no credentials for Leaf's API/);
        assert.match(problems.join(), /leaf:username/);
        assert.match(problems.join(), /LEAF_PASSWORD/);
    });

    it("names the missing half of a login", () => {
        assert.match(read({ "leaf:username": "u" }).problems.join(), /leaf:username is set, but leaf:password is not/);
        assert.match(
            read({}, { LEAF_PASSWORD: "p" }).problems.join(),
            /LEAF_PASSWORD is set, but LEAF_USERNAME is not/,
        );
    });

    it("uses nothing of the environment where an explicit provider brought credentials of its own", () => {
        const { settings } = read({ ...LOGIN, "leaf:ownCredentials": "true" }, { LEAF_API_TOKEN: "other-account" });
        assert.deepEqual(
            settings?.candidates.map((c) => c.kind),
            ["login"],
        );
    });

    for (const [url, expected] of [
        ["http://api.withleaf.io", /must be https/],
        ["http://10.0.0.1", /must be https/],
        ["ftp://api.withleaf.io", /must be https/],
        ["not a url", /is not a URL/],
        ["https://u:pw-in-url@host", /holds a user or password/],
        ["https://host/?x=1", /has a query/],
    ] as const) {
        it(`refuses the base URL ${url} without repeating it`, () => {
            const { settings, problems } = read({ ...LOGIN, "leaf:baseUrl": url });
            assert.equal(settings, undefined);
            assert.match(problems.join(), expected);
            assert.match(problems.join(), /leaf:baseUrl/);
            assert.ok(!problems.join().includes(url));
        });
    }

    for (const url of ["http://127.0.0.1:8085", "http://localhost:1", "http://[::1]:8085", "https://host/prefix/"]) {
        it(`takes the base URL ${url}`, () => {
            assert.equal(read({ ...LOGIN, "leaf:baseUrl": url }).settings?.baseUrl, url.replace(/\/$/, ""));
        });
    }

    it("refuses limits that are no numbers, each by its key", () => {
        const { problems } = read({
            ...LOGIN,
            "leaf:requestTimeout": "soon",
            "leaf:operationTimeout": "-1",
            "leaf:maxConcurrency": "1.5",
        });
        assert.equal(problems.length, 3);
        assert.match(problems[0] ?? "", /leaf:requestTimeout/);
        assert.match(problems[1] ?? "", /leaf:operationTimeout/);
        assert.match(problems[2] ?? "", /leaf:maxConcurrency/);
    });

    it("is undecided, not wrong, while a preview does not know a value yet", () => {
        const result = read({ "leaf:apiToken": "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
        assert.deepEqual(result, { problems: [] });
        assert.throws(() => requireSettings(result), /not known yet/);
    });

    it("refuses a token with characters that no header takes, without printing it", () => {
        const { problems } = read({ "leaf:apiToken": "abc\ndef-token" });
        assert.match(problems.join(), /leaf:apiToken holds characters/);
        assert.ok(!problems.join().includes("def-token"));
    });
});
