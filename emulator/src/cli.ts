import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { banner, help } from "./banner";
import { seedDemo } from "./demo";
import { startEmulator } from "./server";
import { parseSwitches } from "./switchRules";
import type { Emulator } from "./types";
import { UsageError } from "./usageError";

const defaultPort = "8085";
const seeHelp = "leaf-emulator --help lists the options.";

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            port: { type: "string", default: defaultPort },
            host: { type: "string", default: "127.0.0.1" },
            switch: { type: "string", multiple: true, default: [] },
            help: { type: "boolean", short: "h", default: false },
            version: { type: "boolean", default: false },
        },
    });
    if (values.help) {
        console.log(help);
    } else if (values.version) {
        console.log(version());
    } else {
        // An account that is not known must not stop somebody who only tries the stack of another company.
        const switches = { unknownAccounts: "register" as const, ...parseSwitches(values.switch) };
        const emulator = await startEmulator({ port: portIn(values.port), host: values.host, switches });
        endOnSignals(emulator);
        console.log(banner(version(), emulator, seedDemo(emulator)));
    }
}

function version(): string {
    const manifest = readFileSync(join(__dirname, "..", "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}

function portIn(text: string): number {
    const port = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(port <= 65535)) {
        throw new UsageError(`The port ${text} is none: give --port a number from 0 (any free one) to 65535.`);
    }
    return port;
}

function endOnSignals(emulator: Emulator): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => void emulator.close());
    }
}

/** The line to print instead of a stack trace; undefined for what is no mistake of the caller. */
function plainMessage(error: NodeJS.ErrnoException & { port?: number }): string | undefined {
    if (error instanceof UsageError) {
        return error.message;
    }
    if (error.code?.startsWith("ERR_PARSE_ARGS")) {
        return `${error.message.split(/\.\s/)[0]}. ${seeHelp}`;
    }
    if (error.code === "EADDRINUSE") {
        return `Port ${error.port} is taken. End what listens there, or choose another port with --port (0: any).`;
    }
    if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL") {
        return `Cannot listen there (${error.message}). Choose another --port or --host.`;
    }
    return undefined;
}

main().catch((error: Error) => {
    console.error(`leaf-emulator: ${plainMessage(error) ?? error.stack}`);
    process.exitCode = 1;
});
