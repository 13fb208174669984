/**
 * Pulumi's dynamic-provider host as a process, driven over gRPC as the engine drives it. No dependency on a test
 * runner. Every text it lets out, and every secret that goes in, is reported to the secret net.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { coverageEnvironment } from "../../engine/support/coverage.ts";
import {
    type Client,
    grpc,
    hostScript,
    messages,
    ResourceProviderClient,
    type ServiceError,
    Status,
    Struct,
} from "./sdk.ts";
import { addSecret, saw, watch } from "./secrets.ts";
import { type Bag, masked, unwrapped } from "./values.ts";

/** How a host starts. */
export interface HostOptions {
    /** The stack's configuration with full keys, such as `leaf:baseUrl`. */
    config?: Readonly<Record<string, string>>;
    /** The environment besides PATH and HOME: nothing else is inherited (but for the recording of coverage). */
    env?: Readonly<Record<string, string>>;
    /** Default: an address at which nobody listens. */
    engineAddress?: string;
    /** The program's directory, from which the package is resolved. Default: here. */
    cwd?: string;
}

/** A failed call, as the engine gets it. */
export class HostError extends Error {
    override readonly name = "HostError";

    constructor(
        message: string,
        readonly code: number,
        /** What the engine records in the state: the resource exists, but not as wanted. */
        readonly initFailed: { id: string; properties: Bag; wrapped: Bag; reasons: string[] } | undefined,
    ) {
        super(message);
    }
}

/** Answers hold each bag twice: with plain secrets, as the engine hands them back later, and `wrapped`, as sent. */
export interface CheckAnswer {
    inputs: Bag;
    failures: { property: string; reason: string }[];
}
export interface DiffAnswer {
    /** `unknown`: the engine compares the inputs itself. */
    changes: "unknown" | "none" | "some";
    replaces: string[];
    deleteBeforeReplace: boolean;
}
export interface CreateAnswer {
    id: string;
    properties: Bag;
    wrapped: Bag;
}
export interface ReadAnswer extends CreateAnswer {
    inputs: Bag | undefined;
    wrappedInputs: Bag | undefined;
}
export interface UpdateAnswer {
    properties: Bag;
    wrapped: Bag;
}

/** Starts a host and configures it. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
    const { config = {}, env = {}, engineAddress = "127.0.0.1:1", cwd = import.meta.dirname } = options;
    for (const name of ["leaf:apiToken", "leaf:password"]) addSecret(config[name]);
    for (const name of ["LEAF_API_TOKEN", "LEAF_PASSWORD"]) addSecret(env[name]);
    const ends = path.join(import.meta.dirname, "endWithStdin.mjs");
    const child = spawn(process.execPath, [`--import=${ends}`, hostScript, engineAddress], {
        cwd,
        env: { ...inherited("PATH", "HOME"), ...coverageEnvironment(), ...env },
        stdio: "pipe",
    });
    const host = new Host(child);
    await host.connect();
    await host.configure(config);
    return host;
}

function inherited(...names: string[]): NodeJS.ProcessEnv {
    return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** A running host. One configuration per process, as with the engine. */
export class Host {
    stdout = "";
    stderr = "";
    /** What was printed besides the port, and the host's own one-line notes of failed calls. */
    get printed(): string {
        const notes = /^(pulumi-leaf: [a-z ]+ a Sentera credential failed|pulumi-leaf: checking[^\n]*failed)\n/gm;
        return this.stdout.replace(/^\d+\n/, "") + this.stderr.replace(notes, "");
    }

    private client: Client | undefined;
    private readonly stopWatching: () => void;

    constructor(private readonly child: ChildProcess) {
        child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
        child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
        this.stopWatching = watch(() => [
            { where: "the host's stdout", text: this.stdout },
            { where: "the host's stderr", text: this.stderr },
        ]);
    }

    /** Waits for the port, which is the first thing a host prints. */
    async connect(): Promise<void> {
        const giveUp = Date.now() + 15_000;
        while (!this.stdout.includes("\n")) {
            if (this.child.exitCode !== null || Date.now() > giveUp) throw new Error(`No host: ${this.stderr}`);
            await sleep(5);
        }
        const address = `127.0.0.1:${Number.parseInt(this.stdout, 10)}`;
        this.client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
    }

    async configure(config: Readonly<Record<string, string>>): Promise<void> {
        const request = new messages.ConfigureRequest();
        request.setArgs(Struct.fromJavaScript({ ...config }));
        await this.call("configure", request);
    }

