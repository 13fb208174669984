/**
 * `create`: look first, then POST, and look again where the outcome is in doubt. Never overwrites: what POST does to an
 * existing credential is unknown. Never forgets: where the outcome stays in doubt, the credential is recorded as
 * incomplete, and the next operation settles it.
 */
import { isRefusal, type Present } from "../leaf/client";
import { LeafApiError, LeafError } from "../leaf/errors";
import type { LeafCredential } from "../leaf/kind";
import { isAmbiguous, isRateLimit, MAX_TRIES, waitBeforeRetry } from "../leaf/retry";
import { judgeAbsence } from "./absence";
import type { Context } from "./context";
import { CredentialInitError, incomplete } from "./failures";
import { explainHealth, isUnhealthy } from "./health";
import { type Operation, startOperation } from "./operation";
import { argumentsOf, differingIdentity, HIDDEN, inputsOf, outputsOf, type Props, whenUnhealthy } from "./record";

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

function oldOneRemains({ kind }: Context, operation: Operation): LeafError {
    return new LeafError(
        `Leaf still shows the ${kind.noun} of ${operation.about} that was deleted. Run \`pulumi up\` again in a while; it ` +
            "creates the new one then.",
    );
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

function alreadyThere({ kind }: Context, operation: Operation, credential: LeafCredential): LeafError {
    const since = credential.createdTime === undefined ? "" : ` since ${credential.createdTime}`;
    const label = credential[kind.label];
    const organization = label === undefined ? "" : ` for "${label}"`;
    return new LeafError(
        `Leaf user ${operation.leafUserId} already has a ${kind.noun}${since}${organization}, and it is never ` +
            "overwritten. Set `adopt: true` to manage it here (username and organizationName must be the same), or " +
            "delete it at Leaf first. If an interrupted `pulumi up` of this program made it, `adopt: true` is the way.",
    );
}

/** POSTs until Leaf has taken or refused it; a GET decides each doubt before the next POST. */
async function postUntilSettled(context: Context, operation: Operation, inputs: Props): Promise<Present> {
    const { client, kind } = context;
    const { leafUserId } = operation;
    const path = client.pathOf(leafUserId);
    let doubt: LeafError | undefined;
    for (let posts = 1; ; posts++) {
        let failure: LeafError;
        try {
            return await client.post(leafUserId, argumentsOf(kind, inputs), operation);
        } catch (error) {
            if (!(error instanceof LeafError)) throw error;
            failure = error;
        }
        if (isAmbiguous(failure, path)) doubt = failure;
        const ofOldOne = mayBeOfOldOne(context, operation, failure);
        if (doubt === undefined && !ofOldOne) throw withHint(failure, operation);

        // A refusal too may only say that an earlier POST, thought lost, has arrived.
        const look = await lookAgain(context, operation, inputs, doubt ?? failure);
        if (typeof look === "object") return look;
        const final = isRefusal(failure) && !isRateLimit(failure);
        if (final && look === "absent" && !(ofOldOne && speaksOfExisting(failure))) throw withHint(failure, operation);

        const giveUp = (): never => {
            throw doubt === undefined
                ? oldOneRemains(context, operation)
                : unsettled(context, operation, inputs, doubt);
        };
        if (posts >= MAX_TRIES) giveUp();
        await pause(operation, posts, giveUp);
        await context.ensureEngine();
    }
}

/** Whether a refusal may be about the credential that this process has just deleted, and Leaf not yet. */
function mayBeOfOldOne({ deleted }: Context, { leafUserId }: Operation, failure: LeafError): boolean {
    return deleted.has(leafUserId) && failure instanceof LeafApiError && [400, 409].includes(failure.status);
}

/** Leaf's other duplicates are a 400 with an errorKey such as `eventRegisteredTwice`; this one's is not documented. */
function speaksOfExisting(failure: LeafError): boolean {
    const { status } = failure as LeafApiError;
    return status === 409 || /exist|already|twice|duplicate/i.test(failure.message);
}

/** What is there after a POST whose outcome is in doubt: the new credential, nothing, or still the deleted one. */
async function lookAgain(
    context: Context,
    operation: Operation,
    inputs: Props,
    cause: LeafError,
): Promise<Present | "absent" | "old one"> {
    let answer;
    try {
        answer = await context.client.get(operation.leafUserId, operation);
    } catch (error) {
        if (!(error instanceof LeafError)) throw error;
        throw unsettled(context, operation, inputs, cause, error);
    }
    if ("absent" in answer) {
        if (answer.absent !== "stranger") return "absent";
        throw unsettled(context, operation, inputs, cause);
    }
    if (context.deleted.get(operation.leafUserId) === answer.credential.id) return "old one";
    // Somebody else was faster: theirs stays as it is.
    if (differingIdentity(context.kind, inputs, answer.credential).length > 0) {
        throw alreadyThere(context, operation, answer.credential);
    }
    return answer;
}

function unsettled(
    { kind }: Context,
    operation: Operation,
    inputs: Props,
    cause: LeafError,
    look?: LeafError,
): CredentialInitError {
    return new CredentialInitError(
        operation.leafUserId,
        incomplete(inputsOf(kind, inputs)),
        `It is not known whether Leaf created the ${kind.noun} of ${operation.about}: ${cause.message} ` +
            (look === undefined ? "" : `The look after it failed too: ${look.message} `) +
            "It is recorded as incomplete: run `pulumi up` again, which looks first and creates it only if it is not there.",
    );
}

function withHint(error: LeafError, operation: Operation): LeafError {
    if (!(error instanceof LeafApiError)) return error;
    if (error.status === 404) {
        error.append(
            `Leaf does not know ${operation.about}: check leafUserId, and that the login or token is of the right API owner.`,
        );
    } else if (error.status === 400 || error.status === 409 || error.status === 422) {
        error.append(`For ${operation.about}: check username, password and organizationName (exact, letter case too).`);
    }
    return error;
}

/** Waits with growing pauses; where the time left does not allow it, calls `outOfTime`, which throws. */
async function pause({ deadline }: Operation, tries: number, outOfTime: () => never): Promise<void> {
    const ms = 250 + waitBeforeRetry(undefined, tries, Math.random());
    if (ms >= deadline.remaining) outOfTime();
    await new Promise((resolve) => setTimeout(resolve, ms));
}
