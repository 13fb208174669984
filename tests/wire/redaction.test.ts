import assert from "node:assert/strict";

import { addSecret, failure, owner, says, useStage } from "./support/wire.ts";

// That no secret is shown anywhere is checked after every test of this suite; these make Leaf and others show some.
describe("A secret that Leaf repeats is not shown", () => {
    const stage = useStage();

    const written: [string, (secret: string) => string][] = [
        ["as it is", (secret) => `Login failed with password ${secret} for grower`],
        ["in a problem", (secret) => JSON.stringify({ title: "Bad", detail: `wrong: ${secret}!`, errorKey: secret })],
        ["in the fields of a problem", (secret) => fieldErrors(secret)],
        ["in JSON within JSON", (secret) => JSON.stringify({ title: JSON.stringify({ password: secret }) })],
        ["in a URL", (secret) => `GET https://sentera.example/?password=${encodeURIComponent(secret)} failed`],
        ["in a page, escaped where it must be", (secret) => page(html(secret, /[&<>]/g))],
        ["in a page, with all escaped", (secret) => page(html(secret, /[&<>"']/g))],
        ["in base64", (secret) => `authorization: Basic ${btoa(secret)}`],
    ];
    for (const [how, write] of written) {
        it(`${how}, in the error of a create`, async () => {
            const user = stage().user();
            stage().leaf.addFault({ method: "POST", path: user.path, status: 400, body: write(user.args.password) });
            const { message } = await failure(stage().host.create(user.inputs()), "Leaf answered 400", "[secret]");
            assert.ok(!message.includes(user.args.password));
        });
    }

    it("be it the authToken, in the error of a delete", async () => {
        const user = stage().user();
        const { id, properties } = await stage().host.create(user.inputs());
        const body = JSON.stringify({ title: `token ${String(properties["authToken"])} is in use` });
        stage().leaf.addFault({ method: "DELETE", path: user.path, status: 409, body });
        await failure(stage().host.delete(id, properties), "token [secret] is in use");
    });

    it("be it the login's password or token, in the error of a login or read", async () => {
        const user = stage().user();
        const token = stage().leaf.issueToken(owner.username);
        addSecret(token);
        const host = await stage().hostWith({ "leaf:apiToken": token });
        stage().leaf.addFault({ path: user.path, status: 403, body: `Bearer ${token} may not` });
        await failure(host.read(user.leafUserId, user.inputs()), "Bearer [secret] may not");
        const other = await stage().anotherHost();
        stage().leaf.addFault({ path: "/api/authenticate", status: 403, body: `no ${owner.password}, please` });
        await failure(other.read(user.leafUserId, user.inputs()), "no [secret], please");
    });

    it("however short it is: then all of the text is held back", async () => {
        const user = stage().user();
        const inputs = user.inputs({ password: "xyz" });
        stage().leaf.addFault({ method: "POST", path: user.path, status: 400, body: "wrong password xyz" });
        const { message } = await failure(stage().host.create(inputs), "withheld");
        assert.doesNotMatch(message, /xyz/);
    });

    it("where its letters are broken up by control characters", async () => {
        const user = stage().user();
        const { password } = user.args;
        const body = `wrong: ${password.slice(0, 3)}\u0000${password.slice(3)} \u001b[2Jforged`;
        stage().leaf.addFault({ method: "POST", path: user.path, status: 400, body });
        const { message } = await failure(stage().host.create(user.inputs()), "forged");
        assert.doesNotMatch(message, /[\u0000-\u0009\u000b-\u001f]/);
    });

    it("and what is not Leaf's own is short", async () => {
        const user = stage().user();
        stage().leaf.addFault({ method: "POST", path: user.path, status: 400, body: "long ".repeat(10_000) });
        const { message } = await failure(stage().host.create(user.inputs()));
        assert.ok(message.length < 1500, String(message.length));
        says(message, "…");
    });
});

function fieldErrors(secret: string): string {
    return JSON.stringify({ title: "Invalid", fieldErrors: [{ field: "password", message: `not ${secret}` }] });
}

function html(text: string, what: RegExp): string {
    return text.replace(what, (letter) => (letter === "&" ? "&amp;" : `&#${letter.charCodeAt(0)};`));
}

function page(title: string): string {
    return `<html><title>No ${title}</title></html>`;
}
