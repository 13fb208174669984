import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import "./exchange";
import { cutOff, replaceAnswer } from "./faultActions";
import { actionOf } from "./faults";
import { notAuthenticated } from "./problems";
import { rateLimitBody } from "./rateLimit";
import type { World } from "./world";

/**
 * What every request to Leaf's API goes through, in this order: the log, latency, a fault `before`, the rate limit,
 * the route, a fault `after`. Faults come before the check of the token: a gateway that is down asks nobody's name.
 */
export function addPipeline(app: FastifyInstance, world: World): void {
    app.addHook("onRequest", async (request, reply) => {
        const entry = world.log.arrived(request.method, request.url);
        const owner = world.tokens.verify(bearer(request));
        if (owner !== undefined) {
            entry.apiOwner = owner;
        }
        if (request.headers["user-agent"] !== undefined) {
            entry.userAgent = request.headers["user-agent"];
        }
        const fault = world.faults.take(request.method, entry.path);
        if (fault !== undefined) {
            entry.fault = actionOf(fault);
        }
        request.exchange = { entry, owner, fault };
        reply.raw.once("close", () => noteEnd(request, reply));
    });

    // Only here, as the body has been read by now: a client that leaves during a delay cannot undo its request.
    app.addHook("preValidation", async (request, reply) => {
        const { fault } = request.exchange;
        await world.pauses.wait(world.switches.latencyMs);
        if (fault !== undefined && fault.when !== "after") {
            await world.pauses.wait(fault.delayMs ?? 0);
            if (cutOff(reply, fault)) {
                return reply;
            }
            const answer = replaceAnswer(reply, fault);
            if (answer !== undefined) {
                return reply.send(answer);
            }
        }
        return limitRate(world, request, reply);
    });

    app.addHook("onSend", (request, reply, payload, done) => {
        const { fault, entry } = request.exchange;
        const answer = (body: unknown): void => {
            // Before it is sent: whoever has the answer may look at the log at once.
            entry.status = reply.raw.destroyed ? undefined : reply.statusCode;
            done(null, body);
        };
        if (fault?.when !== "after") {
            answer(payload);
            return;
        }
        world.pauses.later(fault.delayMs ?? 0, () => {
            if (!cutOff(reply, fault, typeof payload === "string" ? payload : "")) {
                answer(replaceAnswer(reply, fault) ?? payload);
            }
        });
    });
}

/** A hook that answers 401 unless the token is valid. */
export async function requireToken(request: FastifyRequest): Promise<void> {
    if (request.exchange.owner === undefined) {
        throw notAuthenticated();
    }
}

const bearer = (request: FastifyRequest): string =>
    /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";

function limitRate(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    const limit = world.switches.rateLimit;
    if (limit === null) {
        return undefined;
    }
    const { username = "" } = (request.body ?? {}) as { username?: unknown };
    const seconds = world.rateLimit.exceededFor(request.exchange.owner ?? String(username), limit);
    if (seconds === undefined) {
        return undefined;
    }
    if (limit.retryAfter) {
        reply.header("Retry-After", String(seconds));
    }
    return reply.code(429).send(rateLimitBody(limit.perMinute));
}

function noteEnd(request: FastifyRequest, reply: FastifyReply): void {
    const { entry } = request.exchange;
    entry.endedAt = Date.now();
    if (reply.raw.writableFinished) {
        entry.status = reply.raw.statusCode;
        return;
    }
    entry.status = undefined;
    if (entry.fault !== "reset" && entry.fault !== "truncate") {
        entry.aborted = true;
    }
}
