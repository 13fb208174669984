// Makes a fresh clone ready for demo and tests: dependencies, compiled packages, the Pulumi CLI. Each part is skipped
// when it is done already. Runs before anything is installed, so it uses nothing but Node.js.

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withDirectoryLock } from "./directoryLock.mjs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
    process.exit(1);
}

const repository = fileURLToPath(new URL("..", import.meta.url));

try {
    await withDirectoryLock(path.join(repository, ".cache", "setup.lock"), setUp, () =>
        console.log("Another set-up of this checkout is running: waiting for it."),
    );
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}

async function setUp() {
    if (!(await dependenciesAreInstalled())) {
        console.log("Installing dependencies (npm ci): about half a minute.");
        await runQuietly("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], environmentForNpm());
    }
    await runQuietly(process.execPath, [path.join("node_modules", "typescript", "bin", "tsc"), "-b"], process.env);
    await run(process.execPath, ["--import", "tsx", path.join("tools", "pulumiCli.ts")]);
}

/**
 * Whether node_modules holds what package-lock.json wants. npm keeps a list of what it installed, and writes it last.
 */
async function dependenciesAreInstalled() {
    const wanted = await readPackages("package-lock.json");
    const installed = await readPackages(path.join("node_modules", ".package-lock.json"));
    if (!wanted || !installed) {
        return false;
    }
    const complete = Object.entries(wanted).every(
        // What is optional may be for another platform; the package without a path is the workspace itself.
        ([name, { version, optional }]) =>
            name === "" || (installed[name] ? installed[name].version === version : optional),
    );
    return complete && Object.keys(installed).every((name) => name in wanted);
}

/**
 * @param {string} lockfile
 * @returns {Promise<Record<string, { version?: string, optional?: boolean }> | undefined>}
 */
async function readPackages(lockfile) {
    try {
        return JSON.parse(await readFile(path.join(repository, lockfile), "utf8")).packages;
    } catch {
        return undefined;
    }
}

/**
 * The environment without the settings of an npm that started us by `npm test` or `npm run`: `--omit`, `--workspace`
 * or `--dry-run` were meant for that one. How to reach the registry stays.
 */
function environmentForNpm() {
    const kept =
        /^npm_config_(registry|cache|userconfig|globalconfig|.*proxy|ca|cafile|cert|key|strict_ssl|fetch_.*|offline|prefer_.*|@.*|\/\/.*)$/i;
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name)));
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd: repository, stdio: "inherit" });
        child.on("error", reject);
        child.on("close", (code) => (code === 0 ? resolve(undefined) : reject(new Error("Set-up is not complete."))));
    });
}

/**
 * Shows what the command prints only if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function runQuietly(command, args, env) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, {
            cwd: repository,
            env,
            stdio: ["ignore", "pipe", "pipe"],
            // On Windows npm is a command file, which only a shell can start.
            shell: process.platform === "win32" && command === "npm",
        });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
            stream.on("data", (bytes) => (output += bytes));
        }
        child.on("error", reject);
        child.on("close", (code) => {
            if (code === 0) {
                resolve(undefined);
            } else {
                reject(
                    new Error(
                        `${output.trim()}\n\n${path.basename(command)} ${args.join(" ")} failed. Set-up is not complete.`,
                    ),
                );
            }
        });
    });
}
