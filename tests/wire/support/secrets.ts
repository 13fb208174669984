/**
 * The net under every wire test: what no secret may ever appear in, and the secrets. Hosts and fake engines report to
 * it by themselves.
 */

import { UNKNOWN } from "./values.ts";

/** A text that somebody could read, and where it stood. */
export interface Sighting {
    where: string;
    text: string;
}

const inPlay = new Set<string>();
const sightings: Sighting[] = [];
const sources = new Set<() => Iterable<Sighting>>();

/** A JSON web token, whoever issued it: the emulator's logins are not told to anyone. */
const token = /eyJ[\w-]{10,}\.[\w-]{10,}/;

/** From now on this value must not be seen. Ignored: anything but a text, what is too short, what is not known yet. */
export function addSecret(value: unknown): void {
    const unknown = Object.values<unknown>(UNKNOWN).includes(value);
    if (typeof value === "string" && value.length >= 4 && !unknown) inPlay.add(value);
}

/** A text has been seen. */
export function saw(where: string, text: string): void {
    sightings.push({ where, text });
}

/** Texts that go on growing, such as what a process prints. Returns how to stop watching. */
export function watch(source: () => Iterable<Sighting>): () => void {
    sources.add(source);
    return () => {
        sightings.push(...source());
        sources.delete(source);
    };
}

/** Where a secret was seen since the last call; empty is good. */
export function secretScan(): string[] {
    const texts = [...sightings.splice(0), ...[...sources].flatMap((source) => [...source()])];
    const forms = [...inPlay].flatMap((secret) => writtenForms(secret).map((form) => ({ secret, form })));
    return texts.flatMap(({ where, text }) => {
        const leaked = forms.filter(({ form }) => text.includes(form)).map(({ secret }) => secret);
        if (token.test(text)) leaked.push("a token");
        return [...new Set(leaked)].map((secret) => `${where} shows ${secret}:\n${text}`);
    });
}

function writtenForms(secret: string): string[] {
    const html = secret.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    return [
        secret,
        html,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        btoa(secret).replace(/=+$/, ""),
    ];
}
