import { seedDemo, startEmulator, type Demo, type Emulator, type Switches } from "leaf-emulator";

/** An answer, read to its end. */
export interface Answer {
    status: number;
    type: string | null;
    headers: Headers;
    text: string;
    json: any;
}

/** An emulator with the demo's names in it, and a client that holds a token of its API owner. */
export class Stage {
    readonly demo: Demo;
    readonly token: string;
    readonly credentialPath: string;

    private constructor(readonly leaf: Emulator) {
        this.demo = seedDemo(leaf);
        this.token = leaf.issueToken(this.demo.apiOwner.username);
        this.credentialPath = `/users/${this.demo.leafUserId}/sentera-credentials`;
    }

    static async open(switches: Partial<Switches> = {}): Promise<Stage> {
        return new Stage(await startEmulator({ switches }));
    }

    /** A request to the user management API; `token: null` leaves the header out. */
    call(
        method: string,
        path: string,
        options: { body?: unknown; token?: string | null; signal?: AbortSignal } = {},
    ): Promise<Answer> {
        const { token = this.token, ...rest } = options;
        return request(`${this.leaf.url}/services/usermanagement/api${path}`, method, {
            ...rest,
            headers: token === null ? {} : { authorization: `Bearer ${token}` },
        });
    }

    login(body: unknown): Promise<Answer> {
        return request(`${this.leaf.url}/api/authenticate`, "POST", { body });
    }

    control(method: string, path: string, body?: unknown): Promise<Answer> {
        return request(`${this.leaf.url}/_emulator${path}`, method, { body });
    }

    get = (): Promise<Answer> => this.call("GET", this.credentialPath);
    post = (change: Record<string, unknown> = {}): Promise<Answer> =>
        this.call("POST", this.credentialPath, { body: { ...this.demo.senteraAccount, ...change } });
    delete = (): Promise<Answer> => this.call("DELETE", this.credentialPath);
    events = (query = ""): Promise<Answer> => this.call("GET", `${this.credentialPath}/events${query}`);
}

export async function request(
    url: string,
    method: string,
    options: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Answer> {
    const { body, signal } = options;
    const headers = new Headers(options.headers);
    if (body !== undefined && !headers.has("content-type")) {
        headers.set("content-type", "application/json");
    }
    const response = await fetch(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type");
    const json = type?.includes("json") ? JSON.parse(text) : undefined;
    return { status: response.status, type, headers: response.headers, text, json };
}

/** Asks again until the answer suits, for at most ten seconds. */
export async function until<T>(ask: () => T | Promise<T>, suits: (value: T) => boolean): Promise<T> {
    for (const end = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
        const value = await ask();
        if (suits(value)) {
            return value;
        }
        if (Date.now() > end) {
            throw new Error(`Still not: ${JSON.stringify(value)}`);
        }
    }
}
