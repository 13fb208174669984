import type { EngineRun } from "./engineRun.ts";
import type { Stage, User } from "./stage.ts";
import { initFailure } from "./wire.ts";

/**
 * A stack whose create stayed in doubt: the POST broke off before or after its effect, and the looks after it failed.
 * Leaf is well again afterwards.
 */
export async function inDoubt(stage: Stage, user: User, when: "before" | "after"): Promise<EngineRun> {
    const run = stage.run();
    stage.leaf.addFault({ method: "POST", path: user.path, when, action: "reset" });
    stage.leaf.addFault({ method: "GET", path: user.path, after: 1, status: 503, times: Infinity });
    const inputs = user.inputs({ __timeouts: { create: "400ms" } });
    await initFailure(run.up(inputs), "not known whether", "recorded as incomplete", "pulumi up");
    stage.leaf.clearFaults();
    stage.leaf.clearRequests();
    return run;
}
