/** Leaf's `status`, and what stands behind it. */
import type { CredentialEvent } from "../leaf/answers";
import { Deadline } from "../leaf/deadline";
import { gist } from "../leaf/problem";
import { quote } from "../redact";
import type { Context } from "./context";
import type { Operation } from "./operation";

/**
 * The statuses known to be bad; all others count as good or unknown. From a withdrawn page of Leaf's: the login no
 * longer works, and the login may not see the data. TEMPORARILY_UNAVAILABLE was there too, and passes by itself.
 */
const KNOWN_BAD = {
    UNAUTHENTICATED: "the login is no longer valid",
    MISSING_PERMISSION: "the login lacks permissions",
} as const;

/** A status that is known to be bad. */
export type BadStatus = keyof typeof KNOWN_BAD;

/** Whether a status says that the credential does not work until somebody acts. */
export function isUnhealthy(status: unknown): status is BadStatus {
    return typeof status === "string" && Object.hasOwn(KNOWN_BAD, status);
}

/** Says what is wrong with an unhealthy credential, with Leaf's latest event, if it can be had. */
export async function explainHealth(context: Context, operation: Operation, status: BadStatus): Promise<string> {
    return (
        `Leaf reports ${status} (${KNOWN_BAD[status]}) for the ${context.kind.noun} of ` +
        `${operation.about}.${await latestEvent(context, operation)} Check the account at the provider; a changed ` +
        "password is given to `password` in the program, and `pulumi up` then replaces the credential."
    );
}

/** The most time that an explanation is worth, in milliseconds. */
const PATIENCE = 5_000;

async function latestEvent({ client }: Context, operation: Operation): Promise<string> {
    const options = { ...operation, deadline: new Deadline(Math.min(PATIENCE, operation.deadline.remaining)) };
    let events: CredentialEvent[];
    try {
        events = await client.events(operation.leafUserId, { page: 0, size: 20, sort: "createdDate,desc" }, options);
    } catch {
        // The event only explains; its absence must not hide what it would explain.
        return "";
    }
    // The order is asked for, but Leaf does not promise to know the parameter.
    const [latest] = events.sort((a, b) => (b.createdDate ?? "").localeCompare(a.createdDate ?? ""));
    if (latest === undefined) return "";
    const code = latest.statusCode === undefined ? [] : [`HTTP ${latest.statusCode}`];
    const body = latest.body === undefined || latest.body.trim() === "" ? [] : [`"${gist(latest.body)}"`];
    const when = latest.createdDate === undefined ? "" : ` of ${quote(latest.createdDate, 40)}`;
    return ` Its latest event${when}: ${[...code, ...body].join(": ")}.`;
}
