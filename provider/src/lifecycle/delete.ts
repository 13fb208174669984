/** `delete`: gone is gone, however often it is asked for; but a 404 from the wrong account deletes nothing. */
import type { Absent } from "../leaf/client";
import { Deadline } from "../leaf/deadline";
import { LeafError } from "../leaf/errors";
import { isAmbiguous } from "../leaf/retry";
import { judgeAbsence } from "./absence";
import type { Context } from "./context";
import { type Operation, startOperation } from "./operation";
import { differingIdentity, type Props, wasNeverSeen } from "./record";

/**
 * Deletes the credential.
 *
 * @param recorded - the outputs in the state
 */
export async function remove(context: Context, id: string, recorded: Props): Promise<void> {
    const { client, kind, log } = context;
    const leafUserId = id.toLowerCase();
    const operation = startOperation(context, "delete", leafUserId, recorded);

    if (wasNeverSeen(recorded)) {
        const answer = await client.get(leafUserId, operation);
        if (!("absent" in answer) && differingIdentity(kind, recorded, answer.credential).length > 0) {
            await log.warn(
                `The ${kind.noun} of ${operation.about} was never created, and the one that is there now has other ` +
                    "arguments: it is left alone.",
            );
            return;
        }
    }
    let answer: "deleted" | Absent;
    try {
        answer = await client.delete(leafUserId, { ...operation, beforeRetry: context.ensureEngine });
    } catch (error) {
        // Where no try had a clear answer, one of them may have done it all the same.
        if (isAmbiguous(error, client.pathOf(leafUserId)) && (await isGone(context, operation, recorded))) return;
        throw error;
    }
    if (answer === "deleted") {
        const credentialId = recorded["credentialId"];
        if (typeof credentialId === "string") context.deleted.set(leafUserId, credentialId);
        return;
    }
    const absence = await judgeAbsence(context, operation, answer, recorded);
    if (absence.verdict === "gone") return;
    const message = `Leaf answers 404 to the deletion of the ${kind.noun} of ${operation.about}: ${absence.why}.`;
    if (absence.verdict !== "unclear") {
        throw new LeafError(
            `${message} Nothing was deleted; if it is known to be gone, \`pulumi state delete\` drops it.`,
        );
    }
    await log.warn(`${message} It is taken for gone.`);
}

/** Time for a last look where the operation's own is used up: a little late is better than not known. In milliseconds. */
const LAST_LOOK = 5_000;

async function isGone(context: Context, operation: Operation, recorded: Props): Promise<boolean> {
    const late = { ...operation, deadline: new Deadline(Math.max(LAST_LOOK, operation.deadline.remaining)) };
    try {
        const look = await context.client.get(operation.leafUserId, late);
        return "absent" in look && (await judgeAbsence(context, late, look, recorded)).verdict === "gone";
    } catch {
        // The deletion's own error says more.
        return false;
    }
}
