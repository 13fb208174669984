/** An emulator of Leaf, a fake engine and a host that are tuned to each other. No dependency on a test runner. */
import { randomBytes } from "node:crypto";

import { defaultSwitches, type Emulator, startEmulator, type StoredCredential, type Switches } from "leaf-emulator";

import { EngineRun } from "./engineRun.ts";
import { type FakeEngine, startFakeEngine } from "./fakeEngine.ts";
import { type Host, type HostOptions, startHost } from "./host.ts";
import { addSecret } from "./secrets.ts";
import { type Bag, PROVIDER_TEXT } from "./values.ts";

/** The account that the tests use Leaf with. Its letters are mixed: API owners are known by any letter case. */
export const owner = { username: "Owner@leaf.example", password: "owner-password-1" };
/** Another account of Leaf's. */
export const otherOwner = { username: "other@leaf.example", password: "other-password-1" };

/** How a stage differs from the usual. */
export interface StageOptions extends Pick<HostOptions, "config" | "env"> {
    switches?: Partial<Switches>;
}

/** A Leaf user with a grower at Sentera. */
export interface User {
    readonly leafUserId: string;
    readonly args: { leafUserId: string; username: string; password: string; organizationName: string };
    /** The credential's path at Leaf. */
    readonly path: string;
    /** What the program registers; `undefined` leaves an argument out. */
    inputs(change?: Bag): Bag;
    /** The credential as Leaf has it. */
    credential(): StoredCredential | undefined;
    /** Puts a credential in place that nobody of ours made. */
    put(change?: Partial<User["args"]> & { status?: string }): StoredCredential;
    /** The requests about this user, such as `GET 404`; `~` for the path of the credential, `user` for its own. */
    requests(): string[];
}

/** A running stage. */
export class Stage {
    private readonly others: Host[] = [];

    private constructor(
        readonly leaf: Emulator,
        readonly engine: FakeEngine,
        readonly host: Host,
        private readonly options: StageOptions,
    ) {}

    /** Opens a stage whose host logs in as {@link owner}. */
    static async open(options: StageOptions = {}): Promise<Stage> {
        const leaf = await startEmulator({ switches: options.switches ?? {} });
        leaf.addApiOwner(owner);
        leaf.addApiOwner(otherOwner);
        for (const { password } of [owner, otherOwner]) addSecret(password);
        const engine = await startFakeEngine();
        const host = await startHost(hostOptions(leaf, engine, options));
        return new Stage(leaf, engine, host, options);
    }

    /** One more host, until the next reset; configuration and environment are added to the usual ones. */
    async anotherHost(options: Pick<HostOptions, "config" | "env" | "engineAddress"> = {}): Promise<Host> {
        const { engineAddress = this.engine.address } = options;
        return await this.opened({ ...hostOptions(this.leaf, this.engine, options), engineAddress });
    }

    /** One more host, until the next reset, with nothing configured but the base URL and what is given. */
    async hostWith(config: Record<string, string>, env: Record<string, string> = {}): Promise<Host> {
        const baseUrl = env["LEAF_BASE_URL"] === undefined ? { "leaf:baseUrl": this.leaf.url } : {};
        return await this.opened({ config: { ...baseUrl, ...config }, env, engineAddress: this.engine.address });
    }

    private async opened(options: HostOptions): Promise<Host> {
        const host = await startHost(options);
        this.others.push(host);
        return host;
    }

    /** A stack of one resource on this stage. */
    run(host = this.host): EngineRun {
        return new EngineRun(host);
    }

    /** A fresh Leaf user, so that tests do not meet each other. */
    user({ of = owner.username, known = true, organizationName = "Acme Farms" } = {}): User {
        const { leaf } = this;
        const tag = randomBytes(4).toString("hex");
        const leafUserId = leaf.addLeafUser(of);
        const args = { leafUserId, username: `grower-${tag}@acme.example`, password: `p&"w' ${tag}`, organizationName };
        addSecret(args.password);
        if (known) leaf.addSenteraAccount({ ...args, organizations: [{ name: organizationName }] });
        const userPath = `/services/usermanagement/api/users/${leafUserId}`;
        const credentialPath = `${userPath}/sentera-credentials`;
        return {
            leafUserId,
            args,
            path: credentialPath,
            inputs: (change = {}) =>
                Object.fromEntries(
                    Object.entries({ ...args, __provider: PROVIDER_TEXT, ...change }).filter(
                        ([, value]) => value !== undefined,
                    ),
                ),
            credential: () => {
                const credential = leaf.getCredential(leafUserId);
                addSecret(credential?.authToken);
                return credential;
            },
            put: (change = {}) => {
                const credential = leaf.putCredential(leafUserId, { ...args, ...change });
                addSecret(credential.authToken);
                return credential;
            },
            requests: () =>
                leaf.requests
                    .filter((request) => request.path.startsWith(userPath))
                    .map((request) => {
                        const rest = request.path.slice(userPath.length).replace("/sentera-credentials", "");
                        const what = request.path === userPath ? " user" : rest.replace("/", " ");
                        return `${request.method} ${request.status ?? "-"}${what}`;
                    }),
        };
    }

    /** As it was when it was opened, but for the users. Returns what hosts have printed beyond the allowed. */
    async reset(): Promise<string> {
        const printed = [this.host, ...this.others].map((host) => host.printed).join("");
        await Promise.all(this.others.splice(0).map((host) => host.close()));
        this.leaf.clearFaults();
        this.leaf.clearRequests();
        Object.assign(this.leaf.switches, defaultSwitches, this.options.switches);
        this.engine.lines.length = 0;
        return printed;
    }

    async close(): Promise<void> {
        await this.host.close();
        this.engine.close();
        await this.leaf.close();
    }
}

function hostOptions(leaf: Emulator, engine: FakeEngine, { config, env }: StageOptions): HostOptions {
    return {
        config: {
            "leaf:baseUrl": leaf.url,
            "leaf:username": owner.username,
            "leaf:password": owner.password,
            "leaf:requestTimeout": "5",
            ...config,
        },
        env: env ?? {},
        engineAddress: engine.address,
    };
}
