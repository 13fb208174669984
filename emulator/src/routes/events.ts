import type { FastifyInstance } from "fastify";

import { sendPage } from "../paging";
import { httpProblem } from "../problems";
import type { World } from "../world";
import { credentialInPath } from "./leafUserInPath";

/**
 * GET of a credential's events (Leaf's pages, Sentera and Provider credentials). Leaf does not say in which order
 * they come by default: oldest first here.
 */
export function eventRoutes(app: FastifyInstance, world: World): void {
    app.get("/users/:leafUserId/sentera-credentials/events", async (request, reply) => {
        const { sort = "createdDate,asc" } = request.query as { sort?: string };
        const direction = /^createdDate(?:,(asc|desc))?$/i.exec(sort);
        if (direction === null) {
            throw httpProblem(400, "Failed to convert 'sort': createdDate,asc or createdDate,desc");
        }
        const events = credentialInPath(world, request).events.toSorted((a, b) =>
            a.createdDate < b.createdDate ? -1 : Number(a.createdDate > b.createdDate),
        );
        return sendPage(request, reply, direction[1]?.toLowerCase() === "desc" ? events.reverse() : events);
    });
}
