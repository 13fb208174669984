/** What a Leaf token says of itself. It is read, never trusted: only Leaf can verify it. */
export interface TokenClaims {
    /** The API owner the token belongs to (`sub`). */
    readonly owner?: string;
    /** When the token ends, in milliseconds since 1970 (`exp`). */
    readonly expiresAt?: number;
}

/** Reads the claims of a JWT; an opaque token has none. */
export function readClaims(token: string): TokenClaims {
    try {
        const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
        if (typeof claims !== "object" || claims === null) return {};
        const { sub, exp } = claims as { sub?: unknown; exp?: unknown };
        return {
            ...(typeof sub === "string" && sub !== "" ? { owner: sub } : {}),
            ...(typeof exp === "number" && Number.isFinite(exp) ? { expiresAt: exp * 1000 } : {}),
        };
    } catch {
        return {};
    }
}
