/**
 * Plays stories on the real dynamic-provider host and the emulator of Leaf, and holds the laws against what happens:
 * nothing lost, doubled, overwritten, or shown.
 */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultSwitches, type StoredCredential } from "leaf-emulator";
import { type EngineRun } from "../wire/support/engineRun.ts";
import { type Host, HostError } from "../wire/support/host.ts";
import { addSecret, secretScan } from "../wire/support/secrets.ts";
import { Stage, type User } from "../wire/support/stage.ts";
import type { Action, Program, Story, Trouble } from "./actions.ts";

/** More requests than any operation has a reason for. */
const MOST_REQUESTS = 45;

const RECOVERY: Program = { organization: "Acme Farms", password: "right", adopt: true, whenUnhealthy: "replace" };

/** A stage that plays one story after another. */
export class World {
    /** How many steps were played. */
    steps = 0;

    private constructor(
        private readonly stage: Stage,
        private host: Host,
    ) {}

    static async open(): Promise<World> {
        const stage = await Stage.open({ config: LIMITS });
        return new World(stage, stage.host);
    }

    async close(): Promise<void> {
        await this.stage.reset();
        await this.stage.close();
    }

    /** Plays a story with a Leaf user of its own; throws where a law is broken. */
    async play({ switches, actions }: Story): Promise<void> {
        const { leaf } = this.stage;
        leaf.clearFaults();
        leaf.clearRequests();
        Object.assign(leaf.switches, defaultSwitches, switches);
        const scene = new Scene(this.stage, this.host);
        for (const action of actions) {
            this.steps += 1;
            if (await scene.perform(action)) {
                // A new process of the provider, as the next run of the CLI has; Leaf goes on.
                scene.run.host = this.host = await this.stage.anotherHost({ config: LIMITS });
            }
            scene.assertLaws();
        }
        await scene.converge();
        assert.deepEqual(secretScan(), []);
    }
}

/** Short, so that a server which hangs costs little of the test's time. */
const LIMITS = { "leaf:requestTimeout": "0.25", "leaf:operationTimeout": "4" };

/** One Leaf user, one stack. */
class Scene {
    readonly run: EngineRun;
    private readonly user: User;
    private readonly passwords: { right: string; wrong: string };
    /** Somebody else's credential, made while the stack had none: never ours to touch. */
    private foreign: StoredCredential | undefined;
    private seen = 0;

    constructor(
        private readonly stage: Stage,
        host: Host,
    ) {
        this.user = stage.user();
        this.run = stage.run(host);
        this.passwords = { right: this.user.args.password, wrong: `not-${this.user.args.password}` };
        addSecret(this.passwords.wrong);
        this.setAccount();
    }

    /** Returns whether the next step needs a new process of the provider: it was killed, or its login is used up. */
    async perform(action: Action): Promise<boolean> {
        if (action.do === "somebody") {
            this.somebody(action.what);
            return false;
        }
        const before = this.run.state;
        const crash = this.arrange(action.troubles);
        const operation =
            action.do === "up"
                ? this.run.up(this.inputs(action.program))
                : action.do === "refresh"
                  ? this.run.refresh()
                  : this.run.destroy();
        const outcome = operation.then(
            () => "done" as const,
            (error: unknown) => {
                assert.ok(error instanceof HostError, String(error));
                assert.doesNotMatch(error.message, /which is a bug in it/);
                return "failed" as const;
            },
        );
        const crashed = await Promise.race([outcome.then(() => false), crash.arrived]);
        if (crashed) this.run.host.kill();
        await outcome;
        crash.stop();
        this.stage.leaf.clearFaults();
        this.assertNotDropped(action, before);
        return crashed || action.troubles.some(({ fault }) => fault.status === 401);
    }

    /** The laws that hold at any time. */
    assertLaws(): void {
        const requests = this.user.requests();
        const news = requests.slice(this.seen);
        this.seen = requests.length;
        assert.ok(news.length <= MOST_REQUESTS, `${news.length} requests in one operation`);
        const methods = news.filter((request) => !request.endsWith(" user")).map((request) => request.split(" ")[0]);
        // 429 and 401 are answers without effect; then the same request may follow.
        const sure = news.some((request) => /POST (429|401)/.test(request));
        if (!sure) assert.doesNotMatch(methods.join(" "), /POST POST/, "a second POST without a look between");
        if (this.foreign !== undefined) {
            assert.equal(this.user.credential()?.id, this.foreign.id, "somebody else's credential was touched");
        }
    }

