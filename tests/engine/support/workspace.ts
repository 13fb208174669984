import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { pulumiCli, type PulumiCli } from "../../../tools/pulumiCli.ts";
import { startCli, type CliResult, type RunningCli } from "./cli.ts";
import { engineEnvironment } from "./environment.ts";
import {
    diagnostics,
    isShown,
    readEvents,
    resourceChanges,
    type Diagnostic,
    type EngineEvent,
    type OpMap,
} from "./events.ts";
import { killProcessesIn, removeFolder } from "./leftovers.ts";
import { Transcript } from "./transcript.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const STACK = "test";

let cli: Promise<PulumiCli> | undefined;

export interface WorkspaceOptions {
    /** Text of index.ts. */
    program?: string;
    /** Further files of the project, by path. */
    files?: Record<string, string>;
    /** `main` of Pulumi.yaml: the folder of the program, and of index.ts. */
    main?: string;
    config?: Record<string, string>;
    secrets?: Record<string, string>;
    /** Environment of all operations. */
    env?: NodeJS.ProcessEnv;
}

export interface OperationOptions {
    /** Such as `--refresh`, `--expect-no-changes`, `--run-program`, `--target`. */
    flags?: readonly string[];
    env?: NodeJS.ProcessEnv;
    /** Previews first, as a user's `pulumi up` does; off, since it doubles the time. */
    withPreview?: boolean;
}

export interface OperationResult extends CliResult {
    /** Resources by what happened to them: `{ create: 2, same: 1 }`. */
    summary: OpMap;
    events: EngineEvent[];
    diagnostics: Diagnostic[];
}

/** A stack of its own on the real engine: a project in a temporary folder with a file backend. */
export class EngineWorkspace {
    readonly transcript: Transcript;
    readonly #running = new Set<RunningCli>();
    #operations = 0;

    private constructor(
        /** Of Pulumi.yaml. */
        readonly projectDirectory: string,
        /** Of index.ts. */
        readonly programDirectory: string,
        /** Holds all folders of this workspace. */
        private readonly root: string,
        private readonly command: string,
        private readonly env: NodeJS.ProcessEnv,
    ) {
        this.transcript = new Transcript([path.join(root, "state"), projectDirectory]);
    }

    static async create(options: WorkspaceOptions = {}): Promise<EngineWorkspace> {
        const { command } = await (cli ??= pulumiCli());
        // On macOS the folder for temporary files is a link, and the engine compares paths as text.
        const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "pulumi-leaf-")));
        const folders = { home: path.join(root, "home"), state: path.join(root, "state") };
        const project = path.join(root, "project");
        const program = path.join(project, options.main ?? "");
        for (const folder of [folders.home, folders.state, program]) {
            mkdirSync(folder, { recursive: true });
        }
        writeProject(project, program, options);
        const workspace = new EngineWorkspace(project, program, root, command, {
            ...engineEnvironment(folders),
            ...options.env,
        });
        await workspace.mustRun(["stack", "init", STACK]);
        await workspace.setConfig(options.config, options.secrets);
        return workspace;
    }

    preview(options?: OperationOptions): Promise<OperationResult> {
        return this.operate(["preview"], options);
    }

    up(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operate(["up", ...skipPreview(options)], options);
    }

    refresh(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operate(["refresh", ...skipPreview(options)], options);
    }

    destroy(options: OperationOptions = {}): Promise<OperationResult> {
        return this.operate(["destroy", ...skipPreview(options)], options);
    }

    /** Another index.ts. */
    rewriteProgram(text: string): void {
        writeFileSync(path.join(this.programDirectory, "index.ts"), text);
    }

    async setConfig(config: Record<string, string> = {}, secrets: Record<string, string> = {}): Promise<void> {
        const values = [
            ...Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]),
            ...Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]),
        ];
        if (values.length > 0) {
            await this.mustRun(["config", "set-all", ...values]);
        }
    }

    async removeConfig(...keys: string[]): Promise<void> {
        await this.mustRun(["config", "rm-all", ...keys]);
    }

    /** The state as it is stored, or with its secrets in clear; the latter stays out of the transcript. */
    async exportState({ showSecrets = false } = {}): Promise<Deployment> {
        const flags = showSecrets ? ["--show-secrets"] : [];
        return JSON.parse(await this.readOut(["stack", "export", ...flags], showSecrets)) as Deployment;
    }

    /** The stack's outputs, secret ones too; they stay out of the transcript. */
    async outputs(): Promise<Record<string, unknown>> {
        const text = await this.readOut(["stack", "output", "--json", "--show-secrets"], true);
        return JSON.parse(text) as Record<string, unknown>;
    }

    /** Any command of the CLI. */
    async runCli(args: readonly string[], options: { env?: NodeJS.ProcessEnv } = {}): Promise<CliResult> {
        return this.startCli(args, options).finished;
    }

    /** The same, not waited for: to be killed, for one. */
    startCli(args: readonly string[], { env }: { env?: NodeJS.ProcessEnv } = {}): RunningCli {
        const running = this.start(args, env);
        void running.finished.then(({ stdout, stderr }) => this.transcript.add(`${stdout}\n${stderr}`));
        return running;
    }

    /** Ends what still runs and removes all files. */
    async dispose(): Promise<void> {
        for (const running of this.#running) {
            running.kill("SIGKILL");
            await running.finished;
        }
        killProcessesIn(this.root);
        removeFolder(this.root);
    }

    private async operate(
        args: readonly string[],
        { flags = [], env }: OperationOptions = {},
    ): Promise<OperationResult> {
        const eventLog = path.join(this.root, `events-${++this.#operations}.json`);
        const result = await this.runCli([...args, ...flags, "--event-log", eventLog], env ? { env } : {});
        const events = readEvents(eventLog);
        this.transcript.add(JSON.stringify(events.filter(isShown)));
        return { ...result, events, summary: resourceChanges(events), diagnostics: diagnostics(events) };
    }

    private async mustRun(args: readonly string[]): Promise<void> {
        const { ok, stdout, stderr } = await this.runCli(args);
        if (!ok) {
            throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed:\n${stdout}${stderr}`);
        }
    }

    private async readOut(args: readonly string[], secret: boolean): Promise<string> {
        const { ok, stdout, stderr } = await this.start(args).finished;
        if (!ok) {
            throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed:\n${stdout}${stderr}`);
        }
        if (!secret) {
            this.transcript.add(stdout);
        }
        return stdout;
    }

    private start(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCli {
        const running = startCli(this.command, [...args, "--non-interactive"], {
            cwd: this.projectDirectory,
            env: { ...this.env, ...env },
        });
        this.#running.add(running);
        void running.finished.then(() => this.#running.delete(running));
        return running;
    }
}

function skipPreview({ withPreview = false }: OperationOptions): string[] {
    return withPreview ? [] : ["--skip-preview"];
}

function writeProject(
    project: string,
    program: string,
    { program: text = "", files = {}, main }: WorkspaceOptions,
): void {
    const settings = { name: "leaf-test", runtime: "nodejs", ...(main ? { main } : {}) };
    const contents = {
        // JSON is YAML.
        "Pulumi.yaml": JSON.stringify(settings),
        [path.join(main ?? "", "package.json")]: JSON.stringify({ name: "leaf-test", private: true }),
        [path.join(main ?? "", "index.ts")]: text,
        ...files,
    };
    for (const [name, content] of Object.entries(contents)) {
        const file = path.join(project, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, content);
    }
    symlinkSync(path.join(repository, "node_modules"), path.join(program, "node_modules"));
}
