// Runs the Pulumi CLI: shows what it prints, line by line as it comes, and keeps it for the checks.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { cliColor, cliLine, commandLine } from "./screen.ts";

/** Where and how the CLI runs. */
export interface CliSettings {
    command: string;
    directory: string;
    env: NodeJS.ProcessEnv;
    /** Ends the command that runs, and lets no other start. */
    interruption: AbortSignal;
}

/** A line that only tells that the CLI is busy; without a terminal it cannot take such a line back. */
const PROGRESS = /^@ |^ {4}pulumi:pulumi:Stack \S+ running\b|^ ~ {2}pulumi:pulumi:Stack \S+ refreshing\b/;

/** How long the CLI has to end after Ctrl+C, until it is asked again and until it is ended. */
const SECOND_REQUEST_MS = 3_000;
const END_MS = 10_000;

export class Cli {
    /** All that the CLI printed so far, hidden output too. */
    transcript = "";
    private running: ChildProcess | undefined;

    constructor(private readonly settings: CliSettings) {}

    /** Runs a command before the reader's eyes. Answers what it printed, without colors. */
    async show(words: string[], hiddenOptions: string[] = [], input = ""): Promise<string> {
        commandLine(["pulumi", ...words].join(" "));
        let blanks = 0;
        return await this.run([...words, ...hiddenOptions, "--color", cliColor], input, (line) => {
            const plain = stripVTControlCharacters(line);
            if (PROGRESS.test(plain)) return;
            if (plain.trim() === "") {
                blanks += 1;
                return;
            }
            if (blanks > 0) cliLine("");
            blanks = 0;
            cliLine(line.trimEnd());
        });
    }

    /** Runs a command without showing it; for what the demo itself must know. */
    async ask(words: string[]): Promise<string> {
        return await this.run(words, "", () => undefined);
    }

    /** Ends a command that runs, as Ctrl+C does, and waits for its end. */
    async stop(): Promise<void> {
        const child = this.running;
        if (child === undefined || child.exitCode !== null) return;
        const gone = once(child, "close");
        child.kill("SIGINT");
        const timers = [
            setTimeout(() => child.kill("SIGINT"), SECOND_REQUEST_MS),
            setTimeout(() => child.kill("SIGKILL"), END_MS),
        ];
        await gone;
        timers.forEach(clearTimeout);
    }

    private async run(words: string[], input: string, onLine: (line: string) => void): Promise<string> {
        const { command, directory, env, interruption } = this.settings;
        interruption.throwIfAborted();
        // Detached: Ctrl+C in the terminal reaches only the demo, which then ends the CLI in its own way.
        const child = spawn(command, [...words, "--non-interactive"], {
            cwd: directory,
            env,
            detached: true,
            stdio: ["pipe", "pipe", "pipe"],
        });
        this.running = child;
        const stop = (): void => void this.stop();
        interruption.addEventListener("abort", stop);
        let output = "";
        const note = (line: string): void => {
            output += `${stripVTControlCharacters(line)}\n`;
            onLine(line);
        };
        createInterface(child.stdout).on("line", note);
        createInterface(child.stderr).on("line", note);
        child.stdin.on("error", () => undefined).end(input);
        const [code] = (await once(child, "close")) as [number | null];
        this.running = undefined;
        interruption.removeEventListener("abort", stop);
        this.transcript += output;
        if (code !== 0) {
            throw new Error(`\`pulumi ${words[0]}\` ended with ${code ?? "a signal"}:\n${output.trim()}`);
        }
        return output;
    }
}
