/** `delete`: gone is gone, however often it is asked for; but a 404 from the wrong account deletes nothing. */
import { LeafError } from "../leaf/errors";
import { judgeAbsence } from "./absence";
import type { Context } from "./context";
import { startOperation } from "./operation";
import { differingIdentity, isIncomplete, type Props } from "./record";

/**
 * Deletes the credential.
 *
 * @param recorded - the outputs in the state
 */
export async function remove(context: Context, id: string, recorded: Props): Promise<void> {
    const { client, kind, log } = context;
    const leafUserId = id.toLowerCase();
    const operation = startOperation(context, "delete", leafUserId, recorded);

    if (isIncomplete(recorded) && recorded["credentialId"] === undefined) {
        // Never seen, so what is there now may be somebody else's.
        const answer = await client.get(leafUserId, operation);
        if (!("absent" in answer) && differingIdentity(kind, recorded, answer.credential).length > 0) {
            await log.warn(
                `The ${kind.noun} of ${operation.about} was never created, and the one that is there now has other ` +
                    "arguments: it is left alone.",
            );
            return;
        }
    }
    const answer = await client.delete(leafUserId, { ...operation, beforeRetry: context.ensureEngine });
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
