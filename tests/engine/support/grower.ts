import assert from "node:assert/strict";
import { startEmulator, type Emulator, type Switches } from "leaf-emulator";
import { EngineWorkspace, type OperationResult } from "./workspace.ts";

/** The one grower of most engine tests. */
export const GROWER = {
    leafUserId: "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
    username: "grower@acme.example",
    password: "sentera-password-1",
    organizationName: "Acme Farms",
} as const;

/** The Leaf account in which the grower is, and another one in which not. */
export const OWNER = { username: "owner@leaf.example", password: "owner-password-1" } as const;
export const OTHER_OWNER = { username: "other@leaf.example", password: "other-password-1" } as const;

/** The program of a user: the arguments come as JSON in the configuration, the password apart and secret. */
export const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as leaf from "pulumi-leaf";
const config = new pulumi.Config();
const acme = new leaf.SenteraCredential(
    "acme",
    { ...config.requireObject<any>("args"), password: config.requireSecret("password") },
    config.getObject<any>("opts") ?? {},
);
export const organizationId = acme.organizationId;
export const status = acme.status;
export const password = acme.password;
export const authToken = acme.authToken;
`;

export interface GrowerOptions {
    program?: string;
    switches?: Partial<Switches>;
    args?: Record<string, unknown>;
    /** In place of the login as OWNER. */
    config?: Record<string, string>;
    secrets?: Record<string, string>;
    env?: NodeJS.ProcessEnv;
}

/** A grower's stack on the real engine, and Leaf as an emulator. */
export class GrowerStack {
    private constructor(
        readonly leaf: Emulator,
        readonly workspace: EngineWorkspace,
        /** Everything that must not be seen anywhere; tests add to it. */
        readonly secrets: Set<string>,
    ) {}

    static async create({
        program = PROGRAM,
        switches = {},
        args = {},
        config,
        secrets,
        env = {},
    }: GrowerOptions = {}) {
        const leaf = await startEmulator({ switches });
        leaf.addApiOwner(OWNER);
        leaf.addApiOwner(OTHER_OWNER);
        leaf.addLeafUser(OWNER.username, { id: GROWER.leafUserId, name: GROWER.organizationName });
        leaf.addSenteraAccount({
            username: GROWER.username,
            password: GROWER.password,
            organizations: [{ name: GROWER.organizationName }, { name: "Acme South" }],
        });
        const { password, ...rest } = GROWER;
        const workspace = await EngineWorkspace.create({
            program,
            env,
            config: {
                "leaf:baseUrl": leaf.url,
                "leaf-test:args": JSON.stringify({ ...rest, ...args }),
                ...(config ?? { "leaf:username": OWNER.username }),
            },
            secrets: { "leaf-test:password": password, ...(secrets ?? { "leaf:password": OWNER.password }) },
        });
        const seen = new Set<string>([password, OWNER.password, OTHER_OWNER.password, ...Object.values(secrets ?? {})]);
        return new GrowerStack(leaf, workspace, seen);
    }

    /** The arguments of the program, over the grower's. */
    async setArgs(args: Record<string, unknown>): Promise<void> {
        const { password: _password, ...rest } = GROWER;
        await this.workspace.setConfig({ "leaf-test:args": JSON.stringify({ ...rest, ...args }) });
    }

    async setPassword(password: string): Promise<void> {
        this.secrets.add(password);
        await this.workspace.setConfig({}, { "leaf-test:password": password });
    }

    /** The requests since the last call, as `METHOD last-path-segments status`. Logins are left out. */
    requests(): string[] {
        const lines = this.leaf.requests
            .filter(({ path }) => path !== "/api/authenticate")
            .map(
                ({ method, path, status }) =>
                    `${method} ${path.replace(/^.*\/users\/[^/]+\/?/, "") || "user"} ${status}`,
            );
        this.leaf.clearRequests();
        return lines;
    }

    /** The credential at Leaf. Its token is a secret from now on. */
    credential(leafUserId: string = GROWER.leafUserId) {
        const credential = this.leaf.getCredential(leafUserId);
        if (credential?.authToken) this.secrets.add(credential.authToken);
        return credential;
    }

    /** The resource in the state, with secrets as they are stored. */
    async resource() {
        const { deployment } = (await this.workspace.exportState()) as {
            deployment: {
                resources?: { type: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> }[];
            };
        };
        return deployment.resources?.find(({ type }) => type === "pulumi-nodejs:dynamic/leaf:SenteraCredential");
    }

    /** Looks for every secret in all output, events and state files so far, and ends everything. */
    async close(): Promise<void> {
        try {
            this.credential();
            const text = this.workspace.transcript.text();
            for (const secret of this.secrets) assert.ok(!text.includes(secret), `the secret ${secret} was shown`);
        } finally {
            await this.workspace.dispose();
            await this.leaf.close();
        }
    }
}

export function succeeded(result: OperationResult): OperationResult {
    assert.ok(result.ok, result.stdout + result.stderr);
    return result;
}

/** The failed operation's errors in one text. */
export function failed(result: OperationResult): string {
    assert.equal(result.ok, false, result.stdout);
    return result.diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ message }) => message)
        .join("\n");
}

export function warnings(result: OperationResult): string {
    return result.diagnostics
        .filter(({ severity }) => severity === "warning")
        .map(({ message }) => message)
        .join("\n");
}
