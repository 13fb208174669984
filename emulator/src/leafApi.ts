import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { readBodies } from "./body";
import { addPipeline, requireToken } from "./pipeline";
import { httpProblem, notFound, Problem } from "./problems";
import { authenticateRoute } from "./routes/authenticate";
import { eventRoutes } from "./routes/events";
import { senteraCredentialRoutes } from "./routes/senteraCredentials";
import { userRoutes } from "./routes/users";
import type { World } from "./world";

/** Leaf's API as a whole: routes, pipeline, and errors as problem JSON. */
export async function leafApi(app: FastifyInstance, world: World): Promise<void> {
    const answerProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply => {
        reply.code(problem.status);
        if (problem.status === 404 && world.switches.notFoundBody === "empty") {
            return reply.send();
        }
        const path = request.url.split("?")[0] as string;
        return reply.type("application/problem+json").send(JSON.stringify(problem.body(path)));
    };

    app.setErrorHandler<FastifyError | Problem>((error, request, reply) => {
        const problem = error instanceof Problem ? error : httpProblem(error.statusCode ?? 500, error.message);
        return answerProblem(request, reply, problem);
    });
    app.setNotFoundHandler((request, reply) => answerProblem(request, reply, notFound()));

    readBodies(app);
    addPipeline(app, world);
    authenticateRoute(app, world);
    await app.register(
        async (behindToken) => {
            behindToken.addHook("preHandler", requireToken);
            userRoutes(behindToken, world);
            senteraCredentialRoutes(behindToken, world);
            eventRoutes(behindToken, world);
        },
        { prefix: "/services/usermanagement/api" },
    );
}
