import type { Switches } from "./switches";

const windowMs = 60_000;

/** Counts the requests of each API owner within the last 60 seconds. Refused ones do not count. */
export class RateLimit {
    private readonly times = new Map<string, number[]>();

    /** Takes note of a request; seconds until the next one is allowed if this one is too many, else undefined. */
    exceededFor(key: string, limit: NonNullable<Switches["rateLimit"]>): number | undefined {
        const now = Date.now();
        const recent = (this.times.get(key) ?? []).filter((time) => time > now - windowMs);
        this.times.set(key, recent);
        if (recent.length < limit.perMinute) {
            recent.push(now);
            return undefined;
        }
        return Math.ceil(((recent[0] ?? now) + windowMs - now) / 1000);
    }
}

/** Body of a 429. It comes from Leaf's gateway and is no problem JSON (Leaf's draft page on limits). */
export function rateLimitBody(perMinute: number): Record<string, unknown> {
    return {
        error: "Request limit exceeded",
        message: `You have exceeded the maximum allowed requests of ${perMinute} per minute. Please try again later.`,
        status_code: 429,
    };
}
