import * as pulumi from "@pulumi/pulumi";
import { HOST_PACKAGE } from "./byReference";
import { OWN_CREDENTIALS_KEY } from "./config";

/** The arguments of a {@link Provider}. What is left out comes from the stack's `leaf:` configuration. */
export interface ProviderArgs {
    /** A Leaf token. Lives 24 hours or 30 days, so a login is the better choice. Always kept secret. */
    apiToken?: pulumi.Input<string | undefined>;
    /** The Leaf login (API owner), as a rule an e-mail address. Renewed by itself. */
    username?: pulumi.Input<string | undefined>;
    /** The password of the Leaf login. Always kept secret. */
    password?: pulumi.Input<string | undefined>;
    /**
     * Where Leaf's API is: https, or http on this machine itself.
     *
     * @default "https://api.withleaf.io"
     */
    baseUrl?: pulumi.Input<string | undefined>;
    /**
     * The limit of one request, in seconds.
     *
     * @default 30
     */
    requestTimeout?: pulumi.Input<number | undefined>;
    /**
     * The limit of one create, read, update or delete with all its retries, in seconds. `customTimeouts` on a resource
     * overrides it.
     *
     * @default 300
     */
    operationTimeout?: pulumi.Input<number | undefined>;
    /**
     * How many requests may be in flight at once.
     *
     * @default 8
     */
    maxConcurrency?: pulumi.Input<number | undefined>;
}

const CREDENTIALS = ["apiToken", "username", "password"] as const;
const SECRETS: ReadonlySet<keyof ProviderArgs> = new Set(["apiToken", "password"]);
const ALL = [...CREDENTIALS, "baseUrl", "requestTimeout", "operationTimeout", "maxConcurrency"] as const;

/**
 * Another Leaf account, or another base URL, than the stack's configuration names: pass it as `{ provider }`.
 *
 * What the arguments leave out is taken from the stack's `leaf:` configuration, and then from the environment. With a
 * credential among its arguments (a token, or a login) it uses no other: never another account's in its place.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as leaf from "pulumi-leaf";
 *
 * const config = new pulumi.Config();
 * const eu = new leaf.Provider("eu", {
 *     username: "eu@grain.example",
 *     password: config.requireSecret("euLeafPassword"),
 * });
 * new leaf.SenteraCredential("acme", {
 *     leafUserId: "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
 *     username: "grower@acme.example",
 *     password: config.requireSecret("acmePassword"),
 *     organizationName: "Acme Farms",
 * }, { provider: eu });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
    /**
     * Declares a provider.
     *
     * @param name - the resource's name in the stack
     * @param args - its arguments
     * @param opts - Pulumi's resource options
     */
    constructor(name: string, args: ProviderArgs = {}, opts: pulumi.ResourceOptions = {}) {
        const props = configurationOf(args);
        // The package is the one that hosts all dynamic providers: there is no plugin of our own.
        super(HOST_PACKAGE, name, props, opts);
        configurations.set(this, props);
    }
}

/** By which functions find the configuration of the provider they are given. */
const configurations = new WeakMap<pulumi.ProviderResource, Configuration>();

/** Full keys (`leaf:apiToken`) and their values, as the engine hands them to the process that serves the provider. */
export type Configuration = Record<string, pulumi.Output<string | undefined>>;

/** The configuration of an explicit provider, or of the default one: the stack's. */
export function configurationFor(provider: pulumi.ProviderResource | undefined): Configuration {
    return (provider === undefined ? undefined : configurations.get(provider)) ?? configurationOf({});
}

function configurationOf(args: ProviderArgs): Configuration {
    // The engine gives an explicit provider its own properties and nothing else, so the stack's are copied here.
    const stack = new pulumi.Config("leaf");
    const ownCredentials = CREDENTIALS.some((name) => args[name] !== undefined);
    const props: Configuration = {};
    for (const name of ALL) {
        const inherits = !(ownCredentials && (CREDENTIALS as readonly string[]).includes(name));
        const secret = SECRETS.has(name);
        const inherited = inherits ? (secret ? stack.getSecret(name) : stack.get(name)) : undefined;
        const value = args[name] ?? inherited;
        if (value === undefined) continue;
        // Configuration values are texts, whoever sets them.
        const text = pulumi
            .output(value as pulumi.Input<string | number | undefined>)
            .apply((v) => (v === undefined ? v : String(v)));
        props[`leaf:${name}`] = secret ? pulumi.secret(text) : text;
    }
    if (ownCredentials) props[OWN_CREDENTIALS_KEY] = pulumi.output("true");
    return props;
}
