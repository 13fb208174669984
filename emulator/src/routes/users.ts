import type { FastifyInstance, FastifyRequest } from "fastify";

import { leafObjectIn } from "../body";
import { sendPage } from "../paging";
import { invalidFields, keyed, notFound, type FieldError } from "../problems";
import { isUuid, type LeafUser } from "../state";
import type { World } from "../world";
import { userAnswer } from "./answers";
import { leafUserInPath } from "./leafUserInPath";

const profileFields = ["name", "email", "phone", "address", "externalId"];

/** Leaf users (Leaf's page, User management): POST, GET, PUT, DELETE. */
export function userRoutes(app: FastifyInstance, world: World): void {
    const ownedBy = (request: FastifyRequest): LeafUser[] =>
        world.state.listUsers().filter(({ owner }) => owner === request.exchange.owner);

    app.get("/users", async (request, reply) =>
        sendPage(
            request,
            reply,
            ownedBy(request).map((user) => userAnswer(world, user)),
        ),
    );

    app.get("/users/:leafUserId", async (request) => userAnswer(world, leafUserInPath(world, request)));

    app.post("/users", async (request, reply) => {
        const user = world.state.addUser(request.exchange.owner as string, profileIn(leafObjectIn(request)));
        return reply.code(201).send(userAnswer(world, user));
    });

    // Replaces the user as a whole: a credential that the body does not name is lost.
    app.put("/users", async (request) => {
        const body = leafObjectIn(request);
        const profile = profileIn(body);
        const id = typeof body.id === "string" && isUuid(body.id) ? body.id.toLowerCase() : undefined;
        if (id === undefined) {
            throw invalidFields([{ objectName: "user", field: "id", message: "must be a UUID" }]);
        }
        const user = ownedBy(request).find((each) => each.id === id);
        if (user === undefined) {
            throw notFound();
        }
        keepNamedCredential(world, user, body.senteraCredentials);
        user.profile = profile;
        return userAnswer(world, user);
    });

    app.delete("/users/:leafUserId", async (request, reply) => {
        world.state.removeUser(leafUserInPath(world, request).id);
        return reply.code(204).send();
    });
}

function profileIn(body: Record<string, unknown>): Record<string, string> {
    const given = profileFields.filter((field) => body[field] !== undefined && body[field] !== null);
    const wrong = given.filter((field) => typeof body[field] !== "string");
    if (wrong.length > 0) {
        const error = (field: string): FieldError => ({ objectName: "user", field, message: "must be a string" });
        throw invalidFields(wrong.map(error));
    }
    return Object.fromEntries(given.map((field) => [field, body[field] as string]));
}

/** Leaf can also link a credential of another user here; the emulator cannot. */
function keepNamedCredential(world: World, user: LeafUser, named: unknown): void {
    if (named === undefined || named === null) {
        world.state.removeCredential(user.id);
    } else if ((named as { id?: unknown }).id !== world.state.credential(user.id)?.id) {
        throw keyed(400, "credentialNotFound", "The Leaf user has no Sentera credential with this id");
    }
}
