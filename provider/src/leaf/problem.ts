/**
 * Makes errors of Leaf's error answers. Their shapes vary: JHipster problems (`title`, `detail`, `message`,
 * `errorKey`), the gateway's (`error`, `message`, `status_code`), plain text, HTML of something in between.
 */
import { quote } from "../redact";
import { LeafApiError } from "./errors";
import type { RequestInfo } from "./request";
import { type Body, type HttpAnswer, readBody } from "./http";
import { parseRetryAfter } from "./retry";

/** Header names under which servers and gateways put a request's id; Leaf documents none. */
const REQUEST_ID_HEADERS = ["x-request-id", "x-correlation-id", "x-amzn-requestid", "x-amzn-trace-id", "cf-ray"];

/**
 * The error for an answer without success.
 *
 * @param hint - what to do about it, as a sentence
 */
export function problem(request: RequestInfo, answer: HttpAnswer, hint?: string): LeafApiError {
    const { message, errorKey } = saidBy(answer.body);
    const key = errorKey === undefined ? "" : ` (${errorKey})`;
    const said = message === undefined ? "" : `: "${message}"`;
    const advice = hint ?? defaultHint(answer.status);
    const id = REQUEST_ID_HEADERS.map((name) => answer.headers.get(name)).find((value) => value !== null);
    const requestId = id === undefined ? undefined : quote(id ?? "", 100);
    return new LeafApiError(
        `Leaf answered ${answer.status}${key} to ${request.method} ${request.path}${said}.` +
            (advice === undefined ? "" : ` ${advice}`) +
            (requestId === undefined ? "" : ` (request ${requestId})`),
        {
            method: request.method,
            path: request.path,
            status: answer.status,
            errorKey,
            requestId,
            retryAfterMs: parseRetryAfter(answer.headers.get("retry-after"), Date.now()),
        },
    );
}

/** What an answer's body says, in a few clean words: its message where it has one, else its text. */
export function gist(body: string): string {
    return saidBy(readBody(body)).message ?? quote(body);
}

/** Leaf's words for what went wrong, cleaned. */
function saidBy(body: Body): { message?: string; errorKey?: string } {
    if (body.kind === "empty") return {};
    if (body.kind === "text") {
        const html = /^\s*</.test(body.text);
        return {
            message: html ? `an HTML page, not Leaf's own answer: ${quote(titleOf(body.text), 80)}` : clean(body.text),
        };
    }
    if (typeof body.value === "string") return { message: clean(body.value) };
    if (typeof body.value !== "object" || body.value === null) return {};
    const said = body.value as Record<string, unknown>;
    const text = (...keys: string[]): string | undefined =>
        keys.map((key) => said[key]).find((value): value is string => typeof value === "string" && value.trim() !== "");
    // JHipster's `message` is often a key such as "error.http.401": what a person can read comes first.
    const message = text("detail", "title", "message", "error");
    const fields = Array.isArray(said["fieldErrors"]) ? said["fieldErrors"].map(fieldError).filter(Boolean) : [];
    const errorKey = text("errorKey");
    return {
        ...(message === undefined ? {} : { message: clean([message, ...fields].join("; ")) }),
        ...(errorKey === undefined ? {} : { errorKey: quote(errorKey, 60) }),
    };
}

function fieldError(value: unknown): string | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const { field, message } = value as { field?: unknown; message?: unknown };
    return typeof field === "string" && typeof message === "string" ? `${field}: ${message}` : undefined;
}

function clean(text: string): string {
    return quote(text).replace(/\.+$/, "");
}

function titleOf(html: string): string {
    return /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? "no title";
}

function defaultHint(status: number): string | undefined {
    if (status === 403) return "The Leaf account in use may not do this: check which API owner it belongs to.";
    if (status === 429) return "Leaf limits the rate of requests: try again later, or lower leaf:maxConcurrency.";
    if (status === 408 || status >= 500) return "That is a failure on Leaf's side: try again later.";
    return undefined;
}
