import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A folder for one test, with the means to fill it. */
export class TemporaryFolder {
    readonly path = realpathSync(mkdtempSync(path.join(os.tmpdir(), "pulumi-leaf-tools-")));

    write(name: string, text: string, mode = 0o644): string {
        const file = path.join(this.path, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text, { mode });
        return file;
    }

    /** A shell script that can be run by its name. */
    writeScript(name: string, ...lines: string[]): string {
        return this.write(name, ["#!/bin/sh", ...lines, ""].join("\n"), 0o755);
    }

    readJson(name: string): unknown {
        return JSON.parse(readFileSync(path.join(this.path, name), "utf8"));
    }

    remove(): void {
        rmSync(this.path, { recursive: true, force: true });
    }
}
