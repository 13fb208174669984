let last = 0;

/**
 * Now, as Leaf writes times: `yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'` (Leaf's page, Sentera).
 * Every call is later than the one before, so that sorting by time is sorting by order.
 */
export function leafTimestamp(): string {
    const now = Math.floor((performance.timeOrigin + performance.now()) * 1000);
    last = Math.max(last + 1, now);
    const microseconds = String(last % 1000).padStart(3, "0");
    return new Date(Math.floor(last / 1000)).toISOString().replace("Z", `${microseconds}Z`);
}
