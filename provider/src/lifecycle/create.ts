/**
 * `create`: look first, then POST, and look again where the outcome is in doubt. Never overwrites: what POST does to an
 * existing credential is unknown. Never forgets: where the outcome stays in doubt, the credential is recorded as
 * incomplete, and the next operation settles it.
 */
import type { Present } from "../leaf/client";
import { LeafError } from "../leaf/errors";
import { judgeAbsence } from "./absence";
import type { Context } from "./context";
import { alreadyThere, CredentialInitError, incomplete, oldOneRemains } from "./failures";
import { explainHealth, isUnhealthy } from "./health";
import { type Operation, pause, startOperation } from "./operation";
import { postUntilSettled } from "./post";
import { differingIdentity, HIDDEN, inputsOf, outputsOf, type Props, whenUnhealthy } from "./record";

/** What the engine wants back from a create. */
export interface Created {
    readonly id: string;
    readonly outs: Record<string, unknown>;
}

/** Creates or adopts the credential that the inputs describe. */
export async function create(context: Context, inputs: Props): Promise<Created> {
    const leafUserId = String(inputs["leafUserId"]);
    return await createWithin(context, startOperation(context, "create", leafUserId, inputs), inputs);
}

/** The same within an operation that runs already: `update` creates what it does not find. */
export async function createWithin(context: Context, operation: Operation, inputs: Props): Promise<Created> {
    const found = await lookOnceOldIsGone(context, operation);
    if (found !== undefined) return await adopt(context, operation, inputs, found);
    // Where this process has just deleted it, the create is the second half of a replacement.
    if (inputs[HIDDEN.import] !== undefined && !context.deleted.has(operation.leafUserId)) {
        throw new LeafError(
            `There is no ${context.kind.noun} of ${operation.about} to import. Check the id; to create one, leave the ` +
                "`import` option out.",
        );
    }
    const present = await postUntilSettled(context, operation, inputs);
    const outs = outputsOf(context.kind, operation.leafUserId, inputs, present.credential, present.owner);
    // What was asked for is what is recorded: an answer in another spelling is no drift.
    Object.assign(outs, inputsOf(context.kind, inputs));
    const { status } = present.credential;
    if (isUnhealthy(status)) {
        const reason = await explainHealth(context, operation, status);
        throw new CredentialInitError(operation.leafUserId, incomplete(outs), reason);
    }
    return { id: operation.leafUserId, outs };
}

/** The present credential, if there is one; waits for one that this process has just deleted. */
async function lookOnceOldIsGone(context: Context, operation: Operation): Promise<Present | undefined> {
    const { client, deleted, kind } = context;
    for (let looks = 1; ; looks++) {
        const answer = await client.get(operation.leafUserId, operation);
        if ("absent" in answer) {
            // Leaf's own word is enough to go on; anything less must not lead to a POST over an existing credential.
            if (answer.absent === "leaf") return undefined;
            const absence = await judgeAbsence(context, operation, answer, {});
            if (absence.verdict === "gone") return undefined;
            throw new LeafError(`Cannot tell whether ${operation.about} has a ${kind.noun}: ${absence.why}.`);
        }
        if (deleted.get(operation.leafUserId) !== answer.credential.id) return answer;
        await pause(operation, looks, () => {
            throw oldOneRemains(context, operation);
        });
    }
}

async function adopt(context: Context, operation: Operation, inputs: Props, found: Present): Promise<Created> {
    const { credential, owner } = found;
    if (inputs["adopt"] !== true && inputs[HIDDEN.import] === undefined)
        throw alreadyThere(context, operation, credential);
    const differing = differingIdentity(context.kind, inputs, credential);
    if (differing.length > 0) {
        throw new LeafError(
            `${operation.about} has a ${context.kind.noun}, but ${differing.join(" and ")} ` +
                `${differing.length > 1 ? "differ" : "differs"} from the program's, so it is not adopted. Give the ` +
                "same values, or delete it at Leaf first.",
        );
    }
    const outs = outputsOf(context.kind, operation.leafUserId, inputs, credential, owner);
    if (isUnhealthy(credential.status)) {
        const reason = await explainHealth(context, operation, credential.status);
        if (whenUnhealthy(inputs) === "fail")
            throw new CredentialInitError(operation.leafUserId, incomplete(outs), reason);
        await context.log.warn(reason);
    }
    return { id: operation.leafUserId, outs };
}
