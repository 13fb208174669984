/** `read`: what `refresh` and `get` see. Only proof makes a credential "gone"; anything else in doubt is an error. */
import { LeafError } from "../leaf/errors";
import { judgeAbsence } from "./absence";
import { problemOfUserId } from "./check";
import type { Context } from "./context";
import { incomplete } from "./failures";
import { explainHealth, isUnhealthy } from "./health";
import { type Operation, startOperation } from "./operation";
import { differingIdentity, inputsOf, isIncomplete, outputsOf, type Props, wasNeverSeen } from "./record";

/** What the engine wants back from a read; nothing at all means that the resource is gone. */
export interface ReadResult {
    readonly id?: string;
    readonly props?: Record<string, unknown>;
    readonly inputs?: Record<string, unknown>;
}

/**
 * Reads the credential of a Leaf user.
 *
 * @param recorded - the outputs in the state; hardly anything for `get`
 */
export async function read(context: Context, id: string, recorded: Props): Promise<ReadResult> {
    const { client, kind } = context;
    const leafUserId = id.toLowerCase();
    const operation = startOperation(context, "read", leafUserId, recorded);
    const managed = recorded["leafUserId"] !== undefined;
    const problem = problemOfUserId(id);
    if (problem !== undefined)
        throw new LeafError(`The id of a ${kind.noun} is that of its Leaf user; this one ${problem}.`);

    const answer = await client.get(leafUserId, operation);
    if ("absent" in answer) {
        const absence = await judgeAbsence(context, operation, answer, recorded);
        if (absence.verdict !== "gone") {
            throw new LeafError(
                `Leaf answers 404 for the ${kind.noun} of ${operation.about}, which does not prove that it is gone: ` +
                    `${absence.why}. ${managed ? "The state is left as it was." : ""}`.trimEnd(),
            );
        }
        // The engine takes "nothing" for a resource without its id, and stops with an error of its own.
        if (!managed) throw new LeafError(`${operation.about} has no ${kind.noun}. Check the id given to \`get\`.`);
        return {};
    }
    const { credential, owner } = answer;
    const { status } = credential;
    if (wasNeverSeen(recorded) && differingIdentity(kind, recorded, credential).length > 0) {
        // Ours was never created, and this one is somebody else's.
        return {};
    }
    let props = outputsOf(kind, leafUserId, recorded, credential, owner);
    if (isUnhealthy(status)) {
        if (isIncomplete(recorded)) props = incomplete(props);
        await context.log.warn(await explainHealth(context, operation, status));
    }
    return { id, props, inputs: inputsOf(kind, props) };
}

/** The status right now, for a decision that is not to rest on an old one. `undefined` where there is none to be had. */
export async function readStatus(context: Context, id: string, recorded: Props): Promise<string | undefined> {
    const operation: Operation = startOperation(context, "read", id.toLowerCase(), recorded);
    const answer = await context.client.get(operation.leafUserId, operation);
    return "absent" in answer ? undefined : answer.credential.status;
}