    /** The documented recovery brings stack and Leaf together, whatever happened before. */
    async converge(): Promise<void> {
        const { leaf } = this.stage;
        leaf.clearFaults();
        // A person removes what is somebody else's, and gives the account its password back.
        if (this.foreign !== undefined) leaf.removeCredential(this.user.leafUserId);
        this.foreign = undefined;
        this.setAccount();
        // Whatever is on its way at Leaf arrives.
        await sleep(leaf.switches.lateDeletionMs === 0 ? 0 : leaf.switches.lateDeletionMs + 20);
        await this.run.refresh();
        const inputs = this.inputs(RECOVERY);
        for (let tries = 0; ; tries++) {
            try {
                await this.run.up(inputs);
                // A status recorded as bad before the account was healed is looked at once more.
                await this.run.refresh();
                if ((await this.run.preview(inputs)) === "same") break;
            } catch (error) {
                // The stack may adopt what differs from the program; a person removes that.
                if (tries >= 3) throw error;
                if (/differs? from the program/.test(String(error))) leaf.removeCredential(this.user.leafUserId);
            }
            assert.ok(tries < 4, "no end of changes");
        }
        const credential = this.user.credential() ?? assert.fail("no credential after recovery");
        assert.equal(this.run.state?.outputs["credentialId"], credential.id);
        assert.equal(this.run.state?.outputs["status"], credential.status);
        assert.equal(this.run.state?.outputs["__incomplete"], undefined);
        await this.run.destroy();
        await sleep(leaf.switches.lateDeletionMs === 0 ? 0 : leaf.switches.lateDeletionMs + 20);
        assert.equal(this.user.credential(), undefined, "lost: in Leaf, and in no state");
    }

    private somebody(what: Extract<Action, { do: "somebody" }>["what"]): void {
        const { leaf } = this.stage;
        const id = this.user.leafUserId;
        const there = this.user.credential();
        switch (what) {
            case "removes":
                this.foreign = undefined;
                return leaf.removeCredential(id);
            case "creates another":
                if (there !== undefined) return;
                this.user.put({ username: "somebody@else.example" });
                if (this.run.state === undefined) this.foreign = leaf.getCredential(id);
                return;
            case "creates the same":
                if (there === undefined) this.user.put();
                return;
            case "spoils":
                if (there !== undefined) leaf.setStatus(id, "UNAUTHENTICATED");
                return;
            case "heals":
                if (there !== undefined) leaf.setStatus(id, "OK");
                return;
            case "changes the password":
                leaf.changeSenteraPassword(this.user.args.username, this.passwords.wrong);
                [this.passwords.right, this.passwords.wrong] = [this.passwords.wrong, this.passwords.right];
        }
    }

    /** Nothing may leave the state that is still at Leaf, but by a deletion. */
    private assertNotDropped(action: Action, before: EngineRun["state"]): void {
        if (action.do === "destroy" || before === undefined || this.run.state !== undefined) return;
        const { credentialId } = before.outputs;
        if (credentialId === undefined) return;
        const lingers = this.stage.leaf.switches.lateDeletionMs > 0;
        if (!lingers)
            assert.notEqual(this.user.credential()?.id, credentialId, "dropped from the state, but still there");
    }

    /** Sets the faults of an operation, and watches for the request at which the process is to be killed. */
    private arrange(troubles: readonly Trouble[]): { arrived: Promise<true>; stop: () => void } {
        const { leaf } = this.stage;
        for (const { fault } of troubles) leaf.addFault({ ...fault, path: this.user.path });
        const watched = troubles.some(({ crash }) => crash);
        const start = leaf.requests.length;
        let timer: NodeJS.Timeout | undefined;
        const arrived = new Promise<true>((resolve) => {
            if (!watched) return;
            timer = setInterval(() => {
                if (leaf.requests.slice(start).some(({ fault }) => fault === "hang")) resolve(true);
            }, 5);
        });
        return { arrived, stop: () => clearInterval(timer) };
    }

    private inputs({ organization, password, adopt, whenUnhealthy }: Program) {
        return this.user.inputs({
            organizationName: organization,
            password: this.passwords[password],
            adopt,
            whenUnhealthy,
        });
    }

    private setAccount(): void {
        this.stage.leaf.addSenteraAccount({
            username: this.user.args.username,
            password: this.passwords.right,
            organizations: [{ name: "Acme Farms" }, { name: "Acme South" }],
        });
        const there = this.user.credential();
        if (there !== undefined) {
            this.stage.leaf.setStatus(
                this.user.leafUserId,
                there.password === this.passwords.right ? "OK" : "UNAUTHENTICATED",
            );
        }
    }
}
