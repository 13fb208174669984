/**
 * The configuration: stack values and environment variables, read once per process, without any request.
 */
import { isUnknown } from "./engineValues";
import { LeafConfigurationError } from "./leaf/errors";
import { readClaims } from "./leaf/jwt";
import { keepSecret } from "./redact";

/** One way to be let in by Leaf, and where it was configured (for messages). */
export type Candidate =
    | { readonly kind: "token"; readonly token: string; readonly source: string }
    | { readonly kind: "login"; readonly username: string; readonly password: string; readonly source: string };

/** The configuration in use. Times are in milliseconds. */
export interface Settings {
    /** Where Leaf's API is, without a trailing slash. */
    readonly baseUrl: string;
    /** What to try, in this order. At least one. */
    readonly candidates: readonly Candidate[];
    /** The limit of one request. */
    readonly requestTimeout: number;
    /** The limit of one create, read, update or delete with all its retries. */
    readonly operationTimeout: number;
    /** How many requests may be in flight at once. */
    readonly maxConcurrency: number;
}

/** Reads a configuration value by its full key, such as `leaf:apiToken`. */
export type ReadConfig = (key: string) => string | undefined;

/** What {@link readSettings} found: settings, or every problem. Neither, where a value is not known yet (preview). */
export interface SettingsResult {
    readonly settings?: Settings;
    readonly problems: readonly string[];
}

/** Set by `Provider`: it brought a credential of its own, so no other account's may be used in its place. */
export const OWN_CREDENTIALS_KEY = "leaf:ownCredentials";

const DEFAULT_BASE_URL = "https://api.withleaf.io";

const WAYS_OUT =
    "Set `pulumi config set leaf:username …` and `pulumi config set --secret leaf:password` (a Leaf login, renewed by " +
    "itself), or `pulumi config set --secret leaf:apiToken`; or the environment variables LEAF_USERNAME and " +
    "LEAF_PASSWORD, or LEAF_API_TOKEN";

/**
 * The engine configures plain `refresh`, `destroy` and `up --refresh` with what was saved at the last `up`; said in
 * each message about a spent credential, since a rotated token in the stack's configuration is then not seen.
 */
export const SAVED_CONFIGURATION_NOTE =
    "`pulumi refresh`, `pulumi destroy` and `up --refresh` use the configuration saved at the last `pulumi up`, so a " +
    "rotated leaf:apiToken is not seen by them: set LEAF_API_TOKEN, or LEAF_USERNAME and LEAF_PASSWORD, in the " +
    "environment, configure a login in place of a token, or add --run-program";

/** What one source says of credentials, and the names by which messages call token, user name and password. */
interface CredentialSource {
    readonly token: string | undefined;
    readonly username: string | undefined;
    readonly password: string | undefined;
    readonly names: readonly [string, string, string];
}

/**
 * Reads and checks the configuration. Order of the candidates: stack configuration, then environment; in each, the
 * token before the login.
 *
 * @param read - the stack's configuration, or an explicit provider's properties
 * @param env - the process environment
 * @param now - the time in milliseconds, against which a token's `exp` is held
 */
