/**
 * The engine's own encodings inside property bags: values not known yet, and secrets.
 *
 * Source: `pkg/resource/plugin/rpc.go` and `sdk/go/common/resource/sig` of pulumi/pulumi.
 */

/**
 * In a preview a value that is not known yet arrives as one of these texts, whatever its type. Programs in Node.js
 * always send the one for strings; the others come from the engine itself.
 */
const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
    "030794c1-ac77-496b-92df-f27374a8bd58", // asset
    "e48ece36-62e2-4504-bad9-02848725956a", // archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Whether a value is one that the engine does not know yet. */
export function isUnknown(value: unknown): boolean {
    return UNKNOWN_SENTINELS.has(value);
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value as the engine keeps it secret, when a provider returns it. `pulumi.secret` cannot cross this border. */
export interface EngineSecret {
    readonly [SIGNATURE]: typeof SECRET;
    readonly value: unknown;
}

/** Marks a value secret for the engine, which encrypts it in the state and hides it in displays. Marked is marked. */
export function engineSecret(value: unknown): EngineSecret {
    if (typeof value === "object" && value !== null && SIGNATURE in value) return value as EngineSecret;
    return { [SIGNATURE]: SECRET, value };
}
