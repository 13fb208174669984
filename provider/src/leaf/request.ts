/** What a request is called in errors and decisions. */

/** The methods that Leaf's credential endpoints know. There is no PUT: a change is delete and create. */
export type HttpMethod = "GET" | "POST" | "DELETE";

/** Where a request went, in every error about one. */
export interface RequestInfo {
    /** The HTTP method. */
    readonly method: HttpMethod;
    /** The path at Leaf, without host and query. */
    readonly path: string;
}
