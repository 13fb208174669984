/** `customTimeouts` of the resource: the engine keeps them to itself, so they travel as a hidden input. */
import type { Props } from "./record";
import { HIDDEN } from "./record";

/** The operations that `customTimeouts` knows. */
export type TimedOperation = "create" | "read" | "update" | "delete";

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration as Pulumi writes it: `90s`, `5m`, `1h30m`.
 *
 * @returns milliseconds; `undefined` where the text is none
 */
export function parseDuration(text: unknown): number | undefined {
    if (typeof text !== "string" || !/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined;
    let total = 0;
    for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
        total += Number(amount) * UNITS[unit as keyof typeof UNITS];
    }
    return total > 0 ? total : undefined;
}

/** The time for one operation on a resource, in milliseconds: its own limit, else the configured one. */
export function budgetOf(props: Props, operation: TimedOperation, operationTimeout: number): number {
    const timeouts = props[HIDDEN.timeouts];
    const own = typeof timeouts === "object" && timeouts !== null ? (timeouts as Props)[operation] : undefined;
    return parseDuration(own) ?? operationTimeout;
}
