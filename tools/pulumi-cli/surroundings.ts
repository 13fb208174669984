import os from "node:os";
import path from "node:path";

/** The outside world, as the search for the CLI sees it. Tests bring their own. */
export interface Surroundings {
    /** PATH, HOME and what the processes that are started inherit. */
    env: NodeJS.ProcessEnv;
    /** Tells the user a line. */
    say: (line: string) => void;
    /** Downloads an official release into `<root>/bin`; rejects where there is no way to get one. */
    download: (version: string, root: string) => Promise<void>;
}

export function homeDirectory(env: NodeJS.ProcessEnv): string {
    return env.HOME ?? os.homedir();
}

/** Where Pulumi's own installers put a version: `~/.pulumi/versions/<version>`. */
export function pulumiVersionsDirectory(env: NodeJS.ProcessEnv): string {
    return path.join(homeDirectory(env), ".pulumi", "versions");
}

/** Where a CLI that we built lives, for all checkouts of a user. */
export function builtCliDirectory(env: NodeJS.ProcessEnv, version: string): string {
    const cache = env.XDG_CACHE_HOME || path.join(homeDirectory(env), ".cache");
    return path.join(cache, "pulumi-leaf", `pulumi-${version}`);
}
