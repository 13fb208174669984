/**
 * Made-up stories of a stack and of Leaf, with every fault and every crash of the provider's process, against the laws
 * in `world.ts`. `npm run fuzz` plays far more of them. A failing story is shrunk and printed with its seed:
 * `FUZZ_SEED=… FUZZ_PATH=… npm run fuzz` plays it again.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { stories } from "./actions.ts";
import { World } from "./world.ts";

const wanted = Number(process.env["FUZZ_STEPS"] ?? 600);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const path = process.env["FUZZ_PATH"];
/** Each has its own Leaf and its own provider; most of the time they wait for a network that fails. */
const WORLDS = path === undefined ? 6 : 1;

describe("whatever happens", function () {
    this.timeout(0);

    it(`there is at most one credential, the state is true, and no secret is shown (${wanted} steps, seed ${seed})`, async () => {
        let steps = 0;
        const play = async (offset: number): Promise<void> => {
            const world = await World.open();
            try {
                await fc.assert(
                    fc.asyncProperty(stories, async (story) => {
                        const before = world.steps;
                        await world.play(story);
                        steps += world.steps - before;
                    }),
                    {
                        seed: seed + offset,
                        ...(path === undefined ? {} : { path }),
                        numRuns: path === undefined ? Math.ceil(wanted / WORLDS / 5.5) : 1,
                        endOnFailure: process.env["FUZZ_SHRINK"] === "false",
                    },
                );
            } finally {
                await world.close();
            }
        };
        const results = await Promise.allSettled(Array.from({ length: WORLDS }, (_, i) => play(i)));
        console.log(`      ${steps} steps`);
        for (const result of results) if (result.status === "rejected") throw result.reason;
        assert.ok(path !== undefined || steps >= wanted * 0.8);
    });
});
