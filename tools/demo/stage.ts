// All that the demo needs and leaves no trace of: the emulator, a folder for Pulumi, and the stack's configuration.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { randomUUID } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Demo, type Emulator, seedDemo, startEmulator } from "leaf-emulator";
import { pulumiCli } from "../pulumiCli.ts";
import { Cli } from "./cli.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const STACK = "demo";

export interface Stage {
    emulator: Emulator;
    /** Who is who in the emulator. */
    people: Demo;
    cli: Cli;
    version: string;
    /** Options that keep the stack's configuration out of the repository. */
    configFile: string[];
    /** Every file that Pulumi has written: state, history, configuration. */
    writtenByPulumi(): string;
    close(): Promise<void>;
}

export async function setStage(interruption: AbortSignal): Promise<Stage> {
    const { command, version } = await pulumiCli();
    const directory = mkdtempSync(path.join(os.tmpdir(), "pulumi-leaf-demo-"));
    const emulator = await startEmulator().catch((error: unknown) => {
        rmSync(directory, { recursive: true, force: true });
        throw error;
    });
    const state = path.join(directory, "state");
    const project = path.join(directory, "project");
    const env = environment(directory, state);
    const cli = new Cli({ command, directory: repository, env, interruption });
    const config = path.join(project, `Pulumi.${STACK}.yaml`);
    const stage: Stage = {
        emulator,
        people: seedDemo(emulator),
        cli,
        version,
        configFile: ["--config-file", config],
        writtenByPulumi: () => textOfFiles(state) + readFileSync(config, "utf8"),
        close: async () => {
            await cli.stop();
            await emulator.close();
            rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
        },
    };
    try {
        // `stack init` writes the configuration beside Pulumi.yaml, so it works on a copy of that.
        mkdirSync(state);
        mkdirSync(project);
        copyFileSync(path.join(repository, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
        await new Cli({ command, directory: project, env, interruption }).ask(["stack", "init", STACK]);
        await configure(stage);
        return stage;
    } catch (error) {
        await stage.close();
        throw error;
    }
}

async function configure({ emulator, people, cli, configFile }: Stage): Promise<void> {
    await cli.ask(["config", "set", "leaf:baseUrl", emulator.url, ...configFile]);
    await cli.ask(["config", "set", "leaf:username", people.apiOwner.username, ...configFile]);
    await cli.ask(["config", "set", "--secret", "leaf:password", people.apiOwner.password, ...configFile]);
    await cli.ask(["config", "set", "--secret", "acmePassword", people.senteraAccount.password, ...configFile]);
}

/** The reader's own accounts, backends and proxies have no part in the demo. */
function environment(directory: string, state: string): NodeJS.ProcessEnv {
    const foreign = /^(PULUMI_|LEAF_|npm_|NODE_OPTIONS$)/i;
    return {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name))),
        PULUMI_HOME: path.join(directory, "home"),
        PULUMI_BACKEND_URL: pathToFileURL(state).href,
        PULUMI_CONFIG_PASSPHRASE: randomUUID(),
        PULUMI_STACK: STACK,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        NO_PROXY: "127.0.0.1,localhost",
        no_proxy: "127.0.0.1,localhost",
    };
}

function textOfFiles(directory: string): string {
    if (!existsSync(directory)) return "";
    return readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
        .join("\n");
}
