/** Tells what went wrong below HTTP, and whether the request may have been carried out all the same. */
import type { FetchError, Response } from "node-fetch" with { "resolution-mode": "import" };
import { LeafAnswerError, LeafConnectionError, LeafTimeoutError } from "./errors";
import type { RequestInfo } from "./request";
import { seconds } from "./seconds";

/** Failures before a byte of the request can have left: the name, the connection, the certificate. */
const NEVER_SENT: Readonly<Record<string, { readonly transient: boolean; readonly hint: string }>> = {
    ENOTFOUND: { transient: true, hint: "the host's name was not found: check leaf:baseUrl, DNS and the proxy" },
    EAI_AGAIN: { transient: true, hint: "the name service did not answer" },
    ECONNREFUSED: {
        transient: true,
        hint: "the connection was refused: check leaf:baseUrl, the proxy, and that the server runs",
    },
    EHOSTUNREACH: { transient: true, hint: "the host cannot be reached: check the network" },
    ENETUNREACH: { transient: true, hint: "the network cannot be reached" },
};

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO|ERR_SSL/;

/**
 * The error for a request without a whole answer.
 *
 * @param answer - where its head had come, but not all of its body
 * @param limit - the largest answer that is read, in bytes
 */
export function connectionError(
    error: FetchError,
    { method, path }: RequestInfo,
    answer: Response | undefined,
    timeout: number,
    timedOut: boolean,
    limit: number,
): LeafAnswerError | LeafConnectionError {
    const what = `${method} ${path}`;
    if (error.type === "max-size") {
        return new LeafAnswerError(
            `The answer to ${what} is larger than ${limit / 1024 / 1024} MiB, which nothing of Leaf's is: ` +
                "check leaf:baseUrl, and whether a proxy stands between.",
            { method, path, status: answer?.status ?? 0 },
        );
    }
    if (timedOut) {
        return new LeafTimeoutError(`${what} had no answer within ${seconds(timeout)} (leaf:requestTimeout).`, {
            method,
            path,
            maybeApplied: true,
            transient: true,
        });
    }
    const code = error.code ?? (error as { errno?: string }).errno;
    const never = code === undefined ? undefined : NEVER_SENT[code];
    if (never !== undefined && answer === undefined) {
        return new LeafConnectionError(`${what} did not reach Leaf: ${never.hint} (${code}).`, {
            method,
            path,
            code,
            maybeApplied: false,
            transient: never.transient,
        });
    }
    if (code !== undefined && CERTIFICATE.test(code) && answer === undefined) {
        return new LeafConnectionError(
            `${what} did not reach Leaf: no trusted TLS connection (${code}). Behind a company proxy, give its ` +
                "certificate in NODE_EXTRA_CA_CERTS; else check leaf:baseUrl.",
            { method, path, code, maybeApplied: false, transient: false },
        );
    }
    const where = answer === undefined ? "before an answer came" : "in the middle of the answer";
    return new LeafConnectionError(
        `The connection broke ${where} to ${what}${code === undefined ? "" : ` (${code})`}: check the network and the proxy.`,
        { method, path, code, maybeApplied: true, transient: true },
    );
}
