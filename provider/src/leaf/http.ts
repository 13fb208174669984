/**
 * One request over node-fetch, and nothing more: no retry, no login. Redirects are refused, answers bounded.
 */
import type { Agent } from "node:http";
import type { FetchError, Response } from "node-fetch" with { "resolution-mode": "import" };
import { LeafAnswerError, LeafConnectionError, LeafTimeoutError, type RequestInfo } from "./errors";
import { USER_AGENT } from "./userAgent";

/** The methods that Leaf's credential endpoints know. There is no PUT: a change is delete and create. */
export type HttpMethod = "GET" | "POST" | "DELETE";

/** A request to Leaf. */
export interface HttpRequest extends RequestInfo {
    /** Query parameters. */
    readonly query?: Readonly<Record<string, string>> | undefined;
    /** Sent as JSON. */
    readonly body?: unknown;
    /** A Leaf token, sent as `Authorization: Bearer`. */
    readonly token?: string | undefined;
}

/** A body as it was found, whatever the content type claims: Leaf's errors come as JSON, gateways' as anything. */
export type Body =
    | { readonly kind: "json"; readonly value: unknown }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "empty" };

/** An answer, whatever its status. */
export interface HttpAnswer {
    readonly status: number;
    readonly body: Body;
    readonly headers: { get(name: string): string | null };
}

/** A hundred events, the most of a page, stay far below; an endless answer ends here. In bytes, after decompression. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

/** Sends HTTP requests to one host over kept connections. */
export class Http {
    private agent: Promise<Agent> | undefined;

    /** @param baseUrl - scheme, host and optional path, without a trailing slash */
    constructor(private readonly baseUrl: string) {}

    /**
     * Sends a request and reads the whole answer.
     *
     * @param timeout - milliseconds for both together
     * @throws {@link LeafConnectionError} or {@link LeafTimeoutError} where no whole answer came;
     * {@link LeafAnswerError} where it was a redirect or too large
     */
    async send(request: HttpRequest, timeout: number): Promise<HttpAnswer> {
        // Loaded at the first request: a preview without changes never needs it.
        const { default: fetch } = await import("node-fetch");
        const agent = await (this.agent ??= this.createAgent());
        const query = request.query === undefined ? "" : `?${new URLSearchParams(request.query).toString()}`;
        // node-fetch's own signal covers the body too, and frees the socket.
        const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeout)));
        let answer: Response | undefined;
        try {
            answer = await fetch(this.baseUrl + request.path + query, {
                method: request.method,
                headers: {
                    accept: "application/json",
                    "user-agent": USER_AGENT,
                    ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
                    ...(request.body === undefined ? {} : { "content-type": "application/json" }),
                },
                ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
                redirect: "manual",
                size: LARGEST_ANSWER,
                agent,
                signal,
            });
            if (answer.status >= 300 && answer.status < 400) throw redirected(request, answer);
            const text = await answer.text();
            return { status: answer.status, headers: answer.headers, body: readBody(text) };
        } catch (error) {
            if (error instanceof LeafAnswerError) throw error;
            throw connectionError(error as FetchError, request, answer, timeout, signal.aborted);
        }
    }

    /** A proxy's agent costs some 40 ms to load, so only those who have a proxy pay for it. */
    private async createAgent(): Promise<Agent> {
        const options = { keepAlive: true };
        const { env } = process;
        // Plain http is this machine itself, to which no proxy leads.
        if (this.baseUrl.startsWith("http:")) return new (await import("node:http")).Agent(options);
        const proxies = [env["HTTPS_PROXY"], env["https_proxy"], env["ALL_PROXY"], env["all_proxy"]];
        if (proxies.some(Boolean)) {
            const { ProxyAgent } = await import("proxy-agent");
            return new ProxyAgent(options);
        }
        return new (await import("node:https")).Agent(options);
    }
}

/** Finds out what a body is. */
export function readBody(text: string): Body {
    if (text.trim() === "") return { kind: "empty" };
    try {
        return { kind: "json", value: JSON.parse(text) as unknown };
    } catch {
        return { kind: "text", text };
    }
}

/** A redirect is never followed: it would carry the token, or a grower's password, to whoever it names. */
function redirected(request: RequestInfo, answer: Response): LeafAnswerError {
    answer.body?.resume?.call(answer.body);
    return new LeafAnswerError(
        `${request.method} ${request.path} was redirected (HTTP ${answer.status}), which is refused since it would ` +
            "carry the token elsewhere. Check leaf:baseUrl, and whether a proxy stands between.",
        { method: request.method, path: request.path, status: answer.status },
    );
}

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

function connectionError(
    error: FetchError,
    { method, path }: RequestInfo,
    answer: Response | undefined,
    timeout: number,
    timedOut: boolean,
): LeafAnswerError | LeafConnectionError {
    const what = `${method} ${path}`;
    if (error.type === "max-size") {
        return new LeafAnswerError(
            `The answer to ${what} is larger than ${LARGEST_ANSWER / 1024 / 1024} MiB, which nothing of Leaf's is: ` +
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

/** Milliseconds as a person reads them. */
export function seconds(ms: number): string {
    return ms < 9_950 ? `${Number((ms / 1000).toFixed(1))} s` : `${Math.round(ms / 1000)} s`;
}
