/**
 * When a request may be sent again, and how long to wait first. Decisions only: `call.ts` carries them out.
 */
import { LeafApiError, LeafConnectionError } from "./errors";
import type { RequestInfo } from "./request";

/** Answers that a later try may better. 429 stands apart: it is no failure, only a "not now". */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);

/** How often a request is sent at most, not counting 429s, which only the time limit ends. */
export const MAX_TRIES = 6;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 20_000;

/** Leaf's draft of its limits says to "wait a few seconds" after a 429 and counts by the minute. */
const RATE_LIMIT_BACKOFF_MS = 2_000;

/** Whether an error says that Leaf refused the request for its rate, so that it had no effect. */
export function isRateLimit(error: unknown): error is LeafApiError {
    return error instanceof LeafApiError && error.status === 429;
}

/**
 * Whether a failed request may simply be sent again. GET and DELETE may after anything that passes; POST only where it
 * cannot have been applied (no connection, or 429), since Leaf has no idempotency keys.
 */
export function isRetryable(error: unknown, request: RequestInfo): boolean {
    if (!(error instanceof LeafApiError || error instanceof LeafConnectionError)) return false;
    // A login that failed on the way had its own retries.
    if (error.path !== request.path) return false;
    if (isRateLimit(error)) return true;
    if (error instanceof LeafApiError) return request.method !== "POST" && PASSING_STATUSES.has(error.status);
    return error.transient && (request.method !== "POST" || !error.maybeApplied);
}

/**
 * Whether a failed write to `path` may have been applied all the same, so that only a look at Leaf can tell: no answer,
 * an answer that cannot be read, or a server's failure.
 */
export function isAmbiguous(error: unknown, path: string): boolean {
    if (error === null || typeof error !== "object" || (error as Partial<RequestInfo>).path !== path) return false;
    if (error instanceof LeafConnectionError) return error.maybeApplied;
    if (error instanceof LeafApiError) return error.status >= 500 || error.status === 408;
    return true;
}

/**
 * Milliseconds to wait before the next try: what the server asks for, else exponential with full jitter. A server that
 * keeps asking for no wait at all is not obeyed for ever.
 *
 * @param failures - how many tries have failed, from 1
 * @param random - a number from 0 to below 1
 */
export function waitBeforeRetry(error: unknown, failures: number, random: number): number {
    const limited = isRateLimit(error);
    const base = limited ? RATE_LIMIT_BACKOFF_MS : FIRST_BACKOFF_MS;
    const backoff = random * Math.min(LONGEST_BACKOFF_MS, base * 2 ** Math.min(failures - 1, 10));
    const asked = error instanceof LeafApiError ? error.retryAfterMs : undefined;
    if (asked === undefined) return limited ? base / 2 + backoff : backoff;
    return failures > 1 ? Math.max(asked, backoff) : asked;
}

/**
 * Reads a `Retry-After` header: seconds or an HTTP date.
 *
 * @returns milliseconds from now, never below 0; `undefined` where the text is neither
 */
export function parseRetryAfter(text: string | null, now: number): number | undefined {
    if (text === null) return undefined;
    const trimmed = text.trim();
    if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
    // `Date.parse` reads far more than HTTP dates ("-5" is a month to it).
    if (!/^[A-Z][a-z]{2,8},? /.test(trimmed)) return undefined;
    const date = Date.parse(trimmed);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
