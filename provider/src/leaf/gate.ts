/**
 * The pause that one 429 imposes on every request of this process: Leaf counts all of a user's requests together, so
 * whoever goes on only prolongs the wait of all.
 */
export class Gate {
    private opensAt = 0;

    /** Closes the gate for at least so many milliseconds from now. Tells whether it was open. */
    pause(ms: number): boolean {
        const now = Date.now();
        const wasOpen = this.opensAt <= now;
        this.opensAt = Math.max(this.opensAt, now + ms);
        return wasOpen;
    }

    /** Milliseconds until the gate opens; 0 if it is open. */
    get closedFor(): number {
        return Math.max(0, this.opensAt - Date.now());
    }

    /** Waits until the gate is open, also where it is closed again meanwhile. */
    async passed(): Promise<void> {
        for (let ms = this.closedFor; ms > 0; ms = this.closedFor) {
            await new Promise((resolve) => setTimeout(resolve, ms));
        }
    }
}
