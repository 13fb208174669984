import type { FastifyRequest } from "fastify";

import { httpProblem, notFound } from "../problems";
import { isUuid, type LeafUser, type StoredCredential } from "../state";
import type { World } from "../world";

/** The Leaf user that the path names; problem 400 if it is no UUID, 404 if the token's owner has no such user. */
export function leafUserInPath(world: World, request: FastifyRequest): LeafUser {
    const { leafUserId } = request.params as { leafUserId: string };
    if (!isUuid(leafUserId)) {
        throw httpProblem(400, "Failed to convert 'leafUserId' to a UUID");
    }
    const user = world.state.user(leafUserId);
    if (user === undefined || user.owner !== request.exchange.owner) {
        throw notFound();
    }
    return user;
}

/** The credential of the Leaf user that the path names; problem 404 without one. */
export function credentialInPath(world: World, request: FastifyRequest): StoredCredential {
    const credential = world.state.credential(leafUserInPath(world, request).id);
    if (credential === undefined) {
        throw notFound();
    }
    return credential;
}
