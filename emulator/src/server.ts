import type { AddressInfo } from "node:net";

import fastify from "fastify";

import { leafApi } from "./leafApi";
import { LiveEmulator } from "./liveEmulator";
import { requireLoopback } from "./loopback";
import { controlRoutes } from "./routes/control";
import { checkSwitches } from "./switchRules";
import type { Emulator, EmulatorOptions } from "./types";
import { World } from "./world";

/**
 * Starts an emulator with nothing in it: no API owner, no Leaf user, no Sentera account.
 * Rejects with a {@link UsageError} for a host that is not loopback or a switch that is none.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const { port = 0, host = "127.0.0.1", switches = {} } = options;
    requireLoopback(host);
    const world = new World(checkSwitches(switches));
    // Closing must not wait for keep-alive connections, nor for answers that hang on purpose.
    const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
    const emulator = new LiveEmulator(world, () => app.close());
    await app.register(async (scope) => leafApi(scope, world));
    await app.register(async (scope) => controlRoutes(scope, emulator), { prefix: "/_emulator" });
    await app.listen({ port, host });

    const { address, family, port: bound } = app.server.address() as AddressInfo;
    emulator.url = `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`;
    return emulator;
}
