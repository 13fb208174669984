/**
 * Every operation meets every fault, once and for good: what comes of it, at Leaf and in the state. No dependency on a
 * test runner.
 */
import assert from "node:assert/strict";

import type { Fault, Switches } from "leaf-emulator";

import type { EngineRun } from "../wire/support/engineRun.ts";
import { type Host, HostError } from "../wire/support/host.ts";
import { owner, Stage, type User } from "../wire/support/stage.ts";

/** The operations, by the request that the fault hits. */
export const OPERATIONS = [
    "create: GET",
    "create: POST",
    "refresh: GET",
    "update: GET",
    "destroy: DELETE",
    "login",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What came of a cell. */
export type Outcome =
    /** As if nothing had happened. */
    | "done"
    /** An error; state and Leaf are as they were. */
    | "fails"
    /** An error; in the state as incomplete, for the next operation to settle. */
    | "recorded"
    /** An error after the deletion: the state still has it, and the next destroy finds it gone. */
    | "deleted, not told";

const PAGE = "<html><head><title>a gateway</title></head><body>…</body></html>";
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

/** The faults. A function: some depend on the time. */
export const FAULTS: Readonly<Record<string, () => Omit<Fault, "path">>> = {
    "hangs before": () => ({ action: "hang" }),
    "hangs after": () => ({ action: "hang", when: "after" }),
    "reset before": () => ({ action: "reset" }),
    "reset after": () => ({ action: "reset", when: "after" }),
    truncated: () => ({ action: "truncate", when: "after" }),
    endless: () => ({ action: "endless", when: "after" }),
    "200 and HTML": () => ({ status: 200, body: PAGE, when: "after" }),
    "200 and nothing": () => ({ status: 200, body: "", when: "after" }),
    "200 and 9 MiB": () => ({ status: 200, body: `"${"x".repeat(9 * 1024 * 1024)}"`, when: "after" }),
    "302 elsewhere": () => ({ status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" }),
    "400": () => ({ status: 400, body: '{"title":"Bad Request","errorKey":"odd"}' }),
    "401": () => ({ status: 401, body: '{"title":"Unauthorized"}' }),
    "403": () => ({ status: 403, body: PAGE }),
    "404 and HTML": () => ({ status: 404, body: PAGE }),
    "409": () => ({ status: 409, body: '{"title":"Conflict"}' }),
    "429": () => ({ status: 429, body: '{"error":"Request limit exceeded"}' }),
    "429, wait 1 s": () => ({ status: 429, headers: { "retry-after": "1" }, body: "" }),
    "429, wait till": () => ({ status: 429, headers: { "retry-after": inSeconds(2) }, body: "" }),
    "429, wait 0 s": () => ({ status: 429, headers: { "retry-after": "0" }, body: "" }),
    "429, wait a day": () => ({ status: 429, headers: { "retry-after": "86400" }, body: "" }),
    "500": () => ({ status: 500, body: '{"title":"Internal Server Error"}' }),
    "500 after": () => ({ status: 500, body: '{"title":"Internal Server Error"}', when: "after" }),
    "502 and HTML": () => ({ status: 502, body: PAGE }),
    "503": () => ({ status: 503, headers: { "retry-after": "0" }, body: "" }),
};

/** Leaf's unknowns, in one setting and in the other. */
export const SETTINGS: Readonly<Record<string, Partial<Switches>>> = {
    "as the emulator does by default": {},
    "as Leaf might do too": {
        existing: "overwrite",
        badLogin: "accept",
        names: "lowerCaseTrimmed",
        postStatus: 200,
        deleteAnswer: "200body",
        notFoundBody: "empty",
    },
};

/** Time for one operation, in seconds: enough for what passes, soon over for what does not. */
const limits = (often: number) => ({ "leaf:requestTimeout": "0.4", "leaf:operationTimeout": often === 1 ? "6" : "2" });

/** So that a large answer is ended by its size, and not by the clock of a busy machine. */
const PATIENT = { "leaf:requestTimeout": "5", "leaf:operationTimeout": "10" };

/** A Leaf and a provider on which one cell is played after another. */
export class Bench {
    private constructor(
        private readonly stage: Stage,
        private host: Host,
        private readonly often: number,
    ) {}

    /** @param often - how many times each fault happens: once, or for good */
    static async open(switches: Partial<Switches>, often: number): Promise<Bench> {
        const stage = await Stage.open({ config: limits(often), switches });
        // A login that Leaf has accepted before: one that is refused at once is no login at all.
        await stage.run().up(stage.user().inputs());
        return new Bench(stage, stage.host, often);
    }

    async close(): Promise<void> {
        await this.stage.reset();
        await this.stage.close();
    }

    async play(operation: Operation, fault: Omit<Fault, "path">): Promise<Outcome> {
        const large = fault.action === "endless" || (fault.body?.length ?? 0) > 1_000_000;
        const config = large ? PATIENT : limits(this.often);
        const freshHost = async (): Promise<Host> => (this.host = await this.stage.anotherHost({ config }));
        // A pause for the rate, a spent login, other limits: they last as long as the process.
        const lasting = large || fault.status === 429 || fault.status === 401 || operation === "login";
        const cell = new Cell(this.stage, operation, large ? await freshHost() : this.host);
        try {
            return await cell.play({ ...fault, times: this.often }, lasting ? freshHost : undefined);
        } finally {
            this.stage.leaf.clearRequests();
            if (large) this.host = await this.stage.anotherHost({ config: limits(this.often) });
        }
    }
}

class Cell {
    private readonly user: User;
    private readonly run: EngineRun;

    constructor(
        private readonly stage: Stage,
        private readonly operation: Operation,
        host: Host,
    ) {
        this.user = stage.user();
        this.run = stage.run(host);
    }

    /** @param freshHost - for the login, and for what comes after the fault */
    async play(fault: Omit<Fault, "path">, freshHost: (() => Promise<Host>) | undefined): Promise<Outcome> {
        const { leaf } = this.stage;
        if (!this.operation.startsWith("create")) await this.run.up(this.user.inputs());
        if (this.operation === "login") this.run.host = await freshHost!();
        const before = { state: this.run.state, credential: this.user.credential() };
        const [, method = "POST"] = this.operation.split(": ");
        leaf.addFault({ ...fault, method, path: this.operation === "login" ? "/api/authenticate" : this.user.path });

        const outcome = await this.perform().then(
            () => "done" as const,
            (error: unknown) => this.judge(error, before),
        );
        leaf.clearFaults();
        this.assertLooksBetweenPosts();
        if (this.operation !== "destroy: DELETE")
            assert.equal(before.state === undefined, this.operation.startsWith("create"));
        if (before.state !== undefined && this.operation !== "destroy: DELETE") {
            assert.ok(this.run.state, "what is at Leaf was dropped from the state");
        }
        if (freshHost !== undefined) this.run.host = await freshHost();
        await this.settle();
        return outcome;
    }

    private async perform(): Promise<unknown> {
        switch (this.operation) {
            case "create: GET":
            case "create: POST":
                return await this.run.up(this.user.inputs());
            case "update: GET":
                return await this.run.up(this.user.inputs({ whenUnhealthy: "fail" }));
            case "destroy: DELETE":
                return await this.run.destroy();
            case "refresh: GET":
            case "login":
                return await this.run.refresh();
        }
    }

    private judge(error: unknown, before: { state: unknown; credential: { id: string } | undefined }): Outcome {
        assert.ok(error instanceof HostError, String(error));
        assert.doesNotMatch(error.message, /which is a bug in it/);
        if (error.initFailed !== undefined) {
            assert.equal(this.run.state?.outputs["__incomplete"], true);
            return "recorded";
        }
        assert.deepEqual(this.run.state, before.state);
        if (this.user.credential()?.id === before.credential?.id) return "fails";
        assert.equal(this.operation, "destroy: DELETE", "Leaf has changed, and the state does not know");
        return "deleted, not told";
    }

    /** The next run brings Leaf and state together. */
    private async settle(): Promise<void> {
        if (this.operation === "destroy: DELETE") {
            await this.run.destroy();
            assert.equal(this.user.credential(), undefined);
            return;
        }
        await this.run.up(this.user.inputs({ whenUnhealthy: "fail" }));
        assert.equal(await this.run.refresh(), "same");
        assert.equal(this.run.state?.outputs["credentialId"], this.user.credential()?.id);
        assert.equal(this.user.credential()?.password, this.user.args.password);
        assert.equal(this.run.state?.outputs["apiOwner"], owner.username);
    }

    private assertLooksBetweenPosts(): void {
        const methods = this.user
            .requests()
            .filter((request) => !/ (429|401)/.test(request))
            .map((request) => request.split(" ")[0]);
        assert.doesNotMatch(methods.join(" "), /POST POST/);
    }
}
