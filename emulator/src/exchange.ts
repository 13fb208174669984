import type { Fault } from "./faults";
import type { LoggedRequest } from "./requestLog";

/** What belongs to one request to Leaf's API while it is served. */
export interface Exchange {
    /** Its entry in the log. */
    entry: LoggedRequest;
    /** The API owner of a valid token. */
    owner: string | undefined;
    /** The fault that hits it. */
    fault: Fault | undefined;
}

declare module "fastify" {
    interface FastifyRequest {
        exchange: Exchange;
    }
}
