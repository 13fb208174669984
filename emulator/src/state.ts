import { randomUUID } from "node:crypto";

import { leafTimestamp } from "./clock";
import { UsageError } from "./usageError";

/** An API owner: the account that logs in at Leaf. */
export interface ApiOwner {
    username: string;
    password: string;
}

/** A Leaf user of an API owner. */
export interface LeafUser {
    /** Lower-case UUID. */
    id: string;
    /** Username of the API owner. */
    owner: string;
    /** What the API was given: name, email, phone, address, externalId. */
    profile: Record<string, string>;
}

/** An entry of a credential's event log (fields: Leaf's page, Sentera). */
export interface CredentialEvent {
    id: string;
    createdDate: string;
    /** HTTP status of the provider's answer. */
    statusCode: number;
    body: string;
    headers: string;
}

/** A Sentera credential as the emulator keeps it: Leaf's fields, the password, and the events. */
export interface StoredCredential {
    /** UUID of the credential itself. */
    id: string;
    leafUserId: string;
    /** `OK`, `UNAUTHENTICATED`, `MISSING_PERMISSION`, `TEMPORARILY_UNAVAILABLE`, or anything set by a test. */
    status: string | null;
    createdTime: string;
    username: string;
    /** Never in an answer of Leaf's API. */
    password: string;
    authToken: string | null;
    organizationId: string | null;
    organizationName: string;
    events: CredentialEvent[];
    /** Deleted, and still served until then (ms epoch): see the switch `lateDeletionMs`. */
    goesAt?: number;
}

/** A UUID in any letter case. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** API owners, Leaf users and credentials. Knows what exists, not what Leaf answers. */
export class State {
    private readonly owners = new Map<string, ApiOwner>();
    private readonly users = new Map<string, LeafUser>();
    private readonly credentials = new Map<string, StoredCredential>();

    /** Adds an API owner, or replaces its password. */
    addOwner(owner: ApiOwner): void {
        this.owners.set(owner.username.toLowerCase(), { ...owner });
    }

    /** An API owner by name, whatever its letter case. */
    owner(username: string): ApiOwner | undefined {
        return this.owners.get(username.toLowerCase());
    }

    /** Adds a Leaf user. */
    addUser(owner: string, profile: Record<string, string>, id: string = randomUUID()): LeafUser {
        const key = id.toLowerCase();
        if (!isUuid(key) || this.users.has(key)) {
            throw new UsageError(`A new Leaf user cannot have the id "${id}": it takes a UUID that is not in use.`);
        }
        const user = { id: key, owner, profile };
        this.users.set(key, user);
        return user;
    }

    /** A Leaf user, whoever owns it. */
    user(id: string): LeafUser | undefined {
        return this.users.get(id.toLowerCase());
    }

    /** Removes a Leaf user; its credential goes with it. */
    removeUser(id: string): void {
        this.users.delete(id.toLowerCase());
        this.removeCredential(id);
    }

    /** The credential of a Leaf user, unless its late deletion has come. */
    credential(leafUserId: string): StoredCredential | undefined {
        const found = this.credentials.get(leafUserId.toLowerCase());
        if (found?.goesAt !== undefined && Date.now() >= found.goesAt) {
            this.removeCredential(leafUserId);
            return undefined;
        }
        return found;
    }

    /** Keeps a credential, in the place of any other of its Leaf user. */
    keepCredential(credential: StoredCredential): void {
        this.credentials.set(credential.leafUserId, credential);
    }

    /** Removes a credential and its events at once. */
    removeCredential(leafUserId: string): void {
        this.credentials.delete(leafUserId.toLowerCase());
    }

    /** All API owners. */
    listOwners(): ApiOwner[] {
        return [...this.owners.values()];
    }

    /** All Leaf users, in order of creation. */
    listUsers(): LeafUser[] {
        return [...this.users.values()];
    }

    /** All credentials that are still served. */
    listCredentials(): StoredCredential[] {
        return [...this.credentials.keys()].flatMap((id) => this.credential(id) ?? []);
    }
}

/** Adds an event to a credential; `createdDate` defaults to now. */
export function recordEvent(
    credential: StoredCredential,
    event: { statusCode: number; body: string; headers?: string; createdDate?: string },
): void {
    const { statusCode, body, headers = "", createdDate = leafTimestamp() } = event;
    credential.events.push({ id: randomUUID(), createdDate, statusCode, body, headers });
}
