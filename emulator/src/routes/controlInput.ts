import type { FastifyRequest } from "fastify";

import { objectIn } from "../body";
import { UsageError } from "../usageError";

/** The JSON object of a request to the control API. */
export function controlBody(request: FastifyRequest): Record<string, unknown> {
    const body = objectIn(request);
    if (body === undefined) {
        throw new UsageError("The body must be a JSON object.");
    }
    return body;
}

/** The members of the body that must be texts. */
export function texts<const Name extends string>(request: FastifyRequest, ...names: Name[]): Record<Name, string> {
    const body = controlBody(request);
    const missing = names.filter((name) => typeof body[name] !== "string");
    if (missing.length > 0) {
        throw new UsageError(`The body lacks ${missing.join(", ")} (text).`);
    }
    return body as Record<Name, string>;
}

/** The members of the body that may be left out, and are texts otherwise; any others are dropped. */
export function optionalTexts<const Name extends string>(
    request: FastifyRequest,
    ...names: Name[]
): Partial<Record<Name, string>> {
    const body = controlBody(request);
    const given = names.filter((name) => body[name] !== undefined);
    const texted = texts(request, ...given);
    return Object.fromEntries(given.map((name) => [name, texted[name]])) as Partial<Record<Name, string>>;
}

/** `?secrets=true`: the answer may hold passwords and tokens. */
export const wantsSecrets = (request: FastifyRequest): boolean =>
    (request.query as { secrets?: string }).secrets === "true";

/** A copy without passwords and Sentera tokens, unless these are wanted. */
export function shown<T extends object>(request: FastifyRequest, value: T): Partial<T> {
    const hidden = wantsSecrets(request) ? [] : ["password", "authToken"];
    return Object.fromEntries(Object.entries(value).filter(([name]) => !hidden.includes(name))) as Partial<T>;
}
