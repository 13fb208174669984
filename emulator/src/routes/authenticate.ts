import type { FastifyInstance } from "fastify";

import { leafObjectIn } from "../body";
import { notAuthenticated } from "../problems";
import { dayInSeconds, rememberedInSeconds } from "../tokens";
import type { World } from "../world";

/** `POST /api/authenticate` (Leaf's page, Authentication; a boolean `rememberMe` is seen in Leaf's own client). */
export function authenticateRoute(app: FastifyInstance, world: World): void {
    app.post("/api/authenticate", async (request) => {
        const { username, password, rememberMe } = leafObjectIn(request);
        const owner = typeof username === "string" ? world.state.owner(username) : undefined;
        if (owner === undefined || owner.password !== password) {
            throw notAuthenticated("Bad credentials");
        }
        request.exchange.entry.apiOwner = owner.username;
        const remember = rememberMe === true || rememberMe === "true";
        return { id_token: world.tokens.issue(owner.username, remember ? rememberedInSeconds : dayInSeconds) };
    });
}
