import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import type * as Language from "@pulumi/pulumi/proto/language_grpc_pb.js";
import type * as Messages from "@pulumi/pulumi/proto/language_pb.js";
import type * as Empties from "google-protobuf/google/protobuf/empty_pb.js";
import type * as Structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { TemporaryFolder } from "./temporaryFolder.ts";

// The SDK's own copies of gRPC and protobuf.
const require = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const { credentials } = require("@grpc/grpc-js") as typeof Grpc;
const { LanguageRuntimeClient } = require("./proto/language_grpc_pb") as typeof Language;
export const messages = require("./proto/language_pb") as typeof Messages;
export const { Empty } = require("google-protobuf/google/protobuf/empty_pb") as typeof Empties;
const { Struct } = require("google-protobuf/google/protobuf/struct_pb") as typeof Structs;

export const ENGINE_ADDRESS = "127.0.0.1:1";
const HOST = "tools/pulumi-cli/pulumi-language-nodejs";

/** The stand-in language host in a process of its own, spoken to as the engine does. */
export class LanguageHost {
    private constructor(
        readonly process: ChildProcess,
        readonly client: Language.LanguageRuntimeClient,
        /** What it, and the program it runs, printed after the port. */
        readonly printed: { text: string },
    ) {}

    /** Starts a copy in the folder, as set-up makes one: what is a module here is a script there. */
    static async start(folder: TemporaryFolder, env: NodeJS.ProcessEnv = {}): Promise<LanguageHost> {
        const script = folder.write("host/pulumi-language-nodejs", readFileSync(HOST, "utf8"));
        const child = spawn(process.execPath, [script, ENGINE_ADDRESS], {
            env: { ...process.env, ...env },
            stdio: ["ignore", "pipe", "inherit"],
        });
        child.stdout.setEncoding("utf8");
        const [port] = (await once(child.stdout, "data")) as [string];
        const printed = { text: "" };
        child.stdout.on("data", (text: string) => (printed.text += text));
        const client = new LanguageRuntimeClient(`127.0.0.1:${port.trim()}`, credentials.createInsecure());
        return new LanguageHost(child, client, printed);
    }

    run(request: Messages.RunRequest): Promise<Messages.RunResponse.AsObject> {
        return new Promise((resolve, reject) => {
            this.client.run(request, (error, response) => (error ? reject(error) : resolve(response.toObject())));
        });
    }

    async stop(): Promise<void> {
        this.client.close();
        if (this.process.exitCode === null && this.process.signalCode === null) {
            this.process.kill("SIGINT");
            await once(this.process, "exit");
        }
    }
}

export function programInfo(directory: string, options: Record<string, boolean | string> = {}): Messages.ProgramInfo {
    return new messages.ProgramInfo()
        .setRootDirectory("/root-directory")
        .setProgramDirectory(directory)
        .setEntryPoint(".")
        .setOptions(Struct.fromJavaScript(options));
}
