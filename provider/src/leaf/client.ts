/** Leaf's endpoints for credentials, one method each, with their answers checked. */
import * as v from "valibot";
import { keepSecret } from "../redact";
import { credentialEvents, type CredentialEvent, leafUser } from "./answers";
import type { Answered, Caller, CallOptions } from "./call";
import { LeafAnswerError, LeafApiError } from "./errors";
import type { RequestInfo } from "./request";
import type { Body, HttpRequest } from "./http";
import type { CredentialKind, LeafCredential } from "./kind";

const USERS = "/services/usermanagement/api/users";

/**
 * How a 404 was worded: by Leaf (a JSON object), by nobody (no body at all), or by something else in between, such as
 * a gateway's HTML page. Leaf leaves its own wording unsaid.
 */
export type Wording = "leaf" | "none" | "stranger";

/** The credential is not there, says a 404. */
export interface Absent {
    readonly absent: Wording;
    /** The API owner under whose token this was answered, if known. */
    readonly owner: string | undefined;
}

/** The credential is there. */
export interface Present {
    readonly credential: LeafCredential;
    readonly owner: string | undefined;
}

/** Which events to fetch. Leaf's page "Provider Credentials", Events endpoint. */
export interface EventsQuery {
    /** From 0. */
    readonly page?: number | undefined;
    /** Entries per page; Leaf's default is 20, its most 100. */
    readonly size?: number | undefined;
    /** Such as `createdDate,desc`. */
    readonly sort?: string | undefined;
}

/** The endpoints of one kind of credential. */
export class LeafClient {
    constructor(
        private readonly kind: CredentialKind,
        private readonly caller: Caller,
    ) {}

    /** The path of a user's credential. A user has at most one of a kind, so there is no id in it. */
    pathOf(leafUserId: string): string {
        return `${userPath(leafUserId)}/${this.kind.path}`;
    }

    /** Looks whether the credential is there. */
    async get(leafUserId: string, options: CallOptions): Promise<Present | Absent> {
        const request = { method: "GET", path: this.pathOf(leafUserId) } as const;
        const answer = await this.caller.call(request, { ...options, accept: [404] });
        if (answer.status === 404) return { absent: wordingOf(answer.body), owner: answer.owner };
        return { credential: await this.readCredential(request, answer), owner: answer.owner };
    }

    /** Creates the credential. Never repeated where an earlier try may have been applied. */
    async post(leafUserId: string, args: Record<string, unknown>, options: CallOptions): Promise<Present> {
        const request = { method: "POST", path: this.pathOf(leafUserId), body: args } as const;
        const answer = await this.caller.call(request, options);
        return { credential: await this.readCredential(request, answer), owner: answer.owner };
    }

    /** Deletes the credential; repeated freely. An answer's body has no meaning (204, or 200 with anything of JSON). */
    async delete(leafUserId: string, options: CallOptions): Promise<"deleted" | Absent> {
        const request = { method: "DELETE", path: this.pathOf(leafUserId) } as const;
        const answer = await this.caller.call(request, { ...options, accept: [404] });
        if (answer.status === 404) return { absent: wordingOf(answer.body), owner: answer.owner };
        if (answer.body.kind === "text") throw unreadable(request, answer, "a text that is not JSON");
        return "deleted";
    }

    /** Whether the Leaf user is there, for the account in use. */
    async getUser(leafUserId: string, options: CallOptions): Promise<"present" | Absent> {
        const request = { method: "GET", path: userPath(leafUserId) } as const;
        const answer = await this.caller.call(request, { ...options, accept: [404] });
        if (answer.status === 404) return { absent: wordingOf(answer.body), owner: answer.owner };
        const user = check(request, answer, leafUser);
        if (user.id.toLowerCase() !== leafUserId.toLowerCase()) throw unreadable(request, answer, "another user");
        return "present";
    }

    /** The credential's log. Empty where there is no credential. */
    async events(leafUserId: string, query: EventsQuery, options: CallOptions): Promise<CredentialEvent[]> {
        const parameters = Object.entries(query).filter(([, value]) => value !== undefined);
        const request = {
            method: "GET",
            path: `${this.pathOf(leafUserId)}/events`,
            query: Object.fromEntries(parameters.map(([name, value]) => [name, String(value)])),
        } as const;
        const answer = await this.caller.call(request, { ...options, accept: [404] });
        if (answer.status !== 404) return check(request, answer, credentialEvents);
        if (wordingOf(answer.body) === "stranger") throw unreadable(request, answer, "a 404 that is not Leaf's");
        return [];
    }

    private async readCredential(request: HttpRequest, answer: Answered): Promise<LeafCredential> {
        const credential = check(request, answer, await this.kind.answer());
        for (const name of this.kind.secretComputed) keepSecret(credential[name]);
        return credential;
    }
}

/** Ids are checked to be UUIDs long before; the encoding is a second lock on the path. */
function userPath(leafUserId: string): string {
    return `${USERS}/${encodeURIComponent(leafUserId)}`;
}

function wordingOf(body: Body): Wording {
    if (body.kind === "empty") return "none";
    const isObject = body.kind === "json" && typeof body.value === "object" && body.value !== null;
    return isObject && !Array.isArray((body as { value: unknown }).value) ? "leaf" : "stranger";
}

function check<T>(request: HttpRequest, answer: Answered, schema: v.GenericSchema<unknown, T>): T {
    if (answer.body.kind === "empty") throw unreadable(request, answer, "nothing");
    if (answer.body.kind === "text") throw unreadable(request, answer, "a text that is not JSON");
    const result = v.safeParse(schema, answer.body.value);
    if (result.success) return result.output;
    // Names only, never values: a value may be a token.
    const fields = [...new Set(result.issues.map((issue) => v.getDotPath(issue) ?? "the whole"))].slice(0, 5);
    throw unreadable(request, answer, `JSON that does not fit (${fields.join(", ")})`);
}

function unreadable({ method, path }: RequestInfo, { status }: { status: number }, what: string): LeafAnswerError {
    return new LeafAnswerError(
        `${method} ${path} was answered with ${status} and ${what}, which is not Leaf's form: check leaf:baseUrl, and ` +
            "whether a proxy or gateway stands between.",
        { method, path, status },
    );
}

/** Whether an error is Leaf's definite refusal of the request as such: it had no effect and would not have later. */
export function isRefusal(error: unknown): error is LeafApiError {
    return error instanceof LeafApiError && error.status >= 400 && error.status < 500 && error.status !== 408;
}
