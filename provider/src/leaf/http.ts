/**
 * One request over node-fetch, and nothing more: no retry, no login. Redirects are refused, answers bounded.
 */
import type { Agent } from "node:http";
import type { FetchError, Response } from "node-fetch" with { "resolution-mode": "import" };
import { connectionError } from "./connectionError";
import { LeafAnswerError } from "./errors";
import type { RequestInfo } from "./request";
import { USER_AGENT } from "./userAgent";

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
            throw connectionError(error as FetchError, request, answer, timeout, signal.aborted, LARGEST_ANSWER);
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
