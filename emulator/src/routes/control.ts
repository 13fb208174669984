import type { FastifyError, FastifyInstance } from "fastify";

import { readBodies } from "../body";
import { checkFault } from "../faultInput";
import type { LiveEmulator } from "../liveEmulator";
import { checkSwitches } from "../switchRules";
import { UsageError } from "../usageError";
import { controlCredentialRoutes } from "./controlCredentials";
import { controlBody, shown } from "./controlInput";
import { controlPeopleRoutes } from "./controlPeople";

/**
 * The control API: what tests in the same process do through {@link LiveEmulator}, for tests in other processes and
 * for people with curl. JSON only, so that no web page can call it without asking first (CORS).
 */
export async function controlRoutes(app: FastifyInstance, emulator: LiveEmulator): Promise<void> {
    readBodies(app);
    app.setErrorHandler<FastifyError | UsageError>((error, _request, reply) => {
        const status = error instanceof UsageError ? 400 : (error.statusCode ?? 500);
        return reply.code(status).send({ error: error.message });
    });
    app.setNotFoundHandler((request, reply) =>
        reply.code(404).send({ error: `The control API has no ${request.method} ${request.url}.` }),
    );

    app.get("/requests", async () => emulator.requests);
    app.delete("/requests", async (_request, reply) => {
        emulator.clearRequests();
        return reply.code(204).send();
    });

    app.get("/switches", async () => emulator.switches);
    app.patch("/switches", async (request) => Object.assign(emulator.switches, checkSwitches(controlBody(request))));

    app.post("/faults", async (request, reply) => {
        emulator.addFault(checkFault(controlBody(request)));
        return reply.code(204).send();
    });
    app.delete("/faults", async (_request, reply) => {
        emulator.clearFaults();
        return reply.code(204).send();
    });

    app.get("/state", async (request) => {
        const { state, sentera } = emulator.world;
        return {
            owners: state.listOwners().map((owner) => shown(request, owner)),
            users: state.listUsers().map(({ id, owner, profile }) => ({ id, owner, ...profile })),
            credentials: state.listCredentials().map((credential) => shown(request, credential)),
            senteraAccounts: sentera.list().map((account) => shown(request, account)),
        };
    });

    controlPeopleRoutes(app, emulator);
    controlCredentialRoutes(app, emulator);
}
