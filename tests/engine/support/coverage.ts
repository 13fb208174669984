import path from "node:path";

/**
 * Environment for a process which runs the provider and which a signal will end. While coverage is measured
 * (`npm test`), it is recorded there too; else nothing changes.
 */
export function coverageEnvironment(): NodeJS.ProcessEnv {
    const directory = process.env.NODE_V8_COVERAGE;
    if (!directory) {
        return {};
    }
    return {
        NODE_V8_COVERAGE: undefined,
        NODE_OPTIONS: `--require=${path.join(import.meta.dirname, "recordCoverage.cjs")}`,
        TEST_COVERAGE_DIRECTORY: directory,
    };
}
