import type { FastifyInstance, FastifyRequest } from "fastify";

import { httpProblem } from "./problems";

/** Stands for a body that is no JSON. */
const unreadable = Symbol("unreadable");

/**
 * Reads JSON bodies without judging them, so that a missing token is reported before a malformed body, and a DELETE
 * may carry `Content-Type: application/json` and nothing else.
 */
export function readBodies(app: FastifyInstance): void {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
        if (text === "") {
            done(null);
            return;
        }
        let body: unknown = unreadable;
        try {
            body = JSON.parse(text as string);
        } catch {
            // stays unreadable
        }
        done(null, body);
    });
}

/** The JSON object a request carries; undefined if it carries none. */
export function objectIn(request: FastifyRequest): Record<string, unknown> | undefined {
    const { body } = request;
    return typeof body === "object" && body !== null && !Array.isArray(body)
        ? (body as Record<string, unknown>)
        : undefined;
}

/** The same for Leaf's routes; throws a problem 400 without one. */
export function leafObjectIn(request: FastifyRequest): Record<string, unknown> {
    const body = objectIn(request);
    if (body === undefined) {
        throw httpProblem(400, "Failed to read request");
    }
    return body;
}
