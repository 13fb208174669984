import { chmod, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const sdkDirectory = path.dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));

/** The two small programs which a release carries beside the CLI, and a build of the CLI does not. */
const COMPANIONS = [
    path.join(import.meta.dirname, "pulumi-language-nodejs"),
    path.join(sdkDirectory, "pulumi-resource-pulumi-nodejs"),
];

/**
 * Puts the companions beside a CLI that we built, and again when this checkout has other ones. The link to the SDK is
 * for the language host, should it have to work for a program without one (`pulumi install`).
 */
export async function refreshCompanions(root: string): Promise<void> {
    for (const source of COMPANIONS) {
        await copyIfDifferent(source, path.join(root, "bin", path.basename(source)));
    }
    await linkIfDifferent(sdkDirectory, path.join(root, "node_modules", "@pulumi", "pulumi"));
}

async function copyIfDifferent(source: string, target: string): Promise<void> {
    const wanted = await readFile(source);
    const present = await readFile(target).catch(() => undefined);
    if (present?.equals(wanted)) {
        return;
    }
    await replace(target, async (fresh) => {
        await writeFile(fresh, wanted);
        await chmod(fresh, 0o755);
    });
}

async function linkIfDifferent(source: string, target: string): Promise<void> {
    if ((await readlink(target).catch(() => undefined)) !== source) {
        await mkdir(path.dirname(target), { recursive: true });
        await replace(target, (fresh) => symlink(source, fresh));
    }
}

/** Another process may be running the old one at this moment, so it is renamed over and not written into. */
async function replace(target: string, make: (fresh: string) => Promise<void>): Promise<void> {
    const fresh = `${target}.${process.pid}`;
    try {
        await make(fresh);
        await rename(fresh, target);
    } finally {
        await rm(fresh, { force: true });
    }
}
