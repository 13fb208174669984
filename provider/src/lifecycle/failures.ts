/** Failures of an operation that are no failures of a request. */
import { LeafError } from "../leaf/errors";
import type { LeafCredential } from "../leaf/kind";
import type { Context } from "./context";
import type { Operation } from "./operation";
import { HIDDEN } from "./record";

/**
 * The credential is there, or may be, but not as wanted. The engine records `properties` in the state, fails the `up`
 * with `reasons`, and calls `update` at the next one.
 */
export class CredentialInitError extends LeafError {
    override readonly name = "CredentialInitError";
    readonly reasons: string[];

    /**
     * @param id - the resource's id
     * @param properties - the outputs to record, with `__provider` among them: the engine's host adds it to every
     * other answer, but not to this one, and without it no later operation could find its code
     */
    constructor(
        readonly id: string,
        readonly properties: Record<string, unknown>,
        reason: string,
    ) {
        super(reason);
        this.reasons = [reason];
    }
}

/** Marks outputs as those of a create that was never seen to succeed. */
export function incomplete(outputs: Record<string, unknown>): Record<string, unknown> {
    return { ...outputs, [HIDDEN.incomplete]: true };
}

/** The deletion that this process has made is not yet to be seen at Leaf, and there is no more time to wait for it. */
export function oldOneRemains({ kind }: Context, operation: Operation): LeafError {
    return new LeafError(
        `Leaf still shows the ${kind.noun} of ${operation.about} that was deleted. Run \`pulumi up\` again in a while; it ` +
            "creates the new one then.",
    );
}

/** The Leaf user has a credential that is not this stack's. */
export function alreadyThere({ kind }: Context, operation: Operation, credential: LeafCredential): LeafError {
    const since = credential.createdTime === undefined ? "" : ` since ${credential.createdTime}`;
    const label = credential[kind.label];
    const organization = label === undefined ? "" : ` for "${label}"`;
    return new LeafError(
        `Leaf user ${operation.leafUserId} already has a ${kind.noun}${since}${organization}, and it is never ` +
            "overwritten. Set `adopt: true` to manage it here (username and organizationName must be the same), or " +
            "delete it at Leaf first. If an interrupted `pulumi up` of this program made it, `adopt: true` is the way.",
    );
}
