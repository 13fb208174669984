import { isIPv4 } from "node:net";

import { UsageError } from "./usageError";

/** Throws unless the host is a loopback address: nothing here asks for more than a made-up password. */
export function requireLoopback(host: string): void {
    if (host !== "localhost" && host !== "::1" && !(isIPv4(host) && host.startsWith("127."))) {
        throw new UsageError(
            `The host ${host} is refused: the emulator shows and changes everything without a password, ` +
                "so it listens on loopback only. Use 127.0.0.1, ::1 or localhost.",
        );
    }
}
