import { randomUUID } from "node:crypto";

import { leafTimestamp } from "./clock";
import { keyed } from "./problems";
import type { Login } from "./sentera";
import { recordEvent, type StoredCredential } from "./state";
import type { Switches } from "./switches";
import type { World } from "./world";

/** The body of POST …/sentera-credentials (Leaf's page, Sentera). */
export interface CredentialInput {
    username: string;
    password: string;
    organizationName: string;
}

/** How each outcome of a login at Sentera shows on the credential and in its events. */
const outcomes = {
    success: { status: "OK", statusCode: 200, body: '{"status":"active"}', text: "" },
    invalidCredentials: {
        status: "UNAUTHENTICATED",
        statusCode: 401,
        body: '{"error":"Invalid login."}',
        text: "Invalid credentials",
    },
    organizationNotFound: {
        status: "MISSING_PERMISSION",
        statusCode: 404,
        body: '{"error":"Organization not found."}',
        text: "Organization not found",
    },
} as const;

/** Leaf takes a credential: looks for an existing one, logs in at Sentera, and keeps it or throws a problem. */
export function createCredential(world: World, leafUserId: string, sent: CredentialInput): StoredCredential {
    const { switches, state, sentera } = world;
    if (switches.existing !== "overwrite" && state.credential(leafUserId) !== undefined) {
        const status = switches.existing === "reject400" ? 400 : 409;
        throw keyed(status, "credentialAlreadyExists", "The Leaf user already has a Sentera credential");
    }

    const asked = trims(switches.names)
        ? { ...sent, username: sent.username.trim(), organizationName: sent.organizationName.trim() }
        : sent;
    if (switches.unknownAccounts === "register") {
        sentera.register(asked.username, asked.password);
    }
    const login = sentera.login(asked.username, asked.password, asked.organizationName);
    if (login.outcome !== "success" && switches.badLogin === "reject400") {
        throw keyed(400, login.outcome, outcomes[login.outcome].text);
    }

    const credential = newCredential(leafUserId, {
        ...asked,
        username: stored(switches.names, asked.username),
        organizationName: stored(switches.names, asked.organizationName),
    });
    applyLogin(credential, login);
    state.keepCredential(credential);
    return credential;
}

/** Leaf deletes a credential; see the switch `lateDeletionMs`. */
export function deleteCredential(world: World, credential: StoredCredential): void {
    if (world.switches.lateDeletionMs > 0) {
        credential.goesAt ??= Date.now() + world.switches.lateDeletionMs;
    } else {
        world.state.removeCredential(credential.leafUserId);
    }
}

/** Leaf's background processing logs in again with every credential of a Sentera account. */
export function recheckCredentials(world: World, username: string): void {
    for (const credential of world.state.listCredentials()) {
        if (credential.username.trim().toLowerCase() === username.trim().toLowerCase()) {
            // By id where it is known: the name may be stored in another letter case than Sentera has it.
            const organization = credential.organizationId ?? credential.organizationName;
            applyLogin(credential, world.sentera.login(username, credential.password, organization));
        }
    }
}

/** A credential nobody has checked yet. */
export function newCredential(leafUserId: string, input: CredentialInput): StoredCredential {
    return {
        id: randomUUID(),
        leafUserId,
        status: null,
        createdTime: leafTimestamp(),
        username: input.username,
        password: input.password,
        authToken: null,
        organizationId: null,
        organizationName: input.organizationName,
        events: [],
    };
}

function applyLogin(credential: StoredCredential, login: Login): void {
    const { status, statusCode, body } = outcomes[login.outcome];
    credential.status = status;
    recordEvent(credential, { statusCode, body, headers: "Content-Type: application/json" });
    if (login.outcome === "success") {
        credential.authToken = login.authToken;
        credential.organizationId = login.organizationId;
    }
}

const trims = (names: Switches["names"]): boolean => names === "trimmed" || names === "lowerCaseTrimmed";

const stored = (names: Switches["names"], text: string): string =>
    names === "lowerCase" || names === "lowerCaseTrimmed" ? text.toLowerCase() : text;
