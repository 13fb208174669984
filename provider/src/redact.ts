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

/** The ways in which a text may repeat a value: as it is, in JSON, in a URL, in base64. For HTML see {@link quote}. */
function writtenForms(value: string): string[] {
    const forms = [
        value,
        value.trim(),
        JSON.stringify(value).slice(1, -1),
        encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")),
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
    const start = decodeHtml(text.slice(0, 20_000));
    // Once before the controls are stripped and once after: a secret may hold them, or be split by them.
    const clean = redact(stripControls(redact(start)).replace(/\s+/g, " ").trim());
    if (hides(clean)) return "(text withheld: it may hold a secret)";
    return clean.length > limit ? `${clean.slice(0, limit).trimEnd()}…` : clean;
}

/** Whether a text holds a secret that is too short to mask, or one in a mix of escapes that has no form of its own. */
function hides(text: string): boolean {
    if ([...secrets].some((secret) => secret.length < SHORTEST_TO_MASK && text.includes(secret))) return true;
    const unescaped = text
        .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
        .replace(/\\(.)/g, "$1")
        .replace(/(%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
    // Forms write a blank as a plus.
    return [unescaped, unescaped.replaceAll("+", " ")].some((way) => way !== text && redact(way) !== way);
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Undoes HTML's escapes, also where they were applied twice: pages echo what they were sent in many ways. */
function decodeHtml(text: string): string {
    let before;
    let after = text;
    for (let rounds = 0; before !== after && rounds < 3; rounds++) {
        before = after;
        after = before.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
            if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
            const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
            return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
        });
    }
    return after;
}

function stripControls(text: string): string {
    // Besides C0 and C1: bidirectional overrides and zero-width characters, which make a line read as another.
    return stripVTControlCharacters(text).replace(
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g,
        " ",
    );
}
