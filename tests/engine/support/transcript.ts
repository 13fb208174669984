import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Everything that came out of a test's operations, for a search for what must not be there. */
export class Transcript {
    readonly #parts: string[] = [];

    constructor(private readonly folders: readonly string[]) {}

    add(text: string): void {
        this.#parts.push(text);
    }

    /** All output and events so far, and all files in the folders (state, its history, stack settings) as they are now. */
    text(): string {
        return [...this.#parts, ...this.folders.flatMap(filesIn)].join("\n");
    }
}

function filesIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
