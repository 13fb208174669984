import { readdirSync, readlinkSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Ends the processes that still work in a folder: after a `kill -9` of the CLI its provider processes live on.
 * They are found by their working directory, which on Linux `/proc` tells.
 */
export function killProcessesIn(directory: string): void {
    for (const pid of processIds()) {
        const cwd = workingDirectory(pid);
        if (cwd === directory || cwd?.startsWith(directory + path.sep)) {
            kill(pid);
        }
    }
}

/** Removes a folder whose last writers may only just be ending. */
export function removeFolder(directory: string): void {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function processIds(): number[] {
    try {
        return readdirSync("/proc")
            .map(Number)
            .filter((pid) => pid > 0 && pid !== process.pid);
    } catch {
        return [];
    }
}

function workingDirectory(pid: number): string | undefined {
    try {
        return readlinkSync(`/proc/${pid}/cwd`);
    } catch {
        return undefined;
    }
}

function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It ended by itself meanwhile.
    }
}
