/** Failures of an operation that are no failures of a request. */
import { LeafError } from "../leaf/errors";
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
