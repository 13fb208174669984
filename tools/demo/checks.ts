// Checks of what the CLI said against what the emulator saw and holds. Each prints a line; the first that does not
// hold ends the demo.

import { isDeepStrictEqual } from "node:util";
import type { StoredCredential } from "leaf-emulator";
import { failed, passed } from "./screen.ts";
import type { Stage } from "./stage.ts";

/** The recorded credential, and whether the state holds anything at all. */
interface Recorded {
    outputs: Record<string, unknown> | undefined;
    resources: number;
}

export class Checks {
    count = 0;
    private readonly secrets = new Set<string>();

    constructor(private readonly stage: Stage) {}

    /** From here on the value must not be in anything that Pulumi shows or writes. */
    keepSecret(...values: (string | null | undefined)[]): void {
        values.filter((value) => typeof value === "string").forEach((value) => this.secrets.add(value));
    }

    hold(text: string, actual: unknown, expected: unknown = true): void {
        if (!isDeepStrictEqual(actual, expected)) {
            failed(text);
            const got =
                actual === false
                    ? ""
                    : `\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(actual)}`;
            throw new Error(`Not as told: ${text}.${got}`);
        }
        this.count += 1;
        passed(text);
    }

    /** What Leaf was asked since the last time, in order, such as `GET credential 404`. */
    requests(text: string, expected: string[]): void {
        const { requests } = this.stage.emulator;
        const seen = requests.map(({ method, path, status }) => `${method} ${nameOf(path)} ${status}`);
        this.stage.emulator.clearRequests();
        this.hold(text, seen, expected);
    }

    /** The credential at Leaf, with the password that Leaf holds; undefined where there is none. */
    atLeaf(): StoredCredential | undefined {
        const credential = this.stage.emulator.getCredential(this.stage.people.leafUserId);
        this.keepSecret(credential?.authToken, credential?.password);
        return credential;
    }

    async recorded(): Promise<Recorded> {
        const state = JSON.parse(await this.stage.cli.ask(["stack", "export"])) as {
            deployment: { resources?: { type: string; outputs?: Record<string, unknown> }[] };
        };
        const resources = state.deployment.resources ?? [];
        const credential = resources.find(({ type }) => type.endsWith("leaf:SenteraCredential"));
        return { outputs: credential?.outputs, resources: resources.length };
    }

    /** Passwords and tokens are encrypted in all that Pulumi wrote, and absent from all that it printed. */
    noSecretInClear(): void {
        const written = this.stage.writtenByPulumi();
        const inClear = (text: string): boolean => [...this.secrets].some((secret) => text.includes(secret));
        const encrypted = written.includes('"ciphertext"') && !inClear(written);
        this.hold("Passwords and tokens are encrypted in all state and configuration files", encrypted);
        this.hold("None of them is in anything that the CLI printed", !inClear(this.stage.cli.transcript));
    }
}

function nameOf(path: string): string {
    if (path === "/api/authenticate") return "login";
    if (path.endsWith("/events")) return "events";
    return path.endsWith("/sentera-credentials") ? "credential" : "user";
}
