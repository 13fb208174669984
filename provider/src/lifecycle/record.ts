/**
 * Between the engine's property bags and Leaf's answers: what a credential's inputs and outputs are made of.
 *
 * The engine gives `read`, `diff` and `delete` only the old *outputs*, so every argument is an output too.
 */
import { PROVIDER_KEY } from "../byReference";
import { engineSecret } from "../engineValues";
import type { CredentialKind, LeafCredential } from "../leaf/kind";

/** A property bag as the engine gives it, secrets unwrapped. */
export type Props = Readonly<Record<string, unknown>>;

/** Arguments of ours that Leaf never sees. */
const OPTIONS = ["adopt", "whenUnhealthy"] as const;

/**
 * Hidden properties. The engine's displays leave out all that begins with two underscores, and `diff` ignores them.
 */
export const HIDDEN = {
    /** `customTimeouts`, which the engine's host does not hand on. */
    timeouts: "__timeouts",
    /** The Leaf user id that the `import` option named: the credential must be there. */
    import: "__import",
    /** In outputs: the create was never seen to succeed, so `update` looks again, and `delete` looks first. */
    incomplete: "__incomplete",
    /** In outputs: `update` saw drift, which the engine cannot tell from the inputs, so `diff` must insist on it. */
    drifted: "__drifted",
} as const;

/** What `update` does about a credential in ill health. */
export type WhenUnhealthy = "warn" | "fail" | "replace";

/** The option in force. */
export function whenUnhealthy(props: Props): WhenUnhealthy {
    return (props["whenUnhealthy"] as WhenUnhealthy | undefined | null) ?? "warn";
}

/** Whether the credential's create was never seen to succeed. */
export function isIncomplete(outputs: Props): boolean {
    return outputs[HIDDEN.incomplete] === true;
}

/** Whether nothing of the credential was ever seen at Leaf, so that what is there now may be somebody else's. */
export function wasNeverSeen(outputs: Props): boolean {
    return isIncomplete(outputs) && outputs["credentialId"] === undefined;
}

/** Whom the credential is for, as messages name it. */
export function aboutOf(kind: CredentialKind, leafUserId: string, props: Props): string {
    const label = props[kind.label];
    return typeof label === "string" && label !== ""
        ? `"${label}" (Leaf user ${leafUserId})`
        : `Leaf user ${leafUserId}`;
}

/** What is sent to Leaf to create the credential. */
export function argumentsOf(kind: CredentialKind, inputs: Props): Record<string, unknown> {
    return Object.fromEntries(kind.argumentNames.map((name) => [name, inputs[name]]));
}

/** Letter case and outer blanks are what a server may normalise: they never tell two accounts apart here. */
function folded(text: unknown): string {
    return typeof text === "string" ? text.trim().toLowerCase() : "";
}

/** Which of the identifying arguments differ between a record and Leaf's answer; what Leaf leaves out does not. */
export function differingIdentity(kind: CredentialKind, props: Props, credential: LeafCredential): string[] {
    return kind.identity.filter((name) => {
        const answered = credential[name];
        return answered !== undefined && folded(props[name]) !== folded(answered);
    });
}

/**
 * The outputs after a look at Leaf. Arguments keep the user's spelling where Leaf's answer is the same but for letter
 * case and outer blanks, else show Leaf's: that is drift.
 *
 * @param known - the inputs, or the outputs recorded before
 * @param owner - the API owner in whose account it was seen, if known
 */
export function outputsOf(
    kind: CredentialKind,
    leafUserId: string,
    known: Props,
    credential: LeafCredential,
    owner: string | undefined,
): Record<string, unknown> {
    const drifted = new Set(differingIdentity(kind, known, credential));
    const outputs: Record<string, unknown> = {
        leafUserId,
        ...inputsOf(kind, known),
        credentialId: credential.id,
        status: credential.status,
        createdTime: credential.createdTime,
        apiOwner: owner ?? known["apiOwner"],
    };
    for (const name of kind.identity) {
        if (drifted.has(name) || known[name] === undefined) outputs[name] = credential[name];
    }
    for (const name of kind.computed) {
        const value = credential[name];
        outputs[name] = value !== undefined && kind.secretComputed.includes(name) ? engineSecret(value) : value;
    }
    return defined(outputs);
}

/** The inputs within a record, secrets marked again: the engine unwraps them on the way here. */
export function inputsOf(kind: CredentialKind, record: Props): Record<string, unknown> {
    const inputs: Record<string, unknown> = { leafUserId: record["leafUserId"] };
    for (const name of [...kind.argumentNames, ...OPTIONS, HIDDEN.timeouts, PROVIDER_KEY]) {
        const value = record[name];
        inputs[name] = value !== undefined && kind.secretArguments.includes(name) ? engineSecret(value) : value;
    }
    return defined(inputs);
}

/** The engine's host refuses any `undefined` inside a bag ("Unexpected struct type"). */
function defined(bag: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined && value !== null));
}
