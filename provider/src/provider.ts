/**
 * What the engine loads: Pulumi's dynamic-provider host calls these functions for every credential of a stack. Here is
 * wiring only; the rules are in `lifecycle/`, each loaded when it is first needed.
 */
import type * as dynamic from "@pulumi/pulumi/dynamic";
import { readSettings, requireSettings, type SettingsResult } from "./config";
import { engineLog, ensureEngine } from "./engineLog";
import { LeafError } from "./leaf/errors";
import { check as checkInputs } from "./lifecycle/check";
import type { Context } from "./lifecycle/context";
import { diff as diffProps } from "./lifecycle/diff";
import { CredentialInitError } from "./lifecycle/failures";
import type { Props } from "./lifecycle/record";
import { keepSecret, redact } from "./redact";
import { sentera } from "./sentera";

const kind = sentera;

/** The engine's address, by which the host was started. Absent where this module is loaded by anything else. */
const engineAddress = process.argv[2];

let config: dynamic.Config | undefined;
let settings: SettingsResult | undefined;
let context: Promise<Context> | undefined;

/**
 * Takes over the configuration. Not `async` on purpose: the host lets calls through while this is awaited, so it must
 * be in place when the first of them comes.
 */
export function configure(request: dynamic.ConfigureRequest): Promise<void> {
    config = request.config;
    settings = undefined;
    context = undefined;
    return Promise.resolve();
}

/** Validates inputs and configuration; makes no request. */
export async function check(_olds: Props, news: Props): Promise<dynamic.CheckResult> {
    return await atTheEdge("checking the inputs", news, () =>
        Promise.resolve(checkInputs(kind, news, currentSettings())),
    );
}

/** Tells what a change means. */
export async function diff(id: string, olds: Props, news: Props): Promise<dynamic.DiffResult> {
    return await atTheEdge("comparing", { ...olds, ...news }, () =>
        diffProps(kind, olds, news, async () => {
            // In a preview an explicit provider may not be known yet: then the record has to do.
            const { settings, problems } = currentSettings();
            if (settings === undefined && problems.length === 0) return String(olds["status"]);
            const { readStatus } = await import("./lifecycle/read.js");
            return await readStatus(await currentContext(), id, olds);
        }),
    );
}

/** Creates or adopts. */
export async function create(inputs: Props): Promise<dynamic.CreateResult> {
    return await atTheEdge("creating", inputs, async () => {
        const lifecycle = await import("./lifecycle/create.js");
        return await lifecycle.create(await currentContext(), inputs);
    });
}

/** Looks at Leaf for `refresh` and `get`. */
export async function read(id: string, props: Props): Promise<dynamic.ReadResult> {
    return await atTheEdge("reading", props, async () => {
        const lifecycle = await import("./lifecycle/read.js");
        return await lifecycle.read(await currentContext(), id, props);
    });
}

/** Looks again. */
export async function update(id: string, olds: Props, news: Props): Promise<dynamic.UpdateResult> {
    return await atTheEdge("updating", { ...olds, ...news }, async () => {
        const lifecycle = await import("./lifecycle/update.js");
        return await lifecycle.update(await currentContext(), id, olds, news);
    });
}

async function remove(id: string, props: Props): Promise<void> {
    await atTheEdge("deleting", props, async () => {
        const lifecycle = await import("./lifecycle/delete.js");
        await lifecycle.remove(await currentContext(), id, props);
    });
}

export { remove as delete };

function currentSettings(): SettingsResult {
    return (settings ??= readSettings((key) => config?.get(key), process.env, Date.now()));
}

/** One for the whole process: its queue, its pause and its login are shared by all credentials. */
function currentContext(): Promise<Context> {
    return (context ??= createContext());
}

async function createContext(): Promise<Context> {
    const usable = requireSettings(currentSettings());
    const { Caller } = await import("./leaf/call.js");
    const { LeafClient } = await import("./leaf/client.js");
    const log = engineLog(engineAddress);
    return {
        kind,
        client: new LeafClient(kind, new Caller(usable, (message) => void log.info(message))),
        log,
        operationTimeout: usable.operationTimeout,
        ensureEngine: () => ensureEngine(engineAddress),
        deleted: new Map(),
    };
}

/** Everything passes here on its way out: known secrets are remembered first, and no error leaves with one in it. */
async function atTheEdge<T>(what: string, props: Props, operate: () => Promise<T>): Promise<T> {
    for (const name of [...kind.secretArguments, ...kind.secretComputed]) keepSecret(props[name]);
    try {
        return await operate();
    } catch (error) {
        throw presentable(what, error);
    }
}

/**
 * An error as the engine shall show it. Of `check`, `diff`, `read` and `delete` the host prints text and stack to
 * stderr, beside handing on the message: so both are short here, and the message says all.
 */
function presentable(what: string, error: unknown): Error {
    const known = error instanceof LeafError;
    const text = error instanceof Error ? error.message : String(error);
    const message = redact(known ? text : `pulumi-leaf failed in ${what}, which is a bug in it: ${text}`);
    const shown = new Error(message);
    shown.stack = `${what} a ${kind.noun} failed`;
    shown.toString = () => "pulumi-leaf";
    if (!(error instanceof CredentialInitError)) return shown;
    // The engine records these properties, encrypted where marked; they are data, not text to be cleaned.
    return Object.assign(shown, { id: error.id, properties: error.properties, reasons: error.reasons.map(redact) });
}
