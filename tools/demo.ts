// What `npm run demo` runs after set-up: the stack at the root of this repository, with the real Pulumi CLI, against
// the emulator of Leaf's API. Nothing is left behind, and no account is needed.

import { say } from "./demo/screen.ts";
import { setStage, type Stage } from "./demo/stage.ts";
import { tell } from "./demo/steps.ts";

let stage: Stage | undefined;
const interruption = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
        if (interruption.signal.aborted) return;
        say(`\n${signal}: cleaning up.`);
        // The command that runs is ended, none follows it, and so the story breaks off.
        interruption.abort();
    });
}

// Who reads along may stop reading (`npm run demo | head`).
process.stdout.on("error", () => interruption.abort());

try {
    const start = Date.now();
    stage = await setStage(interruption.signal);
    say(`pulumi-leaf, with the Pulumi CLI ${stage.version} and Leaf's API emulated at ${stage.emulator.url}.`);
    say("The stack: examples/quickstart, one Sentera credential. The CLI's own output stands behind the bar; only its");
    say("progress lines are left out. All commands also carry --non-interactive and --config-file, and use a state of");
    say("their own in a temporary folder.");
    const checks = await tell(stage);
    say(`\nAll ${checks.count} checks hold (${Math.round((Date.now() - start) / 1000)} s). Nothing is left behind.`);
} catch (error) {
    process.exitCode = interruption.signal.aborted ? 130 : 1;
    if (!interruption.signal.aborted) {
        console.error(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}`);
    }
} finally {
    await stage?.close();
}
