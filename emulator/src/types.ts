import type { Fault } from "./faults";
import type { LoggedRequest } from "./requestLog";
import type { SenteraAccount } from "./sentera";
import type { StoredCredential } from "./state";
import type { Switches } from "./switches";

/** How {@link startEmulator} starts. */
export interface EmulatorOptions {
    /** TCP port; 0, the default, takes any free one. */
    port?: number;
    /** Address to listen on: a loopback one. Default `127.0.0.1`. */
    host?: string;
    /** Switches that differ from their defaults, see {@link Switches}. */
    switches?: Partial<Switches>;
}

/** A running emulator: its address, what it saw, and the hands on everything behind Leaf's API. */
export interface Emulator {
    /** Base URL without a trailing slash, such as `http://127.0.0.1:41234`. */
    readonly url: string;
    /** Assign to a member to change the behaviour from the next request on. */
    readonly switches: Switches;
    /** The requests to Leaf's API (not to `/_emulator/`), in order of arrival. */
    readonly requests: readonly LoggedRequest[];
    /** Forgets the requests seen so far; `seq` goes on counting. */
    clearRequests(): void;

    /** Adds an account that can log in at `POST /api/authenticate`, or gives a known one a new password. */
    addApiOwner(owner: { username: string; password: string }): void;
    /** A token of an API owner without logging in; `expiresInSeconds` (default 24 h) may be negative: already expired. */
    issueToken(username: string, opts?: { expiresInSeconds?: number }): string;
    /** Makes every token issued so far to this API owner answer 401. */
    revokeTokens(username: string): void;

    /** Adds a Leaf user of an API owner; returns its id (a lower-case UUID). */
    addLeafUser(owner: string, user?: { id?: string; name?: string; email?: string }): string;
    /** Removes a Leaf user and its credential. */
    removeLeafUser(leafUserId: string): void;

    /** Adds, or replaces, an account at the simulated Sentera. */
    addSenteraAccount(account: SenteraAccount): void;
    /**
     * The grower changes the password. The credentials that use the account notice after
     * `switches.backgroundDelayMs`: `UNAUTHENTICATED` with an event 401, or `OK` if theirs is the new password.
     */
    changeSenteraPassword(username: string, newPassword: string): void;

    /** The credential of a Leaf user with its password, for assertions. A copy. */
    getCredential(leafUserId: string): StoredCredential | undefined;
    /** Puts a credential in place behind the API's back, unchecked. `status` defaults to `OK`. */
    putCredential(
        leafUserId: string,
        credential: { username: string; password: string; organizationName: string; status?: string },
    ): StoredCredential;
    /** Removes a credential behind the API's back, at once; none there is fine. */
    removeCredential(leafUserId: string): void;
    /** Sets the status of a credential; any text, or null. */
    setStatus(leafUserId: string, status: string | null): void;
    /** Adds an event to a credential. `headers` defaults to empty, `createdDate` to now. */
    addEvent(
        leafUserId: string,
        event: { statusCode: number; body: string; headers?: string; createdDate?: string },
    ): void;

    /** Makes matching requests fail as described; faults queue up, the earliest that matches is used. */
    addFault(fault: Fault): void;
    /** Removes all faults. Requests that already hang go on hanging. */
    clearFaults(): void;

    /** Stops listening and cuts every open connection. */
    close(): Promise<void>;
}
