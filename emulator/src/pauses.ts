/** Everything that happens later: latency, delays, background work. Closing drops what has not happened yet. */
export class Pauses {
    private readonly timers = new Set<NodeJS.Timeout>();

    /** Runs `work` after `ms` milliseconds; at once, within this call, if that is 0. */
    later(ms: number, work: () => void): void {
        if (ms <= 0) {
            work();
            return;
        }
        const timer = setTimeout(() => {
            this.timers.delete(timer);
            work();
        }, ms);
        this.timers.add(timer);
    }

    /** Resolves after `ms` milliseconds; never, once closed. */
    wait(ms: number): Promise<void> {
        return new Promise((resolve) => this.later(ms, resolve));
    }

    /** Drops all that is pending. */
    close(): void {
        this.timers.forEach((timer) => clearTimeout(timer));
        this.timers.clear();
    }
}
