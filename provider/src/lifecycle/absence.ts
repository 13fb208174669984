/**
 * What a 404 proves. Leaf answers 404 for users of another API owner, and gateways have 404s of their own, so taken at
 * its word it could empty a state whose credentials all exist.
 */
import type { Absent } from "../leaf/client";
import type { Context } from "./context";
import type { Operation } from "./operation";
import type { Props } from "./record";

/** What a 404 on a credential turned out to mean, and why in words where it is not `gone`. */
export type Absence =
    { readonly verdict: "gone" } | { readonly verdict: "other-account" | "unclear" | "stranger"; readonly why: string };

/**
 * Finds out by one more request. `gone` takes proof: the user is there in this account (so only the credential is not),
 * or the user is not there either and the account is the one in which the credential was recorded.
 *
 * @param recorded - the outputs of the credential; `apiOwner` in it is the account
 */
export async function judgeAbsence(
    { client }: Context,
    operation: Operation,
    { absent, owner }: Absent,
    recorded: Props,
): Promise<Absence> {
    if (absent === "stranger") return stranger();
    const user = await client.getUser(operation.leafUserId, operation);
    if (user === "present") return { verdict: "gone" };
    if (absent !== "leaf" || user.absent !== "leaf") return stranger();
    const before = recorded["apiOwner"];
    const now = user.owner ?? owner;
    const knows = typeof before === "string" && now !== undefined;
    if (knows && before.toLowerCase() === now.toLowerCase()) return { verdict: "gone" };
    return {
        verdict: knows ? "other-account" : "unclear",
        why: knows
            ? `the Leaf user is unknown to ${now}, but the credential belongs to the account of ${before}. Use that ` +
              "account's login or token"
            : `the Leaf user is unknown to ${now ?? "the account in use"}, and it is not recorded whose account the ` +
              "credential belongs to. Check leafUserId, and that the login or token is of the right API owner",
    };
}

function stranger(): Absence {
    return {
        verdict: "stranger",
        why: "the 404 does not come from Leaf in its own form. Check leaf:baseUrl, and whether a proxy or gateway stands between",
    };
}
