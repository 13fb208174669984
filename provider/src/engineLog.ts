/**
 * Lines on the user's screen during `pulumi up`. `pulumi.log` has no engine inside a dynamic provider, but the
 * process is given the engine's address as its second argument, and the engine's log service answers there.
 */
import { createRequire } from "node:module";
import { connect } from "node:net";
import type * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { LeafError } from "./leaf/errors";
import { redact } from "./redact";

/** Where warnings and progress go. Never fails and never prints: a line lost is better than an operation lost. */
export interface EngineLog {
    info(message: string): Promise<void>;
    /** Is repeated by the CLI under "Diagnostics". */
    warn(message: string): Promise<void>;
}

/** The SDK's own copy of gRPC: with another one, or under pnpm's strict layout, its clients would not work. */
const { credentials, Metadata } = createRequire(require.resolve("@pulumi/pulumi/package.json"))(
    "@grpc/grpc-js",
) as typeof grpc;

/** How long a log line or a look for the engine may take, in milliseconds. */
const PATIENCE = 2_000;

/** The log of the engine at `address` (`host:port`); one that drops all lines where there is no address. */
export function engineLog(address: string | undefined): EngineLog {
    let engine: EngineClient | undefined;
    const send = async (severity: LogSeverity, message: string): Promise<void> => {
        if (address === undefined) return;
        try {
            const client = (engine ??= new EngineClient(address, credentials.createInsecure()));
            const request = new LogRequest();
            request.setSeverity(severity);
            request.setMessage(redact(message));
            await new Promise<void>((resolve) => {
                client.log(request, new Metadata(), { deadline: Date.now() + PATIENCE }, () => resolve());
            });
        } catch {
            // Told or not, the operation goes on.
        }
    };
    return {
        info: (message) => send(LogSeverity.INFO, message),
        warn: (message) => send(LogSeverity.WARNING, message),
    };
}

/**
 * Throws if nothing listens at the engine's address any more: after a `kill -9` of the CLI this process lives on, and
 * what it would still write at Leaf, nobody would record.
 */
export async function ensureEngine(address: string | undefined): Promise<void> {
    if (address === undefined) return;
    const split = address.lastIndexOf(":");
    const [host, port] = [address.slice(0, split), Number(address.slice(split + 1))];
    const alive = await new Promise<boolean>((resolve) => {
        const socket = connect({ host, port, timeout: PATIENCE });
        const end = (result: boolean) => () => {
            socket.destroy();
            resolve(result);
        };
        // Slow is not gone.
        socket.once("connect", end(true)).once("timeout", end(true)).once("error", end(false));
    });
    if (!alive) throw new LeafError("The Pulumi engine is gone, so nothing more is written at Leaf.");
}
