/** A programmed failure of Leaf's API. All members are optional; without `action` it is a delay or a plain status. */
export interface Fault {
    /** HTTP method it hits; default all. */
    method?: string;
    /** Part of the path (without the query) it hits, or a pattern for it; default all. */
    path?: string | RegExp;
    /** How many requests it hits. Default 1; `Infinity` is always (over the control API: `"always"`). */
    times?: number;
    /** How many matching requests it lets pass first. Requests taken by an earlier fault do not count. Default 0. */
    after?: number;
    /**
     * `before`, the default: the request has no effect. `after`: it is carried out, then its answer is replaced.
     * A mere delay has no answer of its own: the request is carried out after or before the wait, even if its
     * client has gone meanwhile.
     */
    when?: "before" | "after";
    /** Milliseconds to wait first. */
    delayMs?: number;
    /**
     * `status`, `body`: answers with `status`, `headers` and `body` (the default if one of these is given);
     * `reset`: cuts the connection; `hang`: never answers;
     * `truncate`: announces more bytes than it sends, then cuts the connection;
     * `endless`: sends bytes until the client goes; `slow`: sends the body one byte every 50 ms.
     */
    action?: "status" | "reset" | "hang" | "truncate" | "endless" | "slow" | "body";
    /** Status of the answer. Default 503 for the action `status`; else that of the real answer, or 200. */
    status?: number;
    /** Headers of the answer. */
    headers?: Record<string, string>;
    /** Raw body. Default: that of the real answer if there is one and the action needs one. */
    body?: string;
}

/** What a fault does once it hits: its action, where one is meant, or `delay`. */
export function actionOf(fault: Fault): NonNullable<Fault["action"]> | "delay" {
    if (fault.action !== undefined) {
        return fault.action;
    }
    if (fault.status !== undefined) {
        return "status";
    }
    return fault.body !== undefined || fault.headers !== undefined ? "body" : "delay";
}

/** The faults in force, in the order they were added. */
export class FaultQueue {
    private entries: { fault: Fault; skip: number; left: number }[] = [];

    /** Adds a fault behind the others. */
    add(fault: Fault): void {
        this.entries.push({ fault, skip: fault.after ?? 0, left: fault.times ?? 1 });
    }

    /** Removes all faults. */
    clear(): void {
        this.entries = [];
    }

    /** The fault that hits this request, if any; it is used up by that. */
    take(method: string, path: string): Fault | undefined {
        for (const entry of this.entries) {
            if (entry.left <= 0 || !matches(entry.fault, method, path)) {
                continue;
            }
            if (entry.skip > 0) {
                entry.skip -= 1;
                continue;
            }
            entry.left -= 1;
            return entry.fault;
        }
        return undefined;
    }
}

function matches(fault: Fault, method: string, path: string): boolean {
    if (fault.method !== undefined && fault.method.toUpperCase() !== method) {
        return false;
    }
    // search() ignores the lastIndex of a /g pattern, test() does not.
    return typeof fault.path === "object" ? path.search(fault.path) >= 0 : path.includes(fault.path ?? "");
}
