/**
 * `check`: every problem of a resource at once, in the preview, without a request.
 *
 * The engine prints the value of the property that a failure points at, even a secret one. So failures name their
 * property in the reason and point at none, but for `leafUserId`, whose value helps and is no secret.
 */
import { PROVIDER_KEY } from "../byReference";
import type { SettingsResult } from "../config";
import { isUnknown } from "../engineValues";
import type { CredentialKind } from "../leaf/kind";
import { HIDDEN, type Props } from "./record";
import { parseDuration } from "./timeouts";

/** One problem, as the engine wants it. */
export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEALTH_OPTIONS = ["warn", "fail", "replace"];

/** Checks the inputs of a credential together with the configuration. Unknown values are no problem. */
export function check(
    kind: CredentialKind,
    news: Props,
    settings: SettingsResult,
): { inputs: Record<string, unknown>; failures: CheckFailure[] } {
    const inputs = { ...news };
    const failures: CheckFailure[] = [];
    const fail = (reason: string): void => void failures.push({ property: "", reason });

    const user = news["leafUserId"];
    const userProblem = problemOfUserId(user);
    if (userProblem !== undefined) {
        const others = kind.argumentNames.filter((name) => isUuid(news[name]));
        const swapped = others.length > 0 ? `; ${others.join(" and ")} holds one: are they swapped?` : "";
        // Swapped with the password, the value is a secret: then nothing is pointed at.
        const shows = typeof user === "string" && others.length === 0;
        failures.push({ property: shows ? "leafUserId" : "", reason: `leafUserId ${userProblem}${swapped}` });
    } else if (typeof user === "string" && !isUnknown(user)) {
        // Leaf's ids are lower-case; a copy in capitals is the same user.
        inputs["leafUserId"] = user.toLowerCase();
    }

    for (const name of kind.argumentNames) {
        const problem = problemOfText(news[name], kind.secretArguments.includes(name));
        if (problem !== undefined) fail(`${name} ${problem}`);
    }
    const { adopt, whenUnhealthy } = news;
    if (isGiven(adopt) && typeof adopt !== "boolean") fail(`adopt must be true or false, not ${typeName(adopt)}`);
    if (isGiven(whenUnhealthy) && !HEALTH_OPTIONS.includes(whenUnhealthy as string)) {
        fail(`whenUnhealthy must be one of "warn", "fail" and "replace"`);
    }
    const imported = news[HIDDEN.import];
    if (typeof imported === "string" && typeof user === "string" && !isUnknown(imported) && !isUnknown(user)) {
        if (imported.toLowerCase() !== user.toLowerCase())
            fail("the `import` option must be the same id as leafUserId");
    }
    for (const problem of problemsOfTimeouts(news[HIDDEN.timeouts])) fail(problem);

    const known = new Set(["leafUserId", ...kind.argumentNames, "adopt", "whenUnhealthy", PROVIDER_KEY]);
    for (const name of Object.keys(news)) {
        if (known.has(name) || name.startsWith("__")) continue;
        fail(`${name} is no argument of a ${kind.noun}: it takes ${[...known].slice(0, -1).join(", ")}`);
    }
    settings.problems.forEach(fail);
    return { inputs, failures };
}

function isGiven(value: unknown): boolean {
    return value !== undefined && value !== null && !isUnknown(value);
}

/** An unknown value looks like a UUID too. */
function isUuid(value: unknown): boolean {
    return typeof value === "string" && UUID.test(value) && !isUnknown(value);
}

/** What is wrong with the id of a Leaf user, if anything; unknown is fine. */
export function problemOfUserId(value: unknown): string | undefined {
    if (isUnknown(value)) return undefined;
    if (value === undefined || value === null) return "is missing: give the id of the Leaf user, a UUID";
    if (typeof value !== "string")
        return `must be a string, not ${typeName(value)}: give the id of the Leaf user, a UUID`;
    if (UUID.test(value)) return undefined;
    if (value.trim() === "") return "is empty: give the id of the Leaf user, a UUID";
    if (UUID.test(value.trim())) return "has blanks around it: give the UUID alone";
    return "is not a UUID: give the id of the Leaf user, such as 453b3bd5-85d6-46b0-b5b7-2d4698f48307";
}

function problemOfText(value: unknown, secret: boolean): string | undefined {
    if (isUnknown(value)) return undefined;
    if (value === undefined || value === null) return "is missing";
    if (typeof value !== "string") return `must be a string, not ${typeName(value)}`;
    if (value === "") return "is empty";
    // A password may be made of anything, blanks too.
    if (!secret && value.trim() === "") return "is blank";
    return undefined;
}

function* problemsOfTimeouts(timeouts: unknown): Generator<string> {
    if (typeof timeouts !== "object" || timeouts === null) return;
    for (const [operation, value] of Object.entries(timeouts)) {
        if (isGiven(value) && parseDuration(value) === undefined) {
            yield `customTimeouts.${operation} is not a duration such as "90s", "5m" or "1h30m"`;
        }
    }
}

function typeName(value: unknown): string {
    if (Array.isArray(value)) return "a list";
    return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
