// A lock that two processes can both ask for: a directory, since making one either works or fails.

import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock without a name in it is that of a process which died while taking it, once it is this old. */
const UNNAMED_MS = 10_000;

/**
 * Runs `work` while no other process runs under the same lock.
 *
 * @template T
 * @param {string} directory the lock; its parent is made when missing
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withDirectoryLock(directory, work, onWait) {
    await mkdir(path.dirname(directory), { recursive: true });
    for (let waited = false; !(await take(directory)); waited = true) {
        if (!waited) {
            onWait?.();
        }
        await sleep(250);
    }
    try {
        return await work();
    } finally {
        await rm(directory, { recursive: true, force: true });
    }
}

/** @param {string} directory */
async function take(directory) {
    try {
        await mkdir(directory);
    } catch (error) {
        if (!hasCode(error, "EEXIST")) {
            throw error;
        }
        await removeIfStale(directory);
        return false;
    }
    await writeFile(path.join(directory, "pid"), String(process.pid));
    return true;
}

/**
 * Removes the lock of a process that has died. The directory is moved aside first: of several waiting processes one
 * succeeds in that, and if it then finds that it moved a fresh lock, it puts it back.
 *
 * @param {string} directory
 */
async function removeIfStale(directory) {
    if (!(await isStale(directory))) {
        return;
    }
    const aside = `${directory}.${process.pid}`;
    try {
        await rename(directory, aside);
    } catch (error) {
        if (hasCode(error, "ENOENT")) {
            return;
        }
        throw error;
    }
    if (await isStale(aside)) {
        await rm(aside, { recursive: true, force: true });
    } else {
        await rename(aside, directory);
    }
}

/** @param {string} directory */
async function isStale(directory) {
    try {
        const pid = Number(await readFile(path.join(directory, "pid"), "utf8"));
        return pid > 0 ? !isAlive(pid) : await isOld(directory);
    } catch (error) {
        return hasCode(error, "ENOENT") && (await isOld(directory));
    }
}

/** @param {string} directory */
async function isOld(directory) {
    const made = await stat(directory).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs > UNNAMED_MS;
}

/** @param {number} pid */
function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return hasCode(error, "EPERM");
    }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
    return error instanceof Error && "code" in error && error.code === code;
}
