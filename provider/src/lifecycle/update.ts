/**
 * `update`: looks again. Leaf has nothing to update, so this runs where a create was not seen to succeed, where ill
 * health is to fail, and where only our own options changed.
 */
import type { Context } from "./context";
import { createWithin } from "./create";
import { CredentialInitError, incomplete } from "./failures";
import { explainHealth, isUnhealthy } from "./health";
import { startOperation } from "./operation";
import { differingIdentity, HIDDEN, isIncomplete, outputsOf, type Props, wasNeverSeen, whenUnhealthy } from "./record";

/** Looks at the credential again and records what is there; creates it where nothing is. */
export async function update(
    context: Context,
    id: string,
    olds: Props,
    news: Props,
): Promise<{ outs: Record<string, unknown> }> {
    const operation = startOperation(context, "update", id.toLowerCase(), news);
    const answer = await context.client.get(operation.leafUserId, operation);
    if (
        "absent" in answer ||
        (wasNeverSeen(olds) && differingIdentity(context.kind, news, answer.credential).length > 0)
    ) {
        // The create's own rules decide, also about somebody else's credential.
        return await createWithin(context, operation, news);
    }
    const { credential, owner } = answer;
    const outs = outputsOf(
        context.kind,
        operation.leafUserId,
        { apiOwner: olds["apiOwner"], ...news },
        credential,
        owner,
    );
    if (differingIdentity(context.kind, news, credential).length > 0) outs[HIDDEN.drifted] = true;
    if (isUnhealthy(credential.status)) {
        const reason = await explainHealth(context, operation, credential.status);
        if (isIncomplete(olds) || whenUnhealthy(news) === "fail") {
            throw new CredentialInitError(id, isIncomplete(olds) ? incomplete(outs) : outs, reason);
        }
        await context.log.warn(reason);
    }
    return { outs };
}
