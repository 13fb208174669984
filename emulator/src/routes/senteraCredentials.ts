import type { FastifyInstance } from "fastify";

import { leafObjectIn } from "../body";
import { createCredential, deleteCredential, type CredentialInput } from "../leafCredentials";
import { httpProblem, invalidFields } from "../problems";
import type { World } from "../world";
import { credentialAnswer } from "./answers";
import { credentialInPath, leafUserInPath } from "./leafUserInPath";

const path = "/users/:leafUserId/sentera-credentials";

/** GET, POST and DELETE of a Leaf user's Sentera credential (Leaf's page, Sentera). */
export function senteraCredentialRoutes(app: FastifyInstance, world: World): void {
    app.get(path, async (request) => credentialAnswer(credentialInPath(world, request)));

    app.post(path, async (request, reply) => {
        const user = leafUserInPath(world, request);
        const credential = createCredential(world, user.id, inputIn(leafObjectIn(request)));
        return reply.code(world.switches.postStatus).send(credentialAnswer(credential));
    });

    app.delete(path, async (request, reply) => {
        deleteCredential(world, credentialInPath(world, request));
        return world.switches.deleteAnswer === "204"
            ? reply.code(204).send()
            : reply.code(200).send({ message: "Credentials deleted" });
    });

    app.route({
        method: ["PUT", "PATCH"],
        url: path,
        handler: async (request) => {
            throw httpProblem(405, `Request method '${request.method}' is not supported`);
        },
    });
}

function inputIn(body: Record<string, unknown>): CredentialInput {
    const wrong = ["username", "password", "organizationName"].filter((field) => {
        const value = body[field];
        return typeof value !== "string" || value.trim() === "";
    });
    if (wrong.length > 0) {
        const objectName = "senteraCredentials";
        throw invalidFields(wrong.map((field) => ({ objectName, field, message: "must not be blank" })));
    }
    return body as unknown as CredentialInput;
}
