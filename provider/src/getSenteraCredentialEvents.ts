import * as pulumi from "@pulumi/pulumi";
import { readSettings, requireSettings, type Settings } from "./config";
import type { LeafClient } from "./leaf/client";
import { LeafError } from "./leaf/errors";
import { problemOfUserId } from "./lifecycle/check";
import { aboutOf } from "./lifecycle/record";
import { type Configuration, configurationFor } from "./providerResource";
import { redact } from "./redact";
import { sentera } from "./sentera";

/** The arguments of {@link getSenteraCredentialEvents}. */
export interface GetSenteraCredentialEventsArgs {
    /** The id of the Leaf user: a UUID. */
    leafUserId: string;
    /**
     * The page, from 0.
     *
     * @default 0
     */
    page?: number | undefined;
    /**
     * Events per page, 1 to 100.
     *
     * @default 20
     */
    size?: number | undefined;
    /** The order, such as `createdDate,desc`. Leaf does not say which one is its default. */
    sort?: string | undefined;
}

/** The same arguments for {@link getSenteraCredentialEventsOutput}, each of which may be an output. */
export interface GetSenteraCredentialEventsOutputArgs {
    /** The id of the Leaf user: a UUID. */
    leafUserId: pulumi.Input<string>;
    /**
     * The page, from 0.
     *
     * @default 0
     */
    page?: pulumi.Input<number | undefined>;
    /**
     * Events per page, 1 to 100.
     *
     * @default 20
     */
    size?: pulumi.Input<number | undefined>;
    /** The order, such as `createdDate,desc`. */
    sort?: pulumi.Input<string | undefined>;
}

/** Options of the functions. */
export interface GetSenteraCredentialEventsOptions {
    /** The Leaf account to ask, if not the one of the stack's configuration. */
    provider?: pulumi.ProviderResource | undefined;
}

/**
 * One entry of a credential's log: an answer that Leaf had from Sentera. Leaf keeps them for 30 days, and no longer
 * than the credential. Any field may be absent.
 */
export interface SenteraCredentialEvent {
    /** Leaf's id of the event. */
    id?: string | undefined;
    /** When it was: an opaque text. */
    createdDate?: string | undefined;
    /** The HTTP status of Sentera's answer. */
    statusCode?: number | undefined;
    /** The body of Sentera's answer, which may hold tokens: treat it as a secret. */
    body?: string | undefined;
    /** The headers of Sentera's answer, which may hold tokens: treat them as a secret. */
    headers?: string | undefined;
}

/**
 * The events of a Leaf user's Sentera credential. None where there is no credential.
 *
 * @throws `pulumi.RunError` ({@link LeafError}) with what was wrong and what to do
 */
export async function getSenteraCredentialEvents(
    args: GetSenteraCredentialEventsArgs,
    opts: GetSenteraCredentialEventsOptions = {},
): Promise<SenteraCredentialEvent[]> {
    const configuration = await plain(configurationFor(opts.provider));
    return await fetchEvents(args, configuration);
}

/**
 * The events of a Leaf user's Sentera credential, of arguments that may be outputs. The whole answer is secret, since
 * bodies and headers may hold tokens: `pulumi.unsecret(events.apply(…))` releases what holds none.
 */
export function getSenteraCredentialEventsOutput(
    args: GetSenteraCredentialEventsOutputArgs,
    opts: GetSenteraCredentialEventsOptions = {},
): pulumi.Output<SenteraCredentialEvent[]> {
    const resolved = pulumi.all([pulumi.output(args), pulumi.output(configurationFor(opts.provider))]);
    return pulumi.secret(
        resolved.apply(([known, configuration]) => fetchEvents(known as GetSenteraCredentialEventsArgs, configuration)),
    );
}

/**
 * In a preview an explicit provider may not be known yet; a promise cannot say so, an output can. The SDK has no typed
 * way to ask an output whether it is known, but the two members have been there in every version.
 */
async function plain(configuration: Configuration): Promise<Record<string, string | undefined>> {
    const output = pulumi.output(configuration) as unknown as {
        readonly isKnown: Promise<boolean>;
        promise(): Promise<Record<string, string | undefined>>;
    };
    if (await output.isKnown) return await output.promise();
    throw new LeafError(
        "The provider of getSenteraCredentialEvents is not known yet in this preview: use getSenteraCredentialEventsOutput.",
    );
}

async function fetchEvents(
    args: GetSenteraCredentialEventsArgs,
    configuration: Record<string, string | undefined>,
): Promise<SenteraCredentialEvent[]> {
    try {
        const query = checkArgs(args);
        const settings = requireSettings(readSettings((key) => configuration[key], process.env, Date.now()));
        const leafUserId = args.leafUserId.toLowerCase();
        const client = await clientFor(settings);
        const { Deadline } = await import("./leaf/deadline.js");
        return await client.events(leafUserId, query, {
            deadline: new Deadline(settings.operationTimeout),
            about: aboutOf(sentera, leafUserId, {}),
        });
    } catch (error) {
        if (error instanceof LeafError) throw error.redacted();
        throw new LeafError(
            `getSenteraCredentialEvents failed, which is a bug in pulumi-leaf: ${redact(String(error))}`,
        );
    }
}

function checkArgs(args: GetSenteraCredentialEventsArgs): Omit<GetSenteraCredentialEventsArgs, "leafUserId"> {
    const { leafUserId, page, size, sort } = args ?? {};
    const problems: string[] = [];
    const user = problemOfUserId(leafUserId);
    if (user !== undefined) problems.push(`leafUserId ${user}`);
    if (page !== undefined && !(Number.isInteger(page) && page >= 0))
        problems.push("page must be a whole number from 0");
    if (size !== undefined && !(Number.isInteger(size) && size >= 1 && size <= 100)) {
        problems.push("size must be a whole number from 1 to 100");
    }
    if (sort !== undefined && !(typeof sort === "string" && /^[A-Za-z]+(,(asc|desc))?$/.test(sort))) {
        problems.push('sort must be a field and a direction, such as "createdDate,desc"');
    }
    if (problems.length > 0) throw new LeafError(`getSenteraCredentialEvents: ${problems.join("; ")}.`);
    return { page, size, sort };
}

/** One client per account and process, so that all calls share its login, its queue and its pause. */
const clients = new Map<string, Promise<LeafClient>>();

function clientFor(settings: Settings): Promise<LeafClient> {
    const key = JSON.stringify(settings);
    let client = clients.get(key);
    if (client === undefined) {
        client = createClient(settings);
        clients.set(key, client);
    }
    return client;
}

async function createClient(settings: Settings): Promise<LeafClient> {
    const [{ Caller }, { LeafClient }] = await Promise.all([import("./leaf/call.js"), import("./leaf/client.js")]);
    return new LeafClient(sentera, new Caller(settings, (message) => void pulumi.log.info(redact(message))));
}
