/**
 * What can go wrong with Leaf, as classes a caller can test for.
 *
 * All are `pulumi.RunError`s whose stack is their message: the SDK prints any other error of a program with
 * `util.inspect`, which shows attached objects (and with them tokens), and prints stacks of no use to a user.
 */
import { RunError } from "@pulumi/pulumi/errors";
import { redact } from "../redact";
import type { HttpMethod, RequestInfo } from "./request";

/** The root of everything this package throws. Its text says what happened, where, and what to do; never a secret. */
export class LeafError extends RunError {
    override readonly name: string = "LeafError";

    constructor(message: string) {
        super(message);
        this.stack = message;
    }

    /** Adds a sentence: what was tried, what to do. */
    append(sentence: string): void {
        this.reword(`${this.message} ${sentence}`);
    }

    /** The same error, fit to leave this package: no secret known to this process is in it. */
    redacted(): this {
        this.reword(redact(this.message));
        return this;
    }

    private reword(message: string): void {
        this.message = message;
        this.stack = message;
    }
}

/** The configuration cannot be used: no credentials, a malformed base URL, a time limit that is no number. */
export class LeafConfigurationError extends LeafError {
    override readonly name = "LeafConfigurationError";
}

/** Every credential for Leaf's API was refused (HTTP 401), had expired, or was missing. */
export class LeafAuthenticationError extends LeafError {
    override readonly name = "LeafAuthenticationError";
}

/** Leaf answered with a status that is no success. */
export class LeafApiError extends LeafError implements RequestInfo {
    override readonly name = "LeafApiError";
    readonly method: HttpMethod;
    readonly path: string;
    /** The HTTP status. */
    readonly status: number;
    /** Leaf's `errorKey`, if its answer had one. */
    readonly errorKey: string | undefined;
    /** The request's id as the server names it in a header, for Leaf's support. */
    readonly requestId: string | undefined;
    /** How long the server asks to wait, in milliseconds (`Retry-After`). */
    readonly retryAfterMs: number | undefined;

    constructor(
        message: string,
        details: RequestInfo & {
            readonly status: number;
            readonly errorKey?: string | undefined;
            readonly requestId?: string | undefined;
            readonly retryAfterMs?: number | undefined;
        },
    ) {
        super(message);
        this.method = details.method;
        this.path = details.path;
        this.status = details.status;
        this.errorKey = details.errorKey;
        this.requestId = details.requestId;
        this.retryAfterMs = details.retryAfterMs;
    }
}

/** No answer came: the network failed, the connection broke, or a time limit passed. */
export class LeafConnectionError extends LeafError implements RequestInfo {
    override readonly name: string = "LeafConnectionError";
    readonly method: HttpMethod;
    readonly path: string;
    /** The system's or Node.js' code, such as `ECONNRESET`. */
    readonly code: string | undefined;
    /** Whether the request may have reached Leaf, and so may have been carried out. */
    readonly maybeApplied: boolean;
    /** Whether another try can help: not where a certificate is refused or a host has no such name. */
    readonly transient: boolean;

    constructor(
        message: string,
        details: RequestInfo & {
            readonly code?: string | undefined;
            readonly maybeApplied: boolean;
            readonly transient: boolean;
        },
    ) {
        super(message);
        this.method = details.method;
        this.path = details.path;
        this.code = details.code;
        this.maybeApplied = details.maybeApplied;
        this.transient = details.transient;
    }
}

/** A time limit passed: `requestTimeout` for one request, `operationTimeout` or `customTimeouts` for all of them. */
export class LeafTimeoutError extends LeafConnectionError {
    override readonly name = "LeafTimeoutError";
}

/** An answer that is not Leaf's: HTML of a gateway, a redirect, a body too large, a shape that does not fit. */
export class LeafAnswerError extends LeafError implements RequestInfo {
    override readonly name = "LeafAnswerError";
    readonly method: HttpMethod;
    readonly path: string;
    /** The HTTP status of the answer. */
    readonly status: number;

    constructor(message: string, details: RequestInfo & { readonly status: number }) {
        super(message);
        this.method = details.method;
        this.path = details.path;
        this.status = details.status;
    }
}
