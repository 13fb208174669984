// What `npm test` runs after set-up: all test suites, the coverage of the provider by all of them, and one line of
// numbers. Each suite has a process of its own, so that none can disturb another. The engine's takes as long as all
// others together, and runs beside them.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import type { Counts } from "./test/countingReporter.ts";

const repository = path.resolve(import.meta.dirname, "..");
const coverage = path.join(repository, "coverage");
const require = createRequire(import.meta.url);

/** By lane, in order. One operation of the engine takes seconds, and a test has several. */
const LANES: Record<string, number>[] = [
    { unit: 20_000, emulator: 20_000, tools: 20_000, wire: 20_000, model: 180_000 },
    { engine: 180_000 },
];

/** Where a lane writes: at once when the lanes before it have ended, and until then into memory. */
class Screen {
    #held: string[] | undefined = [];
    readonly free: Promise<void>;

    constructor(before: Promise<void>) {
        this.free = before.then(() => {
            const held = this.#held ?? [];
            this.#held = undefined;
            process.stdout.write(held.join(""));
        });
    }

    write(text: string): void {
        if (this.#held === undefined) process.stdout.write(text);
        else this.#held.push(text);
    }
}

const temporary = mkdtempSync(path.join(os.tmpdir(), "pulumi-leaf-test-"));
try {
    rmSync(coverage, { recursive: true, force: true });
    const total: Counts = { passed: 0, failed: 0 };
    let before: Promise<void> = Promise.resolve();
    for (const lane of LANES) {
        const screen = new Screen(before);
        before = runLane(lane, screen, total);
    }
    await before;
    const reported = await reportCoverage();
    console.log(`\n${total.passed} passed, ${total.failed} failed`);
    process.exitCode = total.failed === 0 && total.passed > 0 && reported ? 0 : 1;
} finally {
    rmSync(temporary, { recursive: true, force: true });
}

async function runLane(lane: Record<string, number>, screen: Screen, total: Counts): Promise<void> {
    for (const [suite, timeout] of Object.entries(lane)) {
        const { passed, failed } = await runSuite(suite, timeout, screen);
        total.passed += passed;
        total.failed += failed;
    }
    await screen.free;
}

async function runSuite(suite: string, timeout: number, screen: Screen): Promise<Counts> {
    if (!hasTests(path.join(repository, "tests", suite))) {
        return { passed: 0, failed: 0 };
    }
    screen.write(`\n\n  ── ${suite} ──\n`);
    const countsFile = path.join(temporary, `${suite}.json`);
    const options = [
        "--timeout",
        String(timeout),
        "--reporter",
        path.join(import.meta.dirname, "test", "countingReporter.ts"),
    ];
    const mocha = [require.resolve("mocha/bin/mocha.js"), ...options, `tests/${suite}/**/*.test.ts`];
    const env = { NODE_V8_COVERAGE: path.join(coverage, "tmp"), TEST_COUNTS_FILE: countsFile };
    const exitCode = await run(mocha, screen, env);
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
    const c8 = [
        require.resolve("c8/bin/c8.js"),
        "report",
        ...["--temp-directory", path.join(coverage, "tmp")],
        ...["--reports-dir", coverage],
        // Files that no test loads count too, except those that are nothing but types.
        ...["--all", "--src", "provider/dist", "--extension", ".js", "--include", "provider/dist/**"],
        ...filesWithoutCode("provider/dist").flatMap((file) => ["--exclude", file]),
        ...["text", "html", "json"].flatMap((name) => ["--reporter", name]),
    ];
    const exitCode = await run(c8, new Screen(Promise.resolve()));
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

function run(args: string[], screen: Screen, env: NodeJS.ProcessEnv = {}): Promise<number | null> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, {
            cwd: repository,
            env: { ...process.env, ...env },
            stdio: ["ignore", "pipe", "pipe"],
        });
        for (const stream of [child.stdout, child.stderr]) {
            stream.setEncoding("utf8").on("data", (text: string) => screen.write(text));
        }
        child.on("error", reject);
        child.on("close", resolve);
    });
}
