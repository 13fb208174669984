// What `npm test` runs after set-up: all test suites, the coverage of the provider by all of them, and one line of
// numbers. Each suite has a process of its own, so that none can disturb another.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import type { Counts } from "./test/countingReporter.ts";

const repository = path.resolve(import.meta.dirname, "..");
const coverage = path.join(repository, "coverage");
const require = createRequire(import.meta.url);

/** The quick ones first. One operation of the engine takes seconds, and a test has several. */
const SUITES: Record<string, { timeout: number }> = {
    unit: { timeout: 20_000 },
    emulator: { timeout: 20_000 },
    tools: { timeout: 20_000 },
    wire: { timeout: 20_000 },
    engine: { timeout: 180_000 },
    model: { timeout: 180_000 },
};

const temporary = mkdtempSync(path.join(os.tmpdir(), "pulumi-leaf-test-"));
try {
    rmSync(coverage, { recursive: true, force: true });
    const total: Counts = { passed: 0, failed: 0 };
    for (const [suite, { timeout }] of Object.entries(SUITES)) {
        const { passed, failed } = await runSuite(suite, timeout);
        total.passed += passed;
        total.failed += failed;
    }
    const reported = await reportCoverage();
    console.log(`\n${total.passed} passed, ${total.failed} failed`);
    process.exitCode = total.failed === 0 && total.passed > 0 && reported ? 0 : 1;
} finally {
    rmSync(temporary, { recursive: true, force: true });
}

async function runSuite(suite: string, timeout: number): Promise<Counts> {
    if (!hasTests(path.join(repository, "tests", suite))) {
        return { passed: 0, failed: 0 };
    }
    console.log(`\n\n  ── ${suite} ──`);
    const countsFile = path.join(temporary, `${suite}.json`);
    const options = [
        "--timeout",
        String(timeout),
        "--reporter",
        path.join(import.meta.dirname, "test", "countingReporter.ts"),
    ];
    const exitCode = await run([require.resolve("mocha/bin/mocha.js"), ...options, `tests/${suite}/**/*.test.ts`], {
        NODE_V8_COVERAGE: path.join(coverage, "tmp"),
        TEST_COUNTS_FILE: countsFile,
    });
    const counts = readCounts(countsFile);
    // A suite that could not even start, or broke off, has failed too.
    return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function hasTests(directory: string): boolean {
    return (
        existsSync(directory) &&
        readdirSync(directory, { recursive: true, encoding: "utf8" }).some((name) => name.endsWith(".test.ts"))
    );
}

function readCounts(file: string): Counts {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as Counts;
    } catch {
        return { passed: 0, failed: 0 };
    }
}

/** What ran of provider/dist, in the tests and in the processes they started, told in terms of provider/src. */
async function reportCoverage(): Promise<boolean> {
    console.log(`\n\n  ── coverage (details: coverage/index.html) ──\n`);
    const exitCode = await run([
        require.resolve("c8/bin/c8.js"),
        "report",
        ...["--temp-directory", path.join(coverage, "tmp")],
        ...["--reports-dir", coverage],
        // Files that no test loads count too, except those that are nothing but types.
        ...["--all", "--src", "provider/dist", "--extension", ".js", "--include", "provider/dist/**"],
        ...filesWithoutCode("provider/dist").flatMap((file) => ["--exclude", file]),
        ...["text", "html", "json"].flatMap((name) => ["--reporter", name]),
    ]);
    rmSync(path.join(coverage, "tmp"), { recursive: true, force: true });
    return exitCode === 0;
}

function filesWithoutCode(directory: string): string[] {
    const boilerplate = /^("use strict";|Object\.defineProperty\(exports, "__esModule".*|\/\/.*|\s*)$/;
    return readdirSync(path.join(repository, directory), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".js"))
        .map((name) => path.posix.join(directory, name))
        .filter((file) =>
            readFileSync(path.join(repository, file), "utf8")
                .split("\n")
                .every((line) => boilerplate.test(line)),
        );
}

function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<number | null> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, {
            cwd: repository,
            env: { ...process.env, ...env },
            stdio: "inherit",
        });
        child.on("error", reject);
        child.on("close", resolve);
    });
}
