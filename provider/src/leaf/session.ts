/**
 * Who we are to Leaf: the candidates of the configuration in their order, one token at a time, shared by every request
 * of the process. A token that is refused gives way to the next candidate; a login is renewed once.
 */
import { SAVED_CONFIGURATION_NOTE, type Candidate } from "../config";
import { keepSecret, quote } from "../redact";
import { LeafAnswerError, LeafApiError, LeafAuthenticationError } from "./errors";
import type { HttpAnswer, HttpRequest } from "./http";
import { readClaims } from "./jwt";
import { problem } from "./problem";

/** Where Leaf takes logins; unlike all else not under `/services/usermanagement`. Leaf's page "Authentication". */
export const LOGIN_PATH = "/api/authenticate";

/** A token, and what is known about it. */
export interface Grant {
    readonly token: string;
    /** Whose account it opens: the token's `sub`, else the login's name; unknown for an opaque token. */
    readonly owner: string | undefined;
}

/** Sends one login with its retries. */
export type SendLogin = (request: HttpRequest) => Promise<HttpAnswer>;

/** The session with Leaf's API. */
export class Session {
    private readonly spent: string[] = [];
    private opening: Promise<Grant> | undefined;
    private current: Grant | undefined;
    /** Whether Leaf ever accepted the current login's token: only then is a refusal an expiry, and worth a renewal. */
    private accepted = false;
    private next = 0;

    constructor(private readonly candidates: readonly Candidate[]) {}

    /**
     * The token to use now. Calls that come while a login is under way share it.
     *
     * @throws {@link LeafAuthenticationError} when every candidate is spent; the login's own error where it did not
     * get through (then the next call tries again)
     */
    async grant(sendLogin: SendLogin): Promise<Grant> {
        if (this.current !== undefined) return this.current;
        this.opening ??= this.open(sendLogin)
            .then((grant) => (this.current = grant))
            .finally(() => (this.opening = undefined));
        return await this.opening;
    }

    /** Leaf accepted this token. */
    confirm(): void {
        this.accepted = true;
    }

    /** Leaf refused this token with 401. Of the calls that meet this together, only the first one counts. */
    refuse(refused: Grant): void {
        const candidate = this.candidates[this.next];
        if (this.current !== refused || candidate === undefined) return;
        if (candidate.kind === "token" || !this.accepted) {
            this.spend(`${candidate.source}: Leaf refused the token (401)`);
        }
        this.current = undefined;
        this.accepted = false;
    }

    private spend(why: string): void {
        this.spent.push(why);
        this.next += 1;
    }

    private async open(sendLogin: SendLogin): Promise<Grant> {
        for (;;) {
            const candidate = this.candidates[this.next];
            if (candidate === undefined) throw this.exhausted();
            if (candidate.kind === "token") {
                const { owner, expiresAt } = readClaims(candidate.token);
                if (expiresAt === undefined || expiresAt > Date.now()) return { token: candidate.token, owner };
                this.spend(`${candidate.source}: expired at ${new Date(expiresAt).toISOString()}`);
                continue;
            }
            const grant = await this.login(candidate, sendLogin);
            if (grant !== undefined) return grant;
        }
    }

    private async login(
        { username, password, source }: Extract<Candidate, { kind: "login" }>,
        sendLogin: SendLogin,
    ): Promise<Grant | undefined> {
        const request = { method: "POST", path: LOGIN_PATH } as const;
        let answer: HttpAnswer;
        try {
            answer = await sendLogin({ ...request, body: { username, password } });
        } catch (error) {
            // Bad credentials are 401 by Leaf's page; 400 is what validation would say of a malformed name.
            if (!(error instanceof LeafApiError) || (error.status !== 401 && error.status !== 400)) throw error;
            this.spend(`${source}: Leaf refused the login (${error.status})`);
            return undefined;
        }
        const token = tokenOf(answer);
        if (token === undefined) {
            throw new LeafAnswerError(
                `Leaf answered the login (POST ${LOGIN_PATH}) with ${answer.status} but no id_token: check leaf:baseUrl.`,
                { ...request, status: answer.status },
            );
        }
        keepSecret(token);
        return { token, owner: readClaims(token).owner ?? username };
    }

    private exhausted(): LeafAuthenticationError {
        return new LeafAuthenticationError(
            `Leaf accepts none of the configured credentials. ${this.spent.map((why) => quote(why)).join("; ")}. ` +
                `Ways out: a fresh token in leaf:apiToken, or a login in leaf:username and leaf:password. ` +
                `${SAVED_CONFIGURATION_NOTE}.`,
        );
    }
}

function tokenOf({ body }: HttpAnswer): string | undefined {
    if (body.kind !== "json" || typeof body.value !== "object" || body.value === null) return undefined;
    const { id_token: token } = body.value as { id_token?: unknown };
    return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}

/** Whether an answer refuses the token it was asked with. */
export function refusesToken(error: unknown): boolean {
    return error instanceof LeafApiError && error.status === 401 && error.path !== LOGIN_PATH;
}

/** The error for an answer to a login, made like all others; kept here so that its hint fits. */
export function loginProblem(request: HttpRequest, answer: HttpAnswer): LeafApiError {
    return problem(request, answer, answer.status === 401 ? "Check leaf:username and leaf:password." : undefined);
}
