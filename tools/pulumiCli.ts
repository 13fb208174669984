// Which Pulumi CLI to use: the one on PATH, one that Pulumi's installers left, one we built before, a download,
// or a build from the Go module.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rcompare, valid } from "semver";
import { refreshCompanions } from "./pulumi-cli/companions.ts";
import { downloadRelease } from "./pulumi-cli/download.ts";
import { buildWithGo, goObstacle } from "./pulumi-cli/goBuild.ts";
import { inspectCli, MINIMUM_VERSION, PULUMI, searchPath } from "./pulumi-cli/inspect.ts";
import { builtCliDirectory, pulumiVersionsDirectory, type Surroundings } from "./pulumi-cli/surroundings.ts";

/** The version that is downloaded or built; the same as in pulumi-cli/go.mod. */
export const PINNED_VERSION = "3.259.0";

export interface PulumiCli {
    /** Absolute path of the executable. */
    command: string;
    /** The folder whose `bin` holds it, or undefined for a CLI on PATH that lies in no `bin`. */
    root: string | undefined;
    version: string;
    origin: "path" | "pulumi-versions" | "download" | "go-build";
}

/** Finds the CLI, or gets one: seconds when there is one, minutes when it must be downloaded or built. */
export async function pulumiCli(overrides: Partial<Surroundings> = {}): Promise<PulumiCli> {
    const surroundings: Surroundings = {
        env: process.env,
        say: (line) => console.error(line),
        download: downloadRelease,
        ...overrides,
    };
    return (
        (await onPath(surroundings)) ??
        (await inPulumiVersions(surroundings)) ??
        (await builtBefore(surroundings)) ??
        (await downloaded(surroundings)) ??
        (await built(surroundings))
    );
}

async function onPath(surroundings: Surroundings): Promise<PulumiCli | undefined> {
    const folder = searchPath(surroundings.env).find((candidate) => existsSync(path.join(candidate, PULUMI)));
    return folder === undefined ? undefined : accept(path.resolve(folder, PULUMI), "path", surroundings);
}

async function inPulumiVersions(surroundings: Surroundings): Promise<PulumiCli | undefined> {
    const directory = pulumiVersionsDirectory(surroundings.env);
    const names = await readdir(directory).catch(() => []);
    const versions = names.filter((name) => valid(name)).sort(rcompare);
    for (const version of new Set([PINNED_VERSION, ...versions])) {
        const command = path.join(directory, version, "bin", PULUMI);
        const cli = existsSync(command) ? await accept(command, "pulumi-versions", surroundings) : undefined;
        if (cli) {
            return cli;
        }
    }
    return undefined;
}

async function builtBefore(surroundings: Surroundings): Promise<PulumiCli | undefined> {
    const root = builtCliDirectory(surroundings.env, PINNED_VERSION);
    const command = path.join(root, "bin", PULUMI);
    if (!existsSync(command)) {
        return undefined;
    }
    await refreshCompanions(root);
    return accept(command, "go-build", surroundings);
}

async function downloaded(surroundings: Surroundings): Promise<PulumiCli | undefined> {
    const root = path.join(pulumiVersionsDirectory(surroundings.env), PINNED_VERSION);
    try {
        surroundings.say(`Downloading the Pulumi CLI ${PINNED_VERSION} into ${root}`);
        await surroundings.download(PINNED_VERSION, root);
    } catch (error) {
        surroundings.say(`It can't be downloaded: ${error instanceof Error ? error.message : String(error)}.`);
        return undefined;
    }
    return accept(path.join(root, "bin", PULUMI), "download", surroundings);
}

async function built(surroundings: Surroundings): Promise<PulumiCli> {
    const obstacle = await goObstacle(surroundings.env);
    if (obstacle === undefined) {
        await buildWithGo(PINNED_VERSION, surroundings);
        const cli = await builtBefore(surroundings);
        if (cli) {
            return cli;
        }
    }
    throw new Error(
        [
            "There is no usable Pulumi CLI. One of these helps:",
            `  - install Pulumi ${MINIMUM_VERSION} or newer, so that \`pulumi\` is on PATH (https://www.pulumi.com/docs/install/)`,
            `  - let this machine reach https://get.pulumi.com, so that ${PINNED_VERSION} can be downloaded`,
            `  - install Go, so that it can be built from its Go module${obstacle === undefined ? "" : ` (now: ${obstacle})`}`,
        ].join("\n"),
    );
}

/** A CLI that was found, if it can do what we need; else the user hears why it is passed over. */
async function accept(
    command: string,
    origin: PulumiCli["origin"],
    { env, say }: Surroundings,
): Promise<PulumiCli | undefined> {
    const finding = await inspectCli(command, env);
    if ("unfit" in finding) {
        say(`${command} is passed over: ${finding.unfit}.`);
        return undefined;
    }
    const folder = path.dirname(command);
    const root = path.basename(folder) === "bin" ? path.dirname(folder) : undefined;
    return { command, root, version: finding.version, origin };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    try {
        const { version, command } = await pulumiCli();
        console.log(`Ready: Pulumi ${version} (${command}).`);
    } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    }
}
