import { writeFileSync } from "node:fs";
import Mocha from "mocha";

export interface Counts {
    passed: number;
    failed: number;
}

/** Mocha's usual report, and the numbers for who started it. */
export default class CountingReporter extends Mocha.reporters.Spec {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
        super(runner, options);
        const file = process.env.TEST_COUNTS_FILE;
        if (file) {
            runner.once("end", () => {
                const counts: Counts = { passed: this.stats.passes, failed: this.stats.failures };
                writeFileSync(file, JSON.stringify(counts));
            });
        }
    }
}
