import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, utimesSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withDirectoryLock } from "../../tools/directoryLock.mjs";
import { TemporaryFolder } from "./support/temporaryFolder.ts";

describe("A directory lock", () => {
    let folder: TemporaryFolder;
    let lock: string;

    beforeEach(() => {
        folder = new TemporaryFolder();
        lock = path.join(folder.path, "some", "lock");
    });

    afterEach(() => folder.remove());

    it("lets one in at a time, and tells those who wait", async () => {
        let inside = 0;
        let waits = 0;
        const work = async () => {
            assert.equal(++inside, 1);
            await sleep(50);
            inside--;
        };
        await Promise.all(Array.from({ length: 3 }, () => withDirectoryLock(lock, work, () => waits++)));
        assert.equal(waits, 2);
        assert.equal(existsSync(lock), false);
    });

    it("is free again after a failure", async () => {
        await assert.rejects(
            withDirectoryLock(lock, () => Promise.reject(new Error("deliberate"))),
            /deliberate/,
        );
        assert.equal(await withDirectoryLock(lock, async () => "free"), "free");
    });

    it("is taken from a process that has died", async () => {
        const dead = spawnSync("true").pid;
        folder.write("some/lock/pid", String(dead));
        assert.equal(await withDirectoryLock(lock, async () => "taken"), "taken");
    });

    it("is taken from a process that died while taking it, after a while", async () => {
        folder.write("some/lock/pid", "");
        const longAgo = new Date(Date.now() - 60_000);
        utimesSync(lock, longAgo, longAgo);
        assert.equal(await withDirectoryLock(lock, async () => "taken"), "taken");
    });
});
