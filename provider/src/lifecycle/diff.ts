/** `diff`: what a program's change, or ill health, means for the credential. */
import { isUnknown } from "../engineValues";
import type { CredentialKind } from "../leaf/kind";
import { isUnhealthy } from "./health";
import { HIDDEN, isIncomplete, type Props, whenUnhealthy } from "./record";

/** The answer to the engine. `changes` is left out on purpose where the engine itself can show each property's change. */
export interface DiffResult {
    readonly changes?: boolean;
    readonly replaces?: string[];
    readonly deleteBeforeReplace?: boolean;
}

/**
 * Compares the record with the program, exactly: `organizationName` is case-sensitive, so a correction of its letters
 * must replace. What a server only spells otherwise never gets into the record (see `record.ts`).
 *
 * @param statusNow - asks Leaf for the present status; called only before a replacement on account of ill health.
 * `undefined` means that it cannot be known
 */
export async function diff(
    kind: CredentialKind,
    olds: Props,
    news: Props,
    statusNow: () => Promise<string | undefined>,
): Promise<DiffResult> {
    const replaces = ["leafUserId", ...kind.argumentNames].filter((name) => olds[name] !== news[name]);
    // A user has at most one credential of a kind and Leaf has no update: the old one must go first.
    if (replaces.length > 0) {
        // With `changes` the engine would show no property; without it, it takes equal inputs for no change.
        const insist = olds[HIDDEN.drifted] === true ? { changes: true } : {};
        return { ...insist, replaces, deleteBeforeReplace: true };
    }

    // A create that was never seen to succeed is looked at again, also after a refresh has cleared the engine's note.
    if (isIncomplete(olds)) return { changes: true };

    const option = news["whenUnhealthy"];
    if (isUnhealthy(olds["status"]) && !isUnknown(option)) {
        if (whenUnhealthy(news) === "fail") return { changes: true };
        if (whenUnhealthy(news) === "replace") {
            // A healed credential is left where it is; the update records its new status.
            if (!isUnhealthy(await statusNow())) return { changes: true };
            return { changes: true, replaces: ["status"], deleteBeforeReplace: true };
        }
    }
    // Left to the engine, which shows `~ whenUnhealthy`.
    if (isUnknown(option) || whenUnhealthy(olds) !== whenUnhealthy(news)) return {};
    return { changes: false };
}
