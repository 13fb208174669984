import * as pulumi from "@pulumi/pulumi";
import { PROVIDER_KEY, PROVIDER_TEXT, SENTERA_CREDENTIAL_TYPE } from "./byReference";
import { LeafError } from "./leaf/errors";

/** The arguments of a {@link SenteraCredential}. A change of any of the first four replaces the credential. */
export interface SenteraCredentialArgs {
    /**
     * The id of the Leaf user that the credential belongs to: a UUID, in any letter case (Leaf's are lower-case, and
     * so is the output). Leaf keeps at most one Sentera credential per Leaf user.
     */
    leafUserId: pulumi.Input<string>;
    /** The grower's user name at Sentera, as a rule an e-mail address. */
    username: pulumi.Input<string>;
    /** The grower's password at Sentera. Always kept secret. Leaf never answers it, so its drift cannot be seen. */
    password: pulumi.Input<string>;
    /** The organization's name at Sentera (FieldAgent), exactly: letter case counts. */
    organizationName: pulumi.Input<string>;
    /**
     * Whether to take over a credential that the Leaf user has already, if its username and organizationName are these.
     * Otherwise an existing credential is an error. Alone, a change of it does nothing.
     *
     * @default false
     */
    adopt?: pulumi.Input<boolean | undefined>;
    /**
     * What `pulumi up` does about a credential whose recorded status is known to be bad (UNAUTHENTICATED,
     * MISSING_PERMISSION): `warn` tells, `fail` fails until it has healed, `replace` deletes it and creates it again,
     * after a look whether it has healed meanwhile. `pulumi refresh` brings the recorded status up to date.
     *
     * @default "warn"
     */
    whenUnhealthy?: pulumi.Input<"warn" | "fail" | "replace" | undefined>;
}

/**
 * A grower's Sentera credential on Leaf's farm-data API: with it, Leaf syncs the field boundaries of a Sentera
 * organization for a Leaf user.
 *
 * A change of `leafUserId`, `username`, `password` or `organizationName` deletes the credential and then creates the
 * new one, since Leaf has no update. `pulumi refresh` shows drift and ill health; `pulumi destroy` deletes it.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as leaf from "pulumi-leaf";
 *
 * const config = new pulumi.Config();
 * const acme = new leaf.SenteraCredential("acme", {
 *     leafUserId: "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
 *     username: "grower@acme.example",
 *     password: config.requireSecret("acmePassword"),
 *     organizationName: "Acme Farms",
 * });
 * export const organizationId = acme.organizationId;
 * export const status = acme.status;
 * ```
 */
export class SenteraCredential extends pulumi.CustomResource {
    // `declare`: under ES2022 class fields a plain declaration would reset every output to undefined.

    /** The Leaf user, in lower case; the resource's `id` too. */
    declare readonly leafUserId: pulumi.Output<string>;
    /** The user name at Sentera. */
    declare readonly username: pulumi.Output<string>;
    /** The password at Sentera. Secret. Undefined after {@link SenteraCredential.get}. */
    declare readonly password: pulumi.Output<string>;
    /** The organization's name at Sentera. */
    declare readonly organizationName: pulumi.Output<string>;
    /** The argument of the same name. */
    declare readonly adopt: pulumi.Output<boolean | undefined>;
    /** The argument of the same name. */
    declare readonly whenUnhealthy: pulumi.Output<"warn" | "fail" | "replace" | undefined>;
    /** Leaf's own id of the credential; a new one after each replacement. */
    declare readonly credentialId: pulumi.Output<string>;
    /**
     * The credential's health in Leaf's words, as of the last `up` or `refresh`. `OK` is healthy; `UNAUTHENTICATED` and
     * `MISSING_PERMISSION` are not; `TEMPORARILY_UNAVAILABLE` passes; there may be others.
     */
    declare readonly status: pulumi.Output<string | undefined>;
    /** When Leaf created the credential. Leaf's formats vary: an opaque text. */
    declare readonly createdTime: pulumi.Output<string | undefined>;
    /** Sentera's id of the organization, as Leaf found it by name. Opaque. */
    declare readonly organizationId: pulumi.Output<string | undefined>;
    /** Leaf's token at Sentera. Secret. It changes by itself and never makes a difference. */
    declare readonly authToken: pulumi.Output<string | undefined>;
    /** The Leaf account (API owner) in which the credential lives, if it is known. */
    declare readonly apiOwner: pulumi.Output<string | undefined>;

    /**
     * Declares a credential.
     *
     * @param name - the resource's name in the stack
     * @param args - its arguments
     * @param opts - Pulumi's resource options. `import: "<leafUserId>"` takes over the credential that the Leaf user
     * has; `customTimeouts` limit an operation with all its retries
     * @throws `pulumi.RunError` if `args` or an option cannot be used at all; all else is reported by the preview
     */
    constructor(name: string, args: SenteraCredentialArgs, opts: pulumi.CustomResourceOptions = {}) {
        if (opts.id === undefined && (typeof args !== "object" || args === null)) {
            throw new LeafError(
                `SenteraCredential "${name}" has no arguments: give leafUserId, username, password and organizationName.`,
            );
        }
        super(SENTERA_CREDENTIAL_TYPE, name, propsOf(args ?? {}, opts), optionsOf(opts));
    }

    /**
     * Looks up a credential that exists, without managing it. Fails where the Leaf user has none. The password is not
     * known, since Leaf never answers it.
     *
     * @param name - the resource's name in the stack
     * @param leafUserId - the id of the Leaf user, a UUID
     * @param opts - Pulumi's resource options, such as `provider`
     */
    static get(
        name: string,
        leafUserId: pulumi.Input<pulumi.ID>,
        opts: Omit<pulumi.CustomResourceOptions, "id"> = {},
    ): SenteraCredential {
        return new SenteraCredential(name, undefined as unknown as SenteraCredentialArgs, { ...opts, id: leafUserId });
    }
}

/** Declared so that the engine and dependents know them as "not known yet" in a preview, and as outputs after it. */
const OUTPUTS = {
    credentialId: undefined,
    status: undefined,
    createdTime: undefined,
    organizationId: undefined,
    authToken: undefined,
    apiOwner: undefined,
    leafUserId: undefined,
    username: undefined,
    password: undefined,
    organizationName: undefined,
    adopt: undefined,
    whenUnhealthy: undefined,
};

function propsOf(args: Partial<SenteraCredentialArgs>, opts: pulumi.CustomResourceOptions): pulumi.Inputs {
    return {
        ...OUTPUTS,
        ...args,
        ...(args.password === undefined ? {} : { password: pulumi.secret(args.password) }),
        ...(opts.customTimeouts === undefined ? {} : { __timeouts: opts.customTimeouts }),
        ...(opts.import === undefined ? {} : { __import: opts.import }),
        [PROVIDER_KEY]: PROVIDER_TEXT,
    };
}

function optionsOf({ import: imported, ...opts }: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
    // The engine cannot import dynamic resources (it calls `read` without a provider), so `import` becomes an adoption
    // that must find the credential.
    void imported;
    return {
        ...opts,
        // Secrets that no secret input stands for: the engine would leave them plain in the state.
        additionalSecretOutputs: [...new Set(["password", "authToken", ...(opts.additionalSecretOutputs ?? [])])],
    };
}
