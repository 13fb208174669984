import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

import type { FastifyReply } from "fastify";

import { actionOf, type Fault } from "./faults";

const byteEveryMs = 50;

/** Stands in where a fault needs a body and neither it nor the real answer has one. */
const someBody = JSON.stringify({ id: "00000000-0000-0000-0000-000000000000", status: "OK" });

/** The faults `status` and `body`: sets status and headers, and returns the body. Undefined for all others. */
export function replaceAnswer(reply: FastifyReply, fault: Fault): string | undefined {
    const action = actionOf(fault);
    if (action !== "status" && action !== "body") {
        return undefined;
    }
    const { status = action === "status" ? 503 : reply.statusCode, headers = {}, body = "" } = fault;
    // Nothing of the real answer's headers may survive: its type and length are those of another body.
    for (const name of Object.keys(reply.getHeaders())) {
        reply.removeHeader(name);
    }
    reply.code(status).headers({ "content-type": "text/plain; charset=utf-8", ...headers });
    return body;
}

/**
 * The faults below HTTP: takes the answer away from the framework and misuses the connection. False, and nothing
 * done, for all others.
 */
export function cutOff(reply: FastifyReply, fault: Fault, realBody = ""): boolean {
    const action = actionOf(fault);
    if (action === "status" || action === "body" || action === "delay") {
        return false;
    }
    reply.hijack();
    const { raw } = reply;
    const socket = raw.socket;
    if (socket === null || socket.destroyed) {
        return true; // the client has gone already
    }
    const body = Buffer.from(fault.body ?? (realBody || someBody));
    const status = fault.status ?? (reply.statusCode === 204 ? 200 : reply.statusCode);
    const head = (length?: number): void => {
        raw.setHeader("content-type", "application/json");
        if (length !== undefined) {
            raw.setHeader("content-length", length);
        }
        raw.setHeaders(new Headers(fault.headers));
        raw.writeHead(status);
    };
    actions[action](raw, socket, body, head);
    return true;
}

type Act = (raw: ServerResponse, socket: Socket, body: Buffer, head: (length?: number) => void) => void;

const actions: Record<"reset" | "hang" | "truncate" | "endless" | "slow", Act> = {
    reset: (_raw, socket) => socket.resetAndDestroy(),

    hang: () => undefined,

    truncate: (raw, socket, body, head) => {
        head(body.length + 1);
        raw.write(body.subarray(0, Math.ceil(body.length / 2)), () => socket.destroy());
    },

    endless: (raw, _socket, _body, head) => {
        // Blanks: JSON may begin with any number of them.
        const chunk = Buffer.alloc(16 * 1024, " ");
        const more = (): void => {
            while (!raw.destroyed && raw.write(chunk));
        };
        head();
        raw.on("drain", more);
        more();
    },

    slow: (raw, _socket, body, head) => {
        let sent = 0;
        head(body.length);
        const timer = setInterval(() => {
            raw.write(body.subarray(sent, ++sent));
            if (sent === body.length) {
                clearInterval(timer);
                raw.end();
            }
        }, byteEveryMs);
        raw.once("close", () => clearInterval(timer));
    },
};
