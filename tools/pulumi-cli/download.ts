import { SemVer } from "semver";

const INSTALLER = "https://get.pulumi.com/install.sh";
const PROBE_MS = 10_000;

/** Installs an official release by the Automation API, or rejects soon where its server can't be reached. */
export async function downloadRelease(version: string, root: string): Promise<void> {
    // The installer itself would wait two minutes for a firewall that drops what it does not like.
    await fetch(INSTALLER, { method: "HEAD", signal: AbortSignal.timeout(PROBE_MS) }).catch(() => {
        throw new Error(`${INSTALLER} can't be reached`);
    });
    // Loaded here since it takes a second, and most set-ups have no need of it.
    const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
    await PulumiCommand.install({ version: new SemVer(version), root });
}
