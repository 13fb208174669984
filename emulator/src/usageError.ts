/** A mistake of whoever drives the emulator. The message says what to do; the command prints it as one line. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}
