/**
 * Redaction: the one place that keeps passwords and tokens out of everything a person or a log can see.
 *
 * Whatever reads a secret hands it to {@link keepSecret}; whatever leaves the process passes {@link redact}. Text that
 * someone else wrote (Leaf's messages, an event's body) passes {@link quote} first.
 */
import { stripVTControlCharacters } from "node:util";

const MASK = "[secret]";

/** Shorter secrets would turn our own sentences into masks ("a" is in every word); {@link quote} still knows them. */
const SHORTEST_TO_MASK = 4;

const secrets = new Set<string>();
let longestFirst: string[] | undefined;

/** Remembers a value that must never be shown, for the life of this process. Anything but a string is ignored. */
export function keepSecret(value: unknown): void {
    if (typeof value !== "string" || value === "" || secrets.has(value)) return;
    for (const form of writtenForms(value)) secrets.add(form);
    longestFirst = undefined;
}

/** The ways in which a server's answer may repeat a value: as it is, in JSON, in a URL, in HTML, in base64. */
function writtenForms(value: string): string[] {
    const forms = [
        value,
        value.trim(),
        JSON.stringify(value).slice(1, -1),
        encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")),
        value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;"),
        value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/'/g, "&#39;"),
        stripControls(value),
    ];
    // Base64 of a short value is short enough to stand in any word by chance.
    if (value.length >= SHORTEST_TO_MASK) forms.push(Buffer.from(value).toString("base64").replace(/=+$/, ""));
    return forms.filter((form) => form !== "");
}

/** Replaces every remembered secret in a text. */
export function redact(text: string): string {
    longestFirst ??= [...secrets].filter((s) => s.length >= SHORTEST_TO_MASK).sort((a, b) => b.length - a.length);
    let clean = text;
    for (const secret of longestFirst) {
        if (clean.includes(secret)) clean = clean.replaceAll(secret, MASK);
    }
    return clean;
}

/**
 * A stranger's text, fit to stand in one of our sentences: no control characters or terminal escapes, no secret, one
 * line, at most `limit` characters (default 300).
 */
export function quote(text: string, limit = 300): string {
    // Bounded before the work, and a secret cut in half by this bound is far beyond what is shown.
    const start = text.slice(0, 20_000);
    // Once before the controls are stripped and once after: a secret may hold them, or be split by them.
    const clean = redact(stripControls(redact(start)).replace(/\s+/g, " ").trim());
    if ([...secrets].some((s) => s.length < SHORTEST_TO_MASK && clean.includes(s))) {
        return "(text withheld: it may hold a secret)";
    }
    return clean.length > limit ? `${clean.slice(0, limit).trimEnd()}…` : clean;
}

function stripControls(text: string): string {
    // Besides C0 and C1: bidirectional overrides and zero-width characters, which make a line read as another.
    return stripVTControlCharacters(text).replace(
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g,
        " ",
    );
}
