/**
 * What tells one kind of Leaf credential from another. The lifecycle knows only this, so a new kind is a row of this
 * type, its schema, and its resource class.
 */
import type * as v from "valibot";

/** A credential as Leaf answers it: what all kinds have, and the texts of its own kind. */
export interface LeafCredential {
    /** Leaf's own id of the credential; a new one after each delete and create. */
    readonly id: string;
    /** Leaf's word for its health. Open: only some values are documented. */
    readonly status?: string | undefined;
    /** When it was created; Leaf's formats vary, so it is not parsed. */
    readonly createdTime?: string | undefined;
    /** Arguments that Leaf answers, and what it found out itself. */
    readonly [field: string]: string | undefined;
}

/** A kind of credential: its place in Leaf's API and the roles of its fields. */
export interface CredentialKind {
    /** For messages: `Sentera credential`. */
    readonly noun: string;
    /** The last segment of its path, such as `sentera-credentials`. */
    readonly path: string;
    /** What is sent to create it. There is no update in Leaf's API, so a change of any of them replaces. */
    readonly argumentNames: readonly string[];
    /** Those of the arguments which are never shown and which Leaf never answers. */
    readonly secretArguments: readonly string[];
    /** Those of the arguments which Leaf answers: by them one tells whose credential it is, and drift. */
    readonly identity: readonly string[];
    /** The argument that names the account to a person in messages. */
    readonly label: string;
    /** What Leaf adds, besides id, status and createdTime. */
    readonly computed: readonly string[];
    /** Those of the computed outputs which are secrets. They change by themselves and are never drift. */
    readonly secretComputed: readonly string[];
    /** The shape of Leaf's answer. */
    readonly answer: () => Promise<v.GenericSchema<unknown, LeafCredential>>;
}
