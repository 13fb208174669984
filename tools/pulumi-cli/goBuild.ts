import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { coerce, lt } from "semver";
import { withDirectoryLock } from "../directoryLock.mjs";
import { refreshCompanions } from "./companions.ts";
import { PULUMI } from "./inspect.ts";
import { builtCliDirectory, type Surroundings } from "./surroundings.ts";

const MODULE_DIRECTORY = import.meta.dirname;
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const REMINDER_MS = 60_000;
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Why Go can't build the CLI here, if so. */
export async function goObstacle(env: NodeJS.ProcessEnv): Promise<string | undefined> {
    if (process.platform === "win32") {
        return "the build from its Go module is not made for Windows";
    }
    const needed = /^go (\S+)$/m.exec(readFileSync(path.join(MODULE_DIRECTORY, "go.mod"), "utf8"))?.[1] ?? "";
    try {
        const { stdout } = await promisify(execFile)("go", ["env", "GOVERSION"], {
            cwd: MODULE_DIRECTORY,
            env: goEnvironment(env),
        });
        const found = coerce(stdout.trim())?.version ?? "0.0.0";
        return lt(found, coerce(needed)?.version ?? "0.0.0")
            ? `Go is ${found}, and ${needed} or newer is needed`
            : undefined;
    } catch (error) {
        const { code, stderr } = error as { code?: unknown; stderr?: string };
        // A Go that is too old and may not fetch a newer one says so itself.
        return code === "ENOENT"
            ? "Go is not installed"
            : `Go can't be used: ${stderr?.trim().split("\n").at(-1) ?? String(error)}`;
    }
}

/** Builds the CLI into the user's cache, unless that was done before. */
export async function buildWithGo(version: string, { env, say }: Surroundings): Promise<void> {
    const root = builtCliDirectory(env, version);
    await withDirectoryLock(
        `${root}.lock`,
        async () => {
            if (existsSync(path.join(root, "bin", PULUMI))) {
                return;
            }
            say(`Building the Pulumi CLI ${version} from its Go module into ${root}`);
            say("That takes 3 to 10 minutes, once.");
            const reminder = setInterval(() => say("Still building the Pulumi CLI."), REMINDER_MS);
            try {
                await buildAside(root, version, env);
            } finally {
                clearInterval(reminder);
            }
        },
        () => say("Another process is building the Pulumi CLI: waiting for it."),
    );
}

/** Builds in a folder of its own which is renamed when all is there: a killed build is no CLI, and is built over. */
async function buildAside(root: string, version: string, env: NodeJS.ProcessEnv): Promise<void> {
    const aside = `${root}.building`;
    try {
        await rm(aside, { recursive: true, force: true });
        await mkdir(path.join(aside, "bin"), { recursive: true });
        await runGo(
            [
                "build",
                "-mod=readonly",
                "-trimpath",
                "-buildvcs=false",
                "-tags=osusergo,grpcnotrace",
                `-ldflags=-s -w -X ${VERSION_VARIABLE}=v${version}`,
                "-o",
                path.join(aside, "bin") + path.sep,
                PACKAGE,
            ],
            env,
        );
        await refreshCompanions(aside);
        await rm(root, { recursive: true, force: true });
        await rename(aside, root);
    } finally {
        await rm(aside, { recursive: true, force: true });
    }
}

function runGo(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
    return new Promise((resolve, reject) => {
        const go = spawn("go", args, {
            cwd: MODULE_DIRECTORY,
            env: goEnvironment(env),
            stdio: ["ignore", "ignore", "pipe"],
        });
        let messages = "";
        go.stderr.on("data", (bytes: Buffer) => (messages += bytes.toString()));
        go.on("error", reject);
        go.on("close", (code) => {
            if (code === 0) {
                resolve();
            } else {
                reject(new Error(`go build failed:\n${messages.trim().split("\n").slice(-20).join("\n")}`));
            }
        });
    });
}

/** The user's other Go projects (a workspace above this folder, cgo) are none of this build's business. */
function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...env, CGO_ENABLED: "0", GOWORK: "off" };
}