export function readSettings(read: ReadConfig, env: NodeJS.ProcessEnv, now: number): SettingsResult {
    const problems: string[] = [];
    let undecided = false;
    const known = (key: string): string | undefined => {
        const value = read(key)?.trim();
        if (isUnknown(value)) undecided = true;
        return value === "" || isUnknown(value) ? undefined : value;
    };
    const variable = (name: string): string | undefined => env[name]?.trim() || undefined;

    const sources: CredentialSource[] = [
        {
            token: known("leaf:apiToken"),
            username: known("leaf:username"),
            // Not trimmed: a password may begin or end with a blank.
            password: read("leaf:password") || undefined,
            names: ["leaf:apiToken", "leaf:username", "leaf:password"],
        },
    ];
    if (isUnknown(sources[0]?.password)) undecided = true;
    if (known(OWN_CREDENTIALS_KEY) !== "true") {
        sources.push({
            token: variable("LEAF_API_TOKEN"),
            username: variable("LEAF_USERNAME"),
            password: env["LEAF_PASSWORD"] || undefined,
            names: ["LEAF_API_TOKEN", "LEAF_USERNAME", "LEAF_PASSWORD"],
        });
    }

    const candidates: Candidate[] = [];
    const expired: string[] = [];
    const halves: string[] = [];
    for (const { token, username, password, names } of sources) {
        keepSecret(token);
        keepSecret(password);
        if (token !== undefined) {
            const { expiresAt } = readClaims(token);
            if (/[^\x21-\x7e]/.test(token)) {
                problems.push(`${names[0]} holds characters that no Leaf token has: set it again, on one line`);
            } else if (expiresAt !== undefined && expiresAt <= now) {
                expired.push(`${names[0]} expired at ${new Date(expiresAt).toISOString()}`);
            } else {
                candidates.push({ kind: "token", token, source: names[0] });
            }
        }
        if (username !== undefined && password !== undefined) {
            candidates.push({ kind: "login", username, password, source: `${names[1]} and ${names[2]}` });
        } else if (username !== undefined || password !== undefined) {
            const [there, missing] = username !== undefined ? [names[1], names[2]] : [names[2], names[1]];
            halves.push(`${there} is set, but ${missing} is not`);
        }
    }

    const baseUrl = readBaseUrl(known("leaf:baseUrl") ?? variable("LEAF_BASE_URL"), problems);
    const seconds = (key: string, fallback: number): number => readNumber(key, known(key), fallback, problems, false);
    const requestTimeout = seconds("leaf:requestTimeout", 30) * 1000;
    const operationTimeout = seconds("leaf:operationTimeout", 300) * 1000;
    const maxConcurrency = readNumber("leaf:maxConcurrency", known("leaf:maxConcurrency"), 8, problems, true);

    if (candidates.length === 0 && !undecided) {
        const why = [...expired, ...halves];
        problems.push(
            why.length > 0
                ? `no usable credentials for Leaf's API: ${why.join("; ")}. ${WAYS_OUT}` +
                      (expired.length > 0 ? `. ${SAVED_CONFIGURATION_NOTE}` : "")
                : `no credentials for Leaf's API. ${WAYS_OUT}`,
        );
    }
    if (problems.length > 0 || undecided) return { problems };
    return { settings: { baseUrl, candidates, requestTimeout, operationTimeout, maxConcurrency }, problems };
}

/**
 * The settings, or an error that lists every problem.
 *
 * @throws {@link LeafConfigurationError}
 */
export function requireSettings(result: SettingsResult): Settings {
    if (result.settings !== undefined) return result.settings;
    throw new LeafConfigurationError(
        result.problems.length > 0 ? result.problems.join("\n") : "The configuration for Leaf is not known yet.",
    );
}

/** The value itself is never shown: a URL may carry a user and a password. */
function readBaseUrl(value: string | undefined, problems: string[]): string {
    if (value === undefined) return DEFAULT_BASE_URL;
    const name = "leaf:baseUrl (or LEAF_BASE_URL)";
    let url: URL;
    try {
        url = new URL(value);
    } catch {
        problems.push(`${name} is not a URL: give it as https://host, for example ${DEFAULT_BASE_URL}`);
        return DEFAULT_BASE_URL;
    }
    if (url.username !== "" || url.password !== "") {
        keepSecret(url.password);
        problems.push(`${name} holds a user or password: put them in leaf:username and leaf:password`);
    } else if (url.search !== "" || url.hash !== "") {
        problems.push(`${name} has a query or fragment: give the host (and path) alone`);
    } else if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
        problems.push(`${name} must be https (http only for this machine itself): passwords would travel in clear`);
    }
    return url.origin + url.pathname.replace(/\/+$/, "");
}

function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function readNumber(
    key: string,
    text: string | undefined,
    fallback: number,
    problems: string[],
    whole: boolean,
): number {
    if (text === undefined) return fallback;
    const value = Number(text);
    if (Number.isFinite(value) && value > 0 && (!whole || Number.isInteger(value))) return value;
    problems.push(`${key} must be a ${whole ? "whole number of at least 1" : "number of seconds above 0"}`);
    return fallback;
}