    async check(olds: Bag, news: Bag): Promise<CheckAnswer> {
        const request = new messages.CheckRequest();
        request.setOlds(structOf(olds));
        request.setNews(structOf(news));
        const answer = await this.call("check", request);
        const failures = answer.getFailuresList().map((failure: any) => failure.toObject());
        saw("the failures of check", JSON.stringify(failures));
        // The engine prints the value of the property that a failure points at.
        for (const { property } of failures) saw(`check points at ${property}:`, String(news[property]));
        const { plain } = bagOf(answer.getInputs(), news);
        return { inputs: plain, failures };
    }

    async diff(id: string, olds: Bag, news: Bag): Promise<DiffAnswer> {
        const request = new messages.DiffRequest();
        request.setId(id);
        request.setOlds(structOf(olds));
        request.setNews(structOf(news));
        const answer = await this.call("diff", request);
        return {
            changes: (["unknown", "none", "some"] as const)[answer.getChanges() as number] ?? "unknown",
            replaces: answer.getReplacesList(),
            deleteBeforeReplace: answer.getDeletebeforereplace(),
        };
    }

    async create(news: Bag): Promise<CreateAnswer> {
        const request = new messages.CreateRequest();
        request.setProperties(structOf(news));
        const answer = await this.call("create", request);
        const { wrapped, plain } = bagOf(answer.getProperties());
        return { id: answer.getId(), properties: plain, wrapped };
    }

    /** An empty `id` in the answer means gone. */
    async read(id: string, properties: Bag): Promise<ReadAnswer> {
        const request = new messages.ReadRequest();
        request.setId(id);
        request.setProperties(structOf(properties));
        const answer = await this.call("read", request);
        const { wrapped, plain } = bagOf(answer.getProperties());
        const inputs = answer.hasInputs() ? bagOf(answer.getInputs()) : undefined;
        return {
            id: answer.getId(),
            properties: plain,
            wrapped,
            inputs: inputs?.plain,
            wrappedInputs: inputs?.wrapped,
        };
    }

    async update(id: string, olds: Bag, news: Bag): Promise<UpdateAnswer> {
        const request = new messages.UpdateRequest();
        request.setId(id);
        request.setOlds(structOf(olds));
        request.setNews(structOf(news));
        const answer = await this.call("update", request);
        const { wrapped, plain } = bagOf(answer.getProperties());
        return { properties: plain, wrapped };
    }

    async delete(id: string, properties: Bag): Promise<void> {
        const request = new messages.DeleteRequest();
        request.setId(id);
        request.setProperties(structOf(properties));
        await this.call("delete", request);
    }

    /** Ends the host in good order; the process is gone afterwards. */
    async close(): Promise<void> {
        this.client?.close();
        if (this.child.exitCode === null && this.child.signalCode === null) {
            const ended = once(this.child, "close");
            this.child.stdin!.end();
            const patience = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
            await ended;
            clearTimeout(patience);
        }
        this.stopWatching();
    }

    /** Ends the host as `kill -9` does, in the middle of whatever it is doing. */
    kill(): void {
        this.child.kill("SIGKILL");
    }

    private async call(method: string, request: unknown): Promise<any> {
        try {
            return await new Promise((resolve, reject) => {
                (this.client as any)[method](request, (error: ServiceError | null, answer: unknown) =>
                    error ? reject(error) : resolve(answer),
                );
            });
        } catch (error) {
            throw hostErrorOf(method, error as ServiceError);
        }
    }
}

/** Every secret that goes in is one that must not come out. */
function structOf(bag: Bag): Struct {
    for (const name of ["password", "authToken"]) addSecret(bag[name]);
    return Struct.fromJavaScript(bag as any);
}

/** @param given - of `check`: what the program made secret in here, the engine marks again by name */
function bagOf(struct: Struct | undefined, given: Bag = {}): { plain: Bag; wrapped: Bag } {
    const wrapped = (struct?.toJavaScript() ?? {}) as Bag;
    const readable = masked(wrapped, addSecret) as Bag;
    for (const name of Object.keys(given)) if (given[name] === readable[name]) delete readable[name];
    saw("an answer's bag", JSON.stringify(readable));
    return { wrapped, plain: unwrapped(wrapped) };
}

function hostErrorOf(method: string, error: ServiceError): HostError {
    saw(`the error of ${method}`, error.details);
    const [details] = error.metadata?.get("grpc-status-details-bin") ?? [];
    const packed = details === undefined ? undefined : Status.deserializeBinary(details as Buffer).getDetailsList()[0];
    if (packed === undefined) return new HostError(error.details, error.code, undefined);
    const failure = messages.ErrorResourceInitFailed.deserializeBinary(packed.getValue_asU8());
    const { plain, wrapped } = bagOf(failure.getProperties());
    const reasons = failure.getReasonsList();
    saw(`the reasons of ${method}`, JSON.stringify(reasons));
    return new HostError(error.details, error.code, { id: failure.getId(), properties: plain, wrapped, reasons });
}
