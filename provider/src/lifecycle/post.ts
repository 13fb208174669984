/** The POST of a create, carried on until its outcome is known. */
import { isRefusal, type Present } from "../leaf/client";
import { LeafApiError, LeafError } from "../leaf/errors";
import { isAmbiguous, isRateLimit, MAX_TRIES } from "../leaf/retry";
import type { Context } from "./context";
import { alreadyThere, CredentialInitError, incomplete, oldOneRemains } from "./failures";
import { type Operation, pause } from "./operation";
import { argumentsOf, differingIdentity, inputsOf, type Props } from "./record";

/** POSTs until Leaf has taken or refused it; a GET decides each doubt before the next POST. */
export async function postUntilSettled(context: Context, operation: Operation, inputs: Props): Promise<Present> {
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
