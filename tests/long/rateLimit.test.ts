import assert from "node:assert/strict";
import { GrowerStack, OWNER, succeeded } from "../engine/support/grower.ts";

const GROWERS = 300;
const PER_MINUTE = 200;

const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as leaf from "pulumi-leaf";
const config = new pulumi.Config();
const password = config.requireSecret("password");
for (const [i, leafUserId] of config.requireObject<string[]>("users").entries()) {
    new leaf.SenteraCredential(\`grower-\${i}\`, {
        leafUserId,
        username: \`grower-\${i}@fleet.example\`,
        password,
        organizationName: \`Farm \${i}\`,
    });
}
`;

/** Takes as long as Leaf's limit makes it, so it is not part of `npm test`: `npm run test:long`. */
describe("a fleet under Leaf's limit", function () {
    this.timeout(15 * 60_000);

    it(`of ${GROWERS} growers is onboarded at ${PER_MINUTE} requests a minute without a failure`, async () => {
        const stack = await GrowerStack.create({
            program: PROGRAM,
            switches: { unknownAccounts: "register", rateLimit: { perMinute: PER_MINUTE, retryAfter: true } },
        });
        try {
            const users = Array.from({ length: GROWERS }, () => stack.leaf.addLeafUser(OWNER.username));
            await stack.workspace.setConfig({ "leaf-test:users": JSON.stringify(users) });
            const up = succeeded(await stack.workspace.up());
            assert.equal(up.summary.create, GROWERS + 1);
            for (const user of users) assert.ok(stack.credential(user));

            const { requests } = stack.leaf;
            const refused = requests.filter(({ status }) => status === 429);
            const pauses = up.diagnostics.filter(({ message }) => /Leaf limits the rate: waiting \d/.test(message));
            console.log(
                `      ${requests.length} requests, ${refused.length} of them refused, ${pauses.length} pauses told`,
            );
            assert.ok(pauses.length > 0);
            // What was in flight when the first was refused may be refused too, and nothing after it.
            assert.ok(refused.length <= pauses.length * 8);
            for (const { seq, at } of refused) {
                const next = requests.find((request) => request.seq > seq && request.status !== 429);
                assert.ok(next === undefined || next.at - at >= 900, "a request during a pause");
            }
            assert.equal(requests.filter(({ method, status }) => method === "POST" && status === 201).length, GROWERS);
        } finally {
            await stack.close();
        }
    });
});
