import type { FastifyInstance } from "fastify";

import type { Emulator } from "../types";
import { UsageError } from "../usageError";
import { controlBody, optionalTexts, texts } from "./controlInput";

/** The control API's hands on API owners, tokens, Leaf users and Sentera accounts. */
export function controlPeopleRoutes(app: FastifyInstance, emulator: Emulator): void {
    app.post("/owners", async (request, reply) => {
        const { username, password } = texts(request, "username", "password");
        emulator.addApiOwner({ username, password });
        return reply.code(204).send();
    });

    app.post("/tokens", async (request, reply) => {
        const { username } = texts(request, "username");
        const { expiresInSeconds } = controlBody(request);
        if (expiresInSeconds !== undefined && !Number.isInteger(expiresInSeconds)) {
            throw new UsageError("expiresInSeconds must be a whole number.");
        }
        const opts = expiresInSeconds === undefined ? {} : { expiresInSeconds: expiresInSeconds as number };
        return reply.code(201).send({ token: emulator.issueToken(username, opts) });
    });
    app.post("/tokens/revoke", async (request, reply) => {
        emulator.revokeTokens(texts(request, "username").username);
        return reply.code(204).send();
    });

    app.post("/users", async (request, reply) => {
        const { owner } = texts(request, "owner");
        const id = emulator.addLeafUser(owner, optionalTexts(request, "id", "name", "email"));
        return reply.code(201).send({ id });
    });
    app.delete("/users/:leafUserId", async (request, reply) => {
        emulator.removeLeafUser((request.params as { leafUserId: string }).leafUserId);
        return reply.code(204).send();
    });

    app.post("/sentera/accounts", async (request, reply) => {
        const { username, password } = texts(request, "username", "password");
        emulator.addSenteraAccount({ username, password, organizations: organizationsIn(controlBody(request)) });
        return reply.code(204).send();
    });
    app.post("/sentera/password", async (request, reply) => {
        const { username, newPassword } = texts(request, "username", "newPassword");
        emulator.changeSenteraPassword(username, newPassword);
        return reply.code(204).send();
    });
}

function organizationsIn({ organizations }: Record<string, unknown>): { id?: string; name: string }[] {
    const isOrganization = (each: unknown): boolean => {
        const { id, name } = (each ?? {}) as { id?: unknown; name?: unknown };
        return typeof name === "string" && (id === undefined || typeof id === "string");
    };
    if (!Array.isArray(organizations) || !organizations.every(isOrganization)) {
        throw new UsageError(
            'organizations must be a list such as [{"name": "Acme Farms"}], each with an optional id.',
        );
    }
    return organizations as { id?: string; name: string }[];
}
