import type { Fault } from "./faults";
import { UsageError } from "./usageError";

const whens = ["before", "after"];
const actions = ["status", "reset", "hang", "truncate", "endless", "slow", "body"];

const isText = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isTextMap = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.values(value).every(isText);

const members: Record<keyof Fault, { accepts: (value: unknown) => boolean; wanted: string }> = {
    method: { accepts: isText, wanted: "a text" },
    path: { accepts: isText, wanted: "a text (a part of the path)" },
    times: { accepts: (value) => value === "always" || isCount(value), wanted: 'a count or "always"' },
    after: { accepts: isCount, wanted: "a count" },
    when: { accepts: (value) => whens.includes(value as string), wanted: whens.join(" | ") },
    delayMs: { accepts: isCount, wanted: "a number of milliseconds" },
    action: { accepts: (value) => actions.includes(value as string), wanted: actions.join(" | ") },
    status: {
        accepts: (value) => isCount(value) && (value as number) >= 200 && (value as number) <= 599,
        wanted: "an HTTP status from 200 to 599",
    },
    headers: { accepts: isTextMap, wanted: "an object of texts" },
    body: { accepts: isText, wanted: "a text" },
};

/** A fault as it comes over the control API: JSON, so the path is a plain text and `Infinity` is `"always"`. */
export function checkFault(given: Record<string, unknown>): Fault {
    for (const [name, value] of Object.entries(given)) {
        const member = Object.hasOwn(members, name) ? members[name as keyof Fault] : undefined;
        if (member === undefined) {
            throw new UsageError(`A fault has no "${name}". It has: ${Object.keys(members).join(", ")}.`);
        }
        if (!member.accepts(value)) {
            throw new UsageError(`The ${name} of a fault cannot be ${JSON.stringify(value)}: ${member.wanted}.`);
        }
    }
    return given.times === "always" ? { ...given, times: Infinity } : given;
}
