import { coverageEnvironment } from "./coverage.ts";

/** What of the outside must not reach a test: it could change its outcome, or lead it to a real account. */
const UNWANTED = /^(LEAF_|PULUMI_|npm_|.*_PROXY$|NODE_OPTIONS$)/i;

export interface EngineFolders {
    /** The CLI's own settings. */
    home: string;
    /** The file backend. */
    state: string;
}

/** The environment of every CLI of a test: quiet, offline, and of this test alone. */
export function engineEnvironment({ home, state }: EngineFolders): NodeJS.ProcessEnv {
    const outside = Object.entries(process.env).filter(([name]) => !UNWANTED.test(name));
    return {
        ...Object.fromEntries(outside),
        NO_COLOR: "1",
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "passphrase of a test",
        // Reveals the --event-log flag.
        PULUMI_DEBUG_COMMANDS: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_HOME: home,
        // The programs are type-checked with the tests, or are wrong on purpose; checking each run takes a second.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        PULUMI_SKIP_CONFIRMATIONS: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...coverageEnvironment(),
    };
}
