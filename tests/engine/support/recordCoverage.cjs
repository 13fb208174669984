// Measures coverage of provider/dist in a process of an engine test. Node.js's own way does not do here: it writes
// nothing when a process is ended by a signal, which is how the engine ends its plugins, and for each run of a program
// it writes 10 MB about TypeScript and the SDK.
"use strict";

const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const path = require("node:path");

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

process.once("exit", save);
for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
        // Whoever listens too decides for itself when it ends.
        if (process.listenerCount(signal) === 0) {
            process.exit(130);
        }
    });
}

function save() {
    session.post("Profiler.takePreciseCoverage", (error, coverage) => {
        const result = (coverage?.result ?? []).filter(({ url }) => url.includes("/provider/dist/"));
        if (!error && result.length > 0) {
            const file = `coverage-${process.pid}-${Date.now()}-0.json`;
            writeFileSync(path.join(process.env.TEST_COVERAGE_DIRECTORY, file), JSON.stringify({ result }));
        }
    });
}
