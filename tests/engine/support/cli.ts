import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What a run of the CLI left: a failed one is a result too, not an exception. */
export interface CliResult {
    ok: boolean;
    /** null when it was ended by a signal. */
    exitCode: number | null;
    signal: NodeJS.Signals | null;
    stdout: string;
    stderr: string;
}

/** A CLI that is at work. */
export interface RunningCli {
    process: ChildProcess;
    /** What it has printed so far, stdout and stderr as they came. */
    output(): string;
    /** Resolves once the output matches; rejects if the CLI ends before. */
    waitForOutput(pattern: RegExp): Promise<void>;
    /** Signals its process group, as closing a terminal or the end of a CI job does. */
    kill(signal: NodeJS.Signals): void;
    finished: Promise<CliResult>;
}

export interface CliOptions {
    cwd: string;
    env: NodeJS.ProcessEnv;
}

export function startCli(command: string, args: readonly string[], { cwd, env }: CliOptions): RunningCli {
    // A group of its own, so that a test can kill the CLI with what it started, and not the test run.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const printed = { stdout: "", stderr: "", both: "" };
    for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8");
        child[name].on("data", (text: string) => {
            printed[name] += text;
            printed.both += text;
        });
    }
    const finished = (async (): Promise<CliResult> => {
        const [exitCode, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
        return { ok: exitCode === 0, exitCode, signal, stdout: printed.stdout, stderr: printed.stderr };
    })();
    return {
        process: child,
        output: () => printed.both,
        waitForOutput: (pattern) => waitForOutput(child, () => printed.both, pattern),
        kill: (signal) => killGroup(child, signal),
        finished,
    };
}

function waitForOutput(child: ChildProcess, output: () => string, pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
        const look = () => {
            if (pattern.test(output())) {
                child.stdout?.off("data", look);
                child.stderr?.off("data", look);
                resolve();
            }
        };
        child.stdout?.on("data", look);
        child.stderr?.on("data", look);
        child.once("close", () => reject(new Error(`the CLI ended without printing ${pattern}:\n${output()}`)));
        look();
    });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, signal);
    }
}
