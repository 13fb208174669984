import type { LeafUser, StoredCredential } from "../state";
import type { World } from "../world";

/** A credential as Leaf answers it: these fields, and never the password (Leaf's page, Sentera). */
export function credentialAnswer(credential: StoredCredential): Record<string, unknown> {
    const { id, status, createdTime, username, authToken, organizationId, organizationName } = credential;
    return { id, status, createdTime, username, authToken, organizationId, organizationName };
}

/**
 * A Leaf user as Leaf answers it, credentials included. The name `senteraCredentials` follows the documented ones
 * of other providers.
 */
export function userAnswer(world: World, user: LeafUser): Record<string, unknown> {
    const credential = world.state.credential(user.id);
    return {
        id: user.id,
        ...user.profile,
        apiOwnerUsername: user.owner,
        ...(credential === undefined ? {} : { senteraCredentials: credentialAnswer(credential) }),
    };
}
