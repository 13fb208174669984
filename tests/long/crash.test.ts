/**
 * The CLI killed at each request of its operations, and stopped by Ctrl+C, once and twice; then the documented recovery.
 * The provider's own process is left alone, as it is where a CI job is killed: it outlives the CLI.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { GROWER, GrowerStack, OWNER, succeeded } from "../engine/support/grower.ts";

type Command = "up" | "replace" | "destroy";

interface Point {
    during: Command;
    method: "GET" | "POST" | "DELETE";
    /** Whether Leaf has carried out the request when the CLI is killed. */
    when: "before" | "after";
}

/** Every request that the three operations make, on either side of its effect. A GET has none. */
const POINTS: Point[] = [
    { during: "up", method: "GET", when: "before" },
    { during: "up", method: "POST", when: "before" },
    { during: "up", method: "POST", when: "after" },
    { during: "replace", method: "DELETE", when: "before" },
    { during: "replace", method: "DELETE", when: "after" },
    { during: "replace", method: "GET", when: "before" },
    { during: "replace", method: "POST", when: "before" },
    { during: "replace", method: "POST", when: "after" },
    { during: "destroy", method: "DELETE", when: "before" },
    { during: "destroy", method: "DELETE", when: "after" },
];

const NEW_PASSWORD = "sentera-password-2";

describe("a run that is broken off", function () {
    this.timeout(180_000);
    let stack: GrowerStack;

    afterEach(() => stack.close());

    /** Runs the command until Leaf has the request, which it does not answer, and does to the CLI what is given. */
    async function breakOff(
        { during, method, when }: Point,
        strike: (kill: (s: NodeJS.Signals) => void) => Promise<void>,
    ) {
        stack = await GrowerStack.create({
            config: { "leaf:username": OWNER.username, "leaf:requestTimeout": "2", "leaf:operationTimeout": "20" },
        });
        const { leaf, workspace } = stack;
        if (during !== "up") succeeded(await workspace.up());
        if (during === "replace") {
            leaf.changeSenteraPassword(GROWER.username, NEW_PASSWORD);
            await stack.setPassword(NEW_PASSWORD);
        }
        leaf.clearRequests();
        leaf.addFault({ method, path: /sentera-credentials$/, when, action: "hang" });
        const cli = workspace.startCli([during === "destroy" ? "destroy" : "up", "--skip-preview"]);
        while (!leaf.requests.some(({ fault }) => fault === "hang")) await sleep(10);
        await strike((signal) => cli.kill(signal));
        return await cli.finished;
    }

    async function recover({ during }: Point): Promise<void> {
        const { workspace } = stack;
        // A killed CLI leaves its lock on a stack of the file backend; elsewhere there is none to take off.
        await workspace.runCli(["cancel", "--yes"]);
        if (during === "destroy") {
            succeeded(await workspace.destroy());
            assert.equal(stack.credential(), undefined);
            return;
        }
        await stack.setArgs({ adopt: true });
        succeeded(await workspace.up());
        succeeded(await workspace.preview({ flags: ["--expect-no-changes"] }));
        succeeded(await workspace.refresh({ flags: ["--expect-no-changes"] }));
        const credential = stack.credential();
        assert.equal(credential?.password, during === "replace" ? NEW_PASSWORD : GROWER.password);
        assert.equal((await stack.resource())?.outputs["credentialId"], credential?.id);
    }

    /** Between two POSTs there is always a look, whoever sent them: the killed run, what is left of it, or the next one. */
    function assertNoBlindPost(): void {
        const methods = stack.requests().map((request) => request.split(" ")[0]);
        assert.doesNotMatch(methods.join(" "), /POST POST/);
    }

    for (const point of POINTS) {
        const where = `${point.method}, ${point.when} its effect, during ${point.during}`;

        it(`by kill -9 at ${where}, is made good by the same command with adopt`, async () => {
            const { signal } = await breakOff(point, async (kill) => kill("SIGKILL"));
            assert.equal(signal, "SIGKILL");
            await recover(point);
            assertNoBlindPost();
        });
    }

    for (const point of POINTS.filter(({ method }) => method !== "GET")) {
        const where = `${point.method}, ${point.when} its effect, during ${point.during}`;

        it(`by Ctrl+C at ${where}, finishes what it was at, and the next run needs no adopt`, async () => {
            await breakOff(point, async (kill) => kill("SIGINT"));
            if (point.during === "destroy") {
                succeeded(await stack.workspace.destroy());
                assert.equal(stack.credential(), undefined);
                return;
            }
            succeeded(await stack.workspace.up());
            succeeded(await stack.workspace.refresh({ flags: ["--expect-no-changes"] }));
            assert.equal((await stack.resource())?.outputs["credentialId"], stack.credential()?.id);
            assertNoBlindPost();
        });
    }

    for (const point of POINTS.filter(({ method, when }) => method !== "GET" && when === "after")) {
        it(`by Ctrl+C twice at ${point.method}, after its effect, during ${point.during}, is made good like a kill`, async () => {
            await breakOff(point, async (kill) => {
                kill("SIGINT");
                await sleep(300);
                kill("SIGINT");
            });
            await recover(point);
            assertNoBlindPost();
        });
    }
});
