import { randomUUID } from "node:crypto";

import { newCredential, recheckCredentials } from "./leafCredentials";
import type { Fault } from "./faults";
import type { LoggedRequest } from "./requestLog";
import { organizationId, type SenteraAccount } from "./sentera";
import { recordEvent, type StoredCredential } from "./state";
import type { Switches } from "./switches";
import { dayInSeconds } from "./tokens";
import type { Emulator } from "./types";
import { UsageError } from "./usageError";
import type { World } from "./world";

/** {@link Emulator} over a world. The control API calls the same methods. */
export class LiveEmulator implements Emulator {
    /** Known once the server listens. */
    url = "";

    constructor(
        readonly world: World,
        private readonly stop: () => Promise<void>,
    ) {}

    get switches(): Switches {
        return this.world.switches;
    }

    get requests(): readonly LoggedRequest[] {
        return this.world.log.entries;
    }

    clearRequests(): void {
        this.world.log.clear();
    }

    addApiOwner(owner: { username: string; password: string }): void {
        this.world.state.addOwner(owner);
    }

    issueToken(username: string, opts: { expiresInSeconds?: number } = {}): string {
        return this.world.tokens.issue(this.ownerNamed(username), opts.expiresInSeconds ?? dayInSeconds);
    }

    revokeTokens(username: string): void {
        this.world.tokens.revoke(this.ownerNamed(username));
    }

    addLeafUser(owner: string, user: { id?: string; name?: string; email?: string } = {}): string {
        const { id, ...profile } = user;
        return this.world.state.addUser(this.ownerNamed(owner), profile, id).id;
    }

    removeLeafUser(leafUserId: string): void {
        this.world.state.removeUser(leafUserId);
    }

    addSenteraAccount(account: SenteraAccount): void {
        this.world.sentera.add(account);
    }

    changeSenteraPassword(username: string, newPassword: string): void {
        if (!this.world.sentera.changePassword(username, newPassword)) {
            throw new UsageError(`Sentera has no account "${username}".`);
        }
        this.world.pauses.later(this.switches.backgroundDelayMs, () => recheckCredentials(this.world, username));
    }

    getCredential(leafUserId: string): StoredCredential | undefined {
        return structuredClone(this.world.state.credential(leafUserId));
    }

    putCredential(
        leafUserId: string,
        given: { username: string; password: string; organizationName: string; status?: string },
    ): StoredCredential {
        const user = this.world.state.user(leafUserId);
        if (user === undefined) {
            throw new UsageError(`There is no Leaf user ${leafUserId}.`);
        }
        const login = this.world.sentera.login(given.username, given.password, given.organizationName);
        const credential = {
            ...newCredential(user.id, given),
            status: given.status ?? "OK",
            authToken: randomUUID(),
            organizationId: login.outcome === "success" ? login.organizationId : organizationId(given.organizationName),
        };
        this.world.state.keepCredential(credential);
        return structuredClone(credential);
    }

    removeCredential(leafUserId: string): void {
        this.world.state.removeCredential(leafUserId);
    }

    setStatus(leafUserId: string, status: string | null): void {
        this.credentialOf(leafUserId).status = status;
    }

    addEvent(
        leafUserId: string,
        event: { statusCode: number; body: string; headers?: string; createdDate?: string },
    ): void {
        recordEvent(this.credentialOf(leafUserId), event);
    }

    addFault(fault: Fault): void {
        this.world.faults.add(fault);
    }

    clearFaults(): void {
        this.world.faults.clear();
    }

    async close(): Promise<void> {
        this.world.pauses.close();
        await this.stop();
    }

    private ownerNamed(username: string): string {
        const owner = this.world.state.owner(username);
        if (owner === undefined) {
            throw new UsageError(`There is no API owner "${username}".`);
        }
        return owner.username;
    }

    private credentialOf(leafUserId: string): StoredCredential {
        const credential = this.world.state.credential(leafUserId);
        if (credential === undefined) {
            throw new UsageError(`The Leaf user ${leafUserId} has no Sentera credential.`);
        }
        return credential;
    }
}
