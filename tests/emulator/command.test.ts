import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";

import { request, until } from "./client.ts";

const manifest = createRequire(import.meta.url).resolve("leaf-emulator/package.json");
const bin = join(dirname(manifest), "bin", "leaf-emulator.js");

class Run {
    out = "";
    err = "";
    readonly child: ChildProcess;
    readonly ended: Promise<{ code: number | null; signal: string | null }>;

    constructor(...args: string[]) {
        this.child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "pipe"] });
        this.child.stdout!.on("data", (data) => (this.out += data));
        this.child.stderr!.on("data", (data) => (this.err += data));
        this.ended = new Promise((resolve) => this.child.once("close", (code, signal) => resolve({ code, signal })));
    }

    async url(): Promise<string> {
        await until(
            () => this.out,
            (out) => out.includes("Ctrl+C"),
        );
        return /http:\/\/\S+/.exec(this.out)![0];
    }
}

describe("The command leaf-emulator", () => {
    const runs: Run[] = [];
    const run = (...args: string[]): Run => {
        runs.push(new Run(...args));
        return runs.at(-1)!;
    };
    afterEach(() => runs.splice(0).forEach(({ child }) => child.kill("SIGKILL")));

    it("tells how to point a stack at it, and what it tells is true", async () => {
        const command = run("--port", "0");
        const url = await command.url();
        const config = (key: string): string =>
            new RegExp(`pulumi config set.* leaf:${key} (\\S+)`).exec(command.out)![1]!;
        assert.equal(config("baseUrl"), url);
        const owner = { username: config("username"), password: config("password") };
        const { json } = await request(`${url}/api/authenticate`, "POST", { body: owner });
        const headers = { authorization: `Bearer ${json.id_token}` };

        const leafUserId = /Leaf user +(\S+)/.exec(command.out)![1]!;
        const path = `${url}/services/usermanagement/api/users/${leafUserId}/sentera-credentials`;
        const body = { username: "any@one.example", password: "p", organizationName: "Any" };
        assert.equal((await request(path, "POST", { body, headers })).status, 201);
        assert.equal(command.err, "");
    });

    it("prints curl lines that work", async () => {
        const command = run("--port", "0");
        await command.url();
        const lines = [...command.out.matchAll(/curl -H '([^:]+): ([^']+)' -d '([^']+)' (\S+)/g)];
        assert.equal(lines.length, 2);
        for (const [, name, value, body, url] of lines) {
            assert.ok((await request(url!, "POST", { body, headers: { [name!]: value! } })).status < 300);
        }
    });

    it("takes switches", async () => {
        const limit = 'rateLimit={"perMinute":5,"retryAfter":false}';
        const names = ["existing=overwrite", "postStatus=200", "deleteAnswer=204", "unknownAccounts=reject", limit];
        const command = run("--port", "0", ...names.flatMap((name) => ["--switch", name]));
        const { json } = await request(`${await command.url()}/_emulator/switches`, "GET");
        assert.deepEqual(
            [json.existing, json.postStatus, json.deleteAnswer, json.unknownAccounts, json.rateLimit.perMinute],
            ["overwrite", 200, "204", "reject", 5],
        );
    });

    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`ends cleanly on ${signal}, though a client is connected and waiting`, async () => {
            const command = run("--port", "0", "--switch", "latencyMs=3600000");
            const url = await command.url();
            const waiting = assert.rejects(request(`${url}/api/authenticate`, "POST", { body: {} }));
            await until(
                async () => (await request(`${url}/_emulator/requests`, "GET")).json.length,
                (count) => count === 1,
            );
            command.child.kill(signal);
            assert.deepEqual(await command.ended, { code: 0, signal: null });
            assert.equal(command.err, "");
            await waiting;
        });
    }

    for (const [args, message] of [
        [["--prot", "1"], /Unknown option '--prot'\..*--help/],
        [["extra"], /Unexpected argument 'extra'\..*--help/],
        [["--port"], /'--port <value>' argument missing\..*--help/],
        [["--port", "web"], /port web.*0 .* to 65535/],
        [["--port", "65536"], /port 65536/],
        [["--host", "0.0.0.0"], /0\.0\.0\.0 is refused.*loopback only.*127\.0\.0\.1/],
        [["--switch", "exists=overwrite"], /no switch "exists".*existing/],
        [["--switch", "existing"], /existing cannot be "".*overwrite/],
    ] as const) {
        it(`says in one line what is wrong with ${args.join(" ")}`, async () => {
            const command = run(...args);
            assert.deepEqual(await command.ended, { code: 1, signal: null });
            assert.match(command.err, /^leaf-emulator: [^\n]+\n$/);
            assert.match(command.err, message);
            assert.equal(command.out, "");
        });
    }

    it("says in one line that its port is taken, and what to do", async () => {
        const taken = createServer();
        await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
        const { port } = taken.address() as AddressInfo;
        const command = run("--port", String(port));
        assert.equal((await command.ended).code, 1);
        assert.match(command.err, new RegExp(`^leaf-emulator: Port ${port} is taken\\.[^\\n]+--port[^\\n]+\\n$`));
        taken.close();
    });

    it("has help and a version", async () => {
        const help = run("--help");
        assert.equal((await help.ended).code, 0);
        assert.match(help.out, /--switch/);
        const version = run("--version");
        assert.equal((await version.ended).code, 0);
        assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
    });
});
