// `npm run fuzz`: the stories of tests/model, far more of them than in `npm test`. In rounds of a process each, since a
// round's search for secrets gets slower with every secret that was in play.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const ROUND = 1_000;
const steps = Number(process.env["FUZZ_STEPS"] ?? 20_000);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const mocha = createRequire(import.meta.url).resolve("mocha/bin/mocha.js");

for (let done = 0; done < steps; done += ROUND) {
    console.log(`steps ${done} to ${done + ROUND} of ${steps}`);
    const { status } = spawnSync(process.execPath, [mocha, "tests/model/model.test.ts"], {
        cwd: path.resolve(import.meta.dirname, ".."),
        stdio: "inherit",
        // A round has six worlds with a seed each.
        env: { ...process.env, FUZZ_STEPS: String(ROUND), FUZZ_SEED: String(seed + done) },
    });
    if (status !== 0) process.exit(1);
    if (process.env["FUZZ_PATH"] !== undefined) break;
}
