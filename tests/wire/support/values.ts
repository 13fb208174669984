/** Property bags as they travel, and the secrets in them. */

export type Bag = Record<string, unknown>;

/** The text that stands for our code in every state; a promise to all stacks, so it is written out here. */
export const PROVIDER_TEXT = 'exports.handler=()=>require("pulumi-leaf/provider")';

/** What the engine sends for a value it does not know yet, by type. */
export const UNKNOWN = {
    bool: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    asset: "030794c1-ac77-496b-92df-f27374a8bd58",
    archive: "e48ece36-62e2-4504-bad9-02848725956a",
    object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
} as const;

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

function isSecret(value: unknown): value is { value: unknown } {
    return typeof value === "object" && value !== null && (value as Bag)[signature] === secretSignature;
}

/** A value as the engine hands it back to the provider: without the wrappers of its secrets. */
export function unwrapped<T>(value: T): T {
    return mapped(value, (secret) => unwrapped(secret)) as T;
}

/** A value with a mask in the place of each wrapped secret: what stays readable. `found` is told the secrets. */
export function masked(value: unknown, found: (secret: unknown) => void = () => undefined): unknown {
    return mapped(value, (secret) => {
        found(secret);
        return "[wrapped]";
    });
}

function mapped(value: unknown, onSecret: (secret: unknown) => unknown): unknown {
    if (isSecret(value)) return onSecret(value.value);
    if (Array.isArray(value)) return value.map((each) => mapped(each, onSecret));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, onSecret)]));
}
