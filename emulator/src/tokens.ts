import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

/** Lifetime of a token in seconds without `rememberMe`: 24 hours (Leaf's page, Authentication). */
export const dayInSeconds = 24 * 60 * 60;

/** Lifetime of a token in seconds with `rememberMe`: 30 days (Leaf's page, Authentication). */
export const rememberedInSeconds = 30 * dayInSeconds;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Issues and verifies the tokens of API owners: JWTs signed with HS512, as Leaf's are. */
export class Tokens {
    private readonly key = randomBytes(64);
    /** Tokens in force by their `jti`. What is not listed was revoked, or issued by another emulator. */
    private readonly owners = new Map<string, string>();

    /** A token whose `sub` is the API owner. A negative lifetime gives one that has expired. */
    issue(owner: string, lifetimeInSeconds: number): string {
        const jti = randomUUID();
        const iat = Math.floor(Date.now() / 1000);
        const claims = { sub: owner, auth: "ROLE_USER", iat, exp: iat + lifetimeInSeconds, jti };
        const signed = `${encode({ alg: "HS512" })}.${encode(claims)}`;
        this.owners.set(jti, owner);
        return `${signed}.${this.sign(signed)}`;
    }

    /** The API owner a token belongs to; undefined if it is malformed, forged, expired or revoked. */
    verify(token: string): string | undefined {
        const [head = "", claims = "", ...rest] = token.split(".");
        const expected = Buffer.from(this.sign(`${head}.${claims}`));
        const found = Buffer.from(rest.join("."));
        if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
            return undefined;
        }
        const { jti, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { jti: string; exp: number };
        return exp > Date.now() / 1000 ? this.owners.get(jti) : undefined;
    }

    /** Revokes all tokens issued so far to an API owner. */
    revoke(owner: string): void {
        for (const [jti, name] of this.owners) {
            if (name === owner) {
                this.owners.delete(jti);
            }
        }
    }

    private sign(text: string): string {
        return createHmac("sha512", this.key).update(text).digest("base64url");
    }
}
