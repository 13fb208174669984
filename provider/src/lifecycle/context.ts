/** What an operation works with. */
import type { LeafClient } from "../leaf/client";
import type { CredentialKind } from "../leaf/kind";
import type { EngineLog } from "../engineLog";

/** The means of every operation of this process. */
export interface Context {
    readonly kind: CredentialKind;
    readonly client: LeafClient;
    readonly log: EngineLog;
    /** Milliseconds for one operation, where the resource sets none. */
    readonly operationTimeout: number;
    /**
     * Throws if the engine is gone. A killed CLI leaves this process alive: before it writes once more, it must know
     * that somebody will record the outcome.
     */
    readonly ensureEngine: () => Promise<void>;
    /** The ids of credentials that this process deleted, by Leaf user: Leaf may go on serving them for a while. */
    readonly deleted: Map<string, string>;
}
