/**
 * Every operation × every fault, once and for good × Leaf's unknowns in one setting and in the other. What comes of each
 * cell stands in the tables below; after it, the next run must bring Leaf and state together.
 */
import assert from "node:assert/strict";

import { Bench, FAULTS, OPERATIONS, SETTINGS } from "./faultMatrix.ts";
import "../wire/support/wire.ts";

const ALL_FAIL = "fails | fails | fails | fails | fails | fails";
const ALL_DONE = "done | done | done | done | done | done";
/** A POST or DELETE whose answer is nonsense is settled by a look; a GET or login has no other answer to go by. */
const LOOKED_UP = "fails | done | fails | fails | done | fails";

/** Rows: the fault. Columns: {@link OPERATIONS}. The same for all of Leaf's unknowns. */
const EXPECTED: Readonly<Record<"once" | "for good", Record<string, string>>> = {
    once: {
        "hangs before": ALL_DONE,
        "hangs after": ALL_DONE,
        "reset before": ALL_DONE,
        "reset after": ALL_DONE,
        truncated: ALL_DONE,
        endless: LOOKED_UP,
        "200 and HTML": LOOKED_UP,
        "200 and nothing": LOOKED_UP,
        "200 and 9 MiB": LOOKED_UP,
        "302 elsewhere": "fails | done | fails | fails | fails | fails",
        "400": ALL_FAIL,
        "401": "done | done | done | done | done | fails",
        "403": ALL_FAIL,
        "404 and HTML": ALL_FAIL,
        "409": ALL_FAIL,
        "429": ALL_DONE,
        "429, wait 1 s": ALL_DONE,
        "429, wait till": ALL_DONE,
        "429, wait 0 s": ALL_DONE,
        "429, wait a day": ALL_FAIL,
        "500": ALL_DONE,
        "500 after": ALL_DONE,
        "502 and HTML": ALL_DONE,
        "503": ALL_DONE,
    },
    "for good": {
        "hangs before": "fails | recorded | fails | fails | fails | fails",
        "hangs after": LOOKED_UP,
        "reset before": "fails | recorded | fails | fails | fails | fails",
        "reset after": LOOKED_UP,
        truncated: LOOKED_UP,
        endless: LOOKED_UP,
        "200 and HTML": LOOKED_UP,
        "200 and nothing": LOOKED_UP,
        "200 and 9 MiB": LOOKED_UP,
        "302 elsewhere": "fails | recorded | fails | fails | fails | fails",
        "400": ALL_FAIL,
        "401": ALL_FAIL,
        "403": ALL_FAIL,
        "404 and HTML": ALL_FAIL,
        "409": ALL_FAIL,
        "429": ALL_FAIL,
        "429, wait 1 s": ALL_FAIL,
        "429, wait till": ALL_FAIL,
        "429, wait 0 s": ALL_FAIL,
        "429, wait a day": ALL_FAIL,
        "500": "fails | recorded | fails | fails | fails | fails",
        "500 after": LOOKED_UP,
        "502 and HTML": "fails | recorded | fails | fails | fails | fails",
        "503": "fails | recorded | fails | fails | fails | fails",
    },
};

/** Cells wait far more than they work. */
const AT_ONCE = 8;

async function playAll(often: number, setting: keyof typeof SETTINGS): Promise<Record<string, string>> {
    const cells = Object.keys(FAULTS).flatMap((fault) => OPERATIONS.map((operation) => ({ fault, operation })));
    const outcomes = new Map<string, string>();
    const queue = [...cells];
    const worker = async (): Promise<void> => {
        const bench = await Bench.open(SETTINGS[setting]!, often);
        for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
            const { fault, operation } = cell;
            const outcome = await bench
                .play(operation, FAULTS[fault]!())
                .catch((error: unknown) => `BROKEN: ${String(error)}`);
            outcomes.set(`${fault} ${operation}`, outcome);
        }
        await bench.close();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return Object.fromEntries(
        Object.keys(FAULTS).map((fault) => [
            fault,
            OPERATIONS.map((operation) => outcomes.get(`${fault} ${operation}`)).join(" | "),
        ]),
    );
}

describe("the fault matrix", function () {
    this.timeout(600_000);
    for (const setting of Object.keys(SETTINGS)) {
        for (const [times, often] of [
            ["once", 1],
            ["for good", Infinity],
        ] as const) {
            it(`${times}, ${setting}`, async () => {
                const table = await playAll(often, setting);
                console.log(`\n      ${"".padEnd(16)} ${OPERATIONS.join(" | ")}`);
                for (const fault of Object.keys(FAULTS)) console.log(`      ${fault.padEnd(16)} ${table[fault]}`);
                assert.deepEqual(table, EXPECTED[times]);
            });
        }
    }
});
