/** What Leaf's documentation leaves unsaid. Each switch is one open question, its values the plausible answers. */
export interface Switches {
    /**
     * POST where the Leaf user already has a Sentera credential: 400 with errorKey `credentialAlreadyExists`
     * (Leaf reports duplicate webhooks that way), 409, or a new credential that takes the place of the old one.
     */
    existing: "reject400" | "reject409" | "overwrite";
    /**
     * POST with a login that Sentera refuses: 400 with errorKey `invalidCredentials` or `organizationNotFound`, or
     * a credential with status `UNAUTHENTICATED` or `MISSING_PERMISSION` and neither authToken nor organizationId.
     */
    badLogin: "reject400" | "accept";
    /**
     * A Sentera account nobody has added: refused as a bad login, or registered on the spot with the password and
     * organization given. Accounts registered like this take up further organizations too; added ones do not.
     */
    unknownAccounts: "reject" | "register";
    /** Milliseconds for which a deleted credential is still served, and still in the way of a POST. Default 0. */
    lateDeletionMs: number;
    /**
     * How username and organizationName are stored and answered. Sentera is asked with what was sent, without
     * outer blanks where these are trimmed.
     */
    names: "asSent" | "lowerCase" | "trimmed" | "lowerCaseTrimmed";
    /** Status of a successful POST of a credential. */
    postStatus: 201 | 200;
    /** A successful DELETE of a credential: 204, or 200 with a JSON body as one of Leaf's samples expects. */
    deleteAnswer: "204" | "200body";
    /** Body of a 404: problem JSON, or none. */
    notFoundBody: "problem" | "empty";
    /**
     * Requests an API owner may make within any 60 seconds, all endpoints together, and whether the 429 carries
     * Retry-After (Leaf's drafts differ). Null, the default, is no limit.
     */
    rateLimit: { perMinute: number; retryAfter: boolean } | null;
    /** Milliseconds that every request to Leaf's API waits before it is carried out. Default 0. */
    latencyMs: number;
    /** Milliseconds until credentials notice a changed Sentera password. Default 0: at once. */
    backgroundDelayMs: number;
}

/** The switches of {@link startEmulator} where nothing else is said. */
export const defaultSwitches: Readonly<Switches> = {
    existing: "reject400",
    badLogin: "reject400",
    unknownAccounts: "reject",
    lateDeletionMs: 0,
    names: "asSent",
    postStatus: 201,
    deleteAnswer: "204",
    notFoundBody: "problem",
    rateLimit: null,
    latencyMs: 0,
    backgroundDelayMs: 0,
};
