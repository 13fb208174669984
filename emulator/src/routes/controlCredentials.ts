import type { FastifyInstance, FastifyRequest } from "fastify";

import type { Emulator } from "../types";
import { UsageError } from "../usageError";
import { controlBody, optionalTexts, shown, texts } from "./controlInput";

const path = "/credentials/:leafUserId";

const idIn = (request: FastifyRequest): string => (request.params as { leafUserId: string }).leafUserId;

/** The control API's hands on credentials, behind the back of Leaf's API. */
export function controlCredentialRoutes(app: FastifyInstance, emulator: Emulator): void {
    app.get(path, async (request, reply) => {
        const credential = emulator.getCredential(idIn(request));
        return credential === undefined
            ? reply.code(404).send({ error: `The Leaf user ${idIn(request)} has no Sentera credential.` })
            : shown(request, credential);
    });

    app.put(path, async (request) => {
        const required = texts(request, "username", "password", "organizationName");
        const credential = { ...required, ...optionalTexts(request, "status") };
        return shown(request, emulator.putCredential(idIn(request), credential));
    });

    app.delete(path, async (request, reply) => {
        emulator.removeCredential(idIn(request));
        return reply.code(204).send();
    });

    app.put(`${path}/status`, async (request, reply) => {
        const { status } = controlBody(request);
        if (typeof status !== "string" && status !== null) {
            throw new UsageError("status must be a text or null.");
        }
        emulator.setStatus(idIn(request), status);
        return reply.code(204).send();
    });

    app.post(`${path}/events`, async (request, reply) => {
        const { statusCode } = controlBody(request);
        if (!Number.isInteger(statusCode)) {
            throw new UsageError("statusCode must be a whole number.");
        }
        const { body } = texts(request, "body");
        const rest = optionalTexts(request, "headers", "createdDate");
        emulator.addEvent(idIn(request), { statusCode: statusCode as number, body, ...rest });
        return reply.code(204).send();
    });
}
