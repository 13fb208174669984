import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { coerce, lt, parse } from "semver";

/** The first CLI that hands `leaf:` configuration to dynamic providers. */
export const MINIMUM_VERSION = "3.139.0";

const EXECUTABLE_SUFFIX = process.platform === "win32" ? ".exe" : "";
const SCRIPT_SUFFIX = process.platform === "win32" ? ".cmd" : "";

/** What a CLI must have beside it, or on PATH, to run a Node.js program with dynamic resources. */
const COMPANIONS = [`pulumi-language-nodejs${EXECUTABLE_SUFFIX}`, `pulumi-resource-pulumi-nodejs${SCRIPT_SUFFIX}`];

export const PULUMI = `pulumi${EXECUTABLE_SUFFIX}`;

/** Either the version of a CLI that can do what we need, or why it can't. */
export type Finding = { version: string } | { unfit: string };

export async function inspectCli(command: string, env: NodeJS.ProcessEnv): Promise<Finding> {
    const printed = await printedVersion(command, env);
    const version = parse(printed) ?? coerce(printed);
    if (!version) {
        return { unfit: "its version could not be read" };
    }
    if (lt(version, MINIMUM_VERSION)) {
        return { unfit: `it is ${version.version}, and ${MINIMUM_VERSION} or newer is needed` };
    }
    if (version.major > 3) {
        return { unfit: `it is ${version.version}, and version 3 is needed` };
    }
    const folders = [path.dirname(realpathSync(command)), path.dirname(command), ...searchPath(env)];
    const missing = COMPANIONS.find((name) => !folders.some((folder) => existsSync(path.join(folder, name))));
    return missing ? { unfit: `${missing} is neither beside it nor on PATH` } : { version: version.version };
}

export function searchPath(env: NodeJS.ProcessEnv): string[] {
    return (env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "");
}

async function printedVersion(command: string, env: NodeJS.ProcessEnv): Promise<string> {
    try {
        const { stdout } = await promisify(execFile)(command, ["version"], {
            env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
            timeout: 30_000,
        });
        return stdout.trim();
    } catch {
        return "";
    }
}
