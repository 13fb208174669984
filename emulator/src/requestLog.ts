/** A request to Leaf's API as the emulator saw it. Bodies are never kept: they hold passwords. */
export interface LoggedRequest {
    /** Counts the requests of this emulator from 1. */
    seq: number;
    method: string;
    /** Path without the query. */
    path: string;
    /** Query without the question mark; empty if there is none. */
    query: string;
    /** HTTP status of the answer; undefined while there is none, and for good if it was cut off. */
    status: number | undefined;
    /** The API owner of the token, if that is valid. */
    apiOwner?: string;
    /** Arrival, ms epoch. */
    at: number;
    /** When the answer was sent or cut off, ms epoch. */
    endedAt?: number;
    userAgent?: string;
    /** What the fault that hit this request did: its action, or `delay`. */
    fault?: string;
    /** The client went away before it had the whole answer. */
    aborted?: boolean;
}

/** The requests in order of arrival. */
export class RequestLog {
    readonly entries: LoggedRequest[] = [];
    private seq = 0;

    /** Notes an arrival; the caller fills in the rest as it comes to be known. */
    arrived(method: string, url: string): LoggedRequest {
        const [path = "", ...query] = url.split("?");
        const entry = { seq: ++this.seq, method, path, query: query.join("?"), status: undefined, at: Date.now() };
        this.entries.push(entry);
        return entry;
    }

    /** Forgets all entries. */
    clear(): void {
        this.entries.length = 0;
    }
}
