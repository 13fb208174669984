/**
 * One call to Leaf with all that makes it reliable: the place in the queue, the pause after a 429, the token, the time
 * limits and the retries. The order of the wrapping is the design: retry (slot (pause (token, send))).
 */
import { bulkhead, DelegateBackoff, handleWhen, retry } from "cockatiel";
import type { Settings } from "../config";
import type { Deadline } from "./deadline";
import { LeafApiError, type LeafError, LeafTimeoutError } from "./errors";
import { Gate } from "./gate";
import { Http, type HttpAnswer, type HttpRequest } from "./http";
import { seconds } from "./seconds";
import { problem } from "./problem";
import { isRateLimit, isRetryable, MAX_TRIES, waitBeforeRetry } from "./retry";
import { loginProblem, refusesToken, Session } from "./session";

/** A call's circumstances. */
export interface CallOptions {
    /** The time of the whole operation the call belongs to. */
    readonly deadline: Deadline;
    /** Whom the call is for, in words, for messages: `"Acme Farms" (Leaf user 453b…)`. */
    readonly about: string;
    /** Statuses without success that are an answer here, not an error (404 for what may be absent). */
    readonly accept?: readonly number[];
    /** Awaited before the request is sent a second time; what it throws ends the call. */
    readonly beforeRetry?: () => Promise<void>;
}

/** Tells the user of a wait. */
export type Notify = (message: string) => void;

/** An answer, and under whose token it was given. */
export interface Answered extends HttpAnswer {
    readonly owner: string | undefined;
}

/** A wait shorter than this is not worth a line on the user's screen. In milliseconds. */
const WORTH_TELLING = 1_000;

/** With less time left than this, or a tenth of the whole, another try would only blur what went wrong. In milliseconds. */
const WORTH_A_TRY = 1_000;

/** The calls of one process to one Leaf account; everything in here is shared by all of its resources. */
export class Caller {
    private readonly http: Http;
    private readonly session: Session;
    private readonly gate = new Gate();
    private readonly slots;

    constructor(
        private readonly settings: Settings,
        private readonly notify: Notify,
    ) {
        this.http = new Http(settings.baseUrl);
        this.session = new Session(settings.candidates);
        this.slots = bulkhead(settings.maxConcurrency, Infinity);
    }

    /**
     * Sends a request until it is answered with success (or a status in `accept`), or cannot be.
     *
     * @throws {@link LeafApiError}, {@link LeafConnectionError}, {@link LeafAnswerError} or
     * {@link LeafAuthenticationError}
     */
    async call(request: HttpRequest, options: CallOptions): Promise<Answered> {
        return await this.retrying(request, options, () => this.slots.execute(() => this.authorized(request, options)));
    }

    private async retrying<T>(request: HttpRequest, options: CallOptions, send: () => Promise<T>): Promise<T> {
        let sent = 0;
        let failures = 0;
        let wait = 0;
        const again = handleWhen((error) => {
            if (!isRetryable(error, request)) return false;
            if (!isRateLimit(error)) failures += 1;
            wait = waitBeforeRetry(error, isRateLimit(error) ? sent : failures, Math.random());
            return this.mayWait(error as LeafError, request, options, wait, sent, failures);
        });
        const policy = retry(again, { maxAttempts: Infinity, backoff: new DelegateBackoff(() => wait) });
        return await policy.execute(async () => {
            if (sent > 0) await options.beforeRetry?.();
            sent += 1;
            return await send();
        });
    }

    /** Whether there are tries and time left for one more, which is then announced; else why not, in the error. */
    private mayWait(
        error: LeafError,
        request: HttpRequest,
        { deadline, about }: CallOptions,
        wait: number,
        sent: number,
        failures: number,
    ): boolean {
        if (failures >= MAX_TRIES) {
            error.append(`Tried ${sent} times.`);
            return false;
        }
        if (wait + Math.min(WORTH_A_TRY, deadline.budget / 10) >= deadline.remaining) {
            const asked =
                isRateLimit(error) && error.retryAfterMs !== undefined ? "Leaf asks to wait" : "The next try is due in";
            error.append(
                `${asked} ${seconds(wait)}, but of the operation's ${seconds(deadline.budget)} only ` +
                    `${seconds(deadline.remaining)} are left (leaf:operationTimeout, or customTimeouts on the resource). ` +
                    `Tried ${sent} times.`,
            );
            return false;
        }
        const limited = isRateLimit(error);
        // One line per pause, not one per request that meets it.
        const news = limited ? this.gate.pause(wait) : true;
        if (news && wait >= WORTH_TELLING) {
            const why = limited ? "Leaf limits the rate" : `${request.method} failed for now`;
            const tries = limited ? "" : `, try ${failures + 1} of ${MAX_TRIES}`;
            this.notify(`${why}: waiting ${seconds(wait)}${tries}, for ${about}`);
        }
        return true;
    }

    private async authorized(request: HttpRequest, options: CallOptions): Promise<Answered> {
        // Each turn spends a candidate or renews a login, so this ends.
        for (;;) {
            const grant = await this.session.grant((login) => this.login(login, options));
            try {
                const answer = await this.once({ ...request, token: grant.token }, options, problem);
                this.session.confirm();
                return { ...answer, owner: grant.owner };
            } catch (error) {
                if (!refusesToken(error)) {
                    // Any other answer means that the token as such was good.
                    if (error instanceof LeafApiError) this.session.confirm();
                    throw error;
                }
                this.session.refuse(grant);
            }
        }
    }

    /** A login takes no slot: it runs inside the one of the request that needs it. It may be repeated freely. */
    private async login(request: HttpRequest, options: CallOptions): Promise<HttpAnswer> {
        const repeatable = { ...request, method: "GET" } as const;
        return await this.retrying(repeatable, { ...options, accept: [] }, () =>
            this.once(request, options, loginProblem),
        );
    }

    private async once(request: HttpRequest, options: CallOptions, toError: typeof problem): Promise<HttpAnswer> {
        const { deadline, accept = [] } = options;
        const closedFor = this.gate.closedFor;
        if (closedFor >= deadline.remaining) throw outOfTime(request, deadline, closedFor);
        await this.gate.passed();
        const answer = await this.http.send(request, Math.min(this.settings.requestTimeout, deadline.remaining));
        if ((answer.status >= 200 && answer.status < 300) || accept.includes(answer.status)) return answer;
        throw toError(request, answer);
    }
}

function outOfTime(request: HttpRequest, deadline: Deadline, pause: number): LeafTimeoutError {
    const why = pause > 0 ? `Leaf limits the rate, and the pause lasts ${seconds(pause)} more` : "no time is left";
    return new LeafTimeoutError(
        `${request.method} ${request.path} was not sent: ${why}, of the operation's ${seconds(deadline.budget)} ` +
            `${seconds(deadline.remaining)} are left (leaf:operationTimeout, or customTimeouts on the resource).`,
        { method: request.method, path: request.path, maybeApplied: false, transient: false },
    );
}
