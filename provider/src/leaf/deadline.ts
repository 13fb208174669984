/** The time that one operation has, with all its requests, retries and waits. */
export class Deadline {
    private readonly start = Date.now();

    /** @param budget - milliseconds from now */
    constructor(readonly budget: number) {}

    /** Milliseconds left; never below 0. */
    get remaining(): number {
        return Math.max(0, this.start + this.budget - Date.now());
    }
}
