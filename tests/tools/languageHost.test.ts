import assert from "node:assert/strict";
import { once } from "node:events";
import { EngineWorkspace } from "../engine/support/workspace.ts";
import { Empty, ENGINE_ADDRESS, LanguageHost, messages, programInfo } from "./support/languageHost.ts";
import { TemporaryFolder } from "./support/temporaryFolder.ts";

describe("The stand-in for the language host", () => {
    let folder: TemporaryFolder;
    let host: LanguageHost;

    beforeEach(() => {
        folder = new TemporaryFolder();
    });

    afterEach(async () => {
        await host.stop();
        folder.remove();
    });

    /** A program whose SDK has, in place of its launcher of programs, this code. */
    function writeLauncher(code: string): void {
        folder.write("node_modules/@pulumi/pulumi/package.json", "{}");
        folder.write("node_modules/@pulumi/pulumi/cmd/run/index.js", code);
    }

    function request(options?: Record<string, boolean | string>) {
        return new messages.RunRequest()
            .setInfo(programInfo(folder.path, options))
            .setMonitorAddress("127.0.0.1:2")
            .setOrganization("organization")
            .setProject("farm")
            .setStack("prod")
            .setParallel(8);
    }

    /** Runs a launcher that tells what it was given. */
    async function given(options?: Record<string, boolean | string>, change = (r: ReturnType<typeof request>) => r) {
        writeLauncher(`
            const { PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT, PULUMI_NODEJS_TSCONFIG_PATH } = process.env;
            const env = { PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT, PULUMI_NODEJS_TSCONFIG_PATH };
            require("fs").writeFileSync(__dirname + "/given.json", JSON.stringify({ args: process.argv.slice(2), execArgv: process.execArgv, env }));
        `);
        host = await LanguageHost.start(folder);
        assert.deepEqual(await host.run(change(request(options))), { error: "", bail: false });
        return folder.readJson("node_modules/@pulumi/pulumi/cmd/run/given.json") as {
            args: string[];
            execArgv: string[];
            env: Record<string, string>;
        };
    }

    it("hands the engine's request on to the SDK of the program", async () => {
        const { args } = await given({}, (r) => r.setDryrun(true).setArgsList(["one", "two"]));
        assert.equal(
            args.join(" "),
            `--monitor 127.0.0.1:2 --engine ${ENGINE_ADDRESS} --organization organization --project farm ` +
                `--root-directory /root-directory --stack prod --pwd ${folder.path} --parallel 8 --dry-run . one two`,
        );
    });

    it("hands configuration on, and which of it is secret, where other users can't see it", async () => {
        const { args, env } = await given({}, (r) => {
            r.getConfigMap().set("leaf:username", "grower").set("leaf:password", "hunter22");
            return r.setConfigsecretkeysList(["leaf:password"]);
        });
        assert.deepEqual(JSON.parse(env.PULUMI_CONFIG ?? ""), {
            "leaf:username": "grower",
            "leaf:password": "hunter22",
        });
        assert.deepEqual(JSON.parse(env.PULUMI_CONFIG_SECRET_KEYS ?? ""), ["leaf:password"]);
        assert.doesNotMatch(args.join(" "), /hunter22/);
    });

    it("runs TypeScript unless the project says otherwise", async () => {
        assert.equal((await given()).env.PULUMI_NODEJS_TYPESCRIPT, "true");
        await host.stop();
        const { env } = await given({ typescript: false, tsconfig: "tsconfig.pulumi.json" });
        assert.equal(env.PULUMI_NODEJS_TYPESCRIPT, undefined);
        assert.equal(env.PULUMI_NODEJS_TSCONFIG_PATH, "tsconfig.pulumi.json");
    });

    it("splits the project's nodeargs as a shell does", async () => {
        const nodeargs = String.raw`--max-old-space-size=512 --title="two words" --conditions='it''s' --conditions=a\ b`;
        assert.deepEqual((await given({ nodeargs })).execArgv, [
            "--max-old-space-size=512",
            "--title=two words",
            "--conditions=its",
            "--conditions=a b",
        ]);
    });

    it("refuses a project option of the wrong type", async () => {
        host = await LanguageHost.start(folder);
        assert.equal((await host.run(request({ typescript: "yes" }))).error, "typescript option must be a boolean");
    });

    for (const [ending, code, expected] of [
        ["ends well", "", { error: "", bail: false }],
        ["fails", "process.exit(7)", { error: "Program exited with non-zero exit code: 7", bail: false }],
        ["has told the user what is wrong", "process.exit(32)", { error: "", bail: true }],
        ["is killed", "process.kill(process.pid, 'SIGKILL')", { error: "Program was ended by SIGKILL", bail: false }],
    ] as const) {
        it(`answers as the engine expects when a program ${ending}`, async () => {
            writeLauncher(code);
            host = await LanguageHost.start(folder);
            assert.deepEqual(await host.run(request()), expected);
        });
    }

    it("says that the SDK is missing when it is", async () => {
        host = await LanguageHost.start(folder);
        assert.match((await host.run(request())).error, /the Pulumi SDK has not been installed/);
    });

    it("ends the program on Cancel", async () => {
        writeLauncher(
            "process.on('SIGINT', () => process.exit(5)); console.log('started'); setInterval(() => {}, 1000)",
        );
        host = await LanguageHost.start(folder);
        const run = host.run(request());
        await once(host.process.stdout!, "data");
        host.client.cancel(new Empty(), () => undefined);
        assert.equal((await run).error, "Program exited with non-zero exit code: 5");
    });

    it("takes the program with it when it ends", async () => {
        writeLauncher("console.log(process.pid); setInterval(() => {}, 1000)");
        host = await LanguageHost.start(folder);
        const run = host.run(request()).catch(() => undefined);
        await once(host.process.stdout!, "data");
        const pid = Number(host.printed.text);
        assert.ok(pid > 0);
        await host.stop();
        await run;
        while (isAlive(pid)) {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    });

    it("installs dependencies by the project's package manager, telling what it says", async () => {
        folder.writeScript("bin/npm", 'echo "npm $@ in $PWD"', "echo careful >&2");
        host = await LanguageHost.start(folder, { PATH: `${folder.path}/bin:${process.env.PATH}` });
        const request = new messages.InstallDependenciesRequest().setInfo(
            programInfo(folder.path, { production: true }),
        );
        const said = { stdout: "", stderr: "" };
        const call = host.client.installDependencies(request);
        call.on("data", (response: InstanceType<typeof messages.InstallDependenciesResponse>) => {
            said.stdout += Buffer.from(response.getStdout_asU8()).toString();
            said.stderr += Buffer.from(response.getStderr_asU8()).toString();
        });
        await once(call, "end");
        assert.match(said.stdout, new RegExp(`npm install --omit=dev in ${folder.path}\n`));
        assert.equal(said.stderr, "careful\n");
    });

    it("lists what a program depends on", async () => {
        folder.write("package.json", JSON.stringify({ dependencies: { beans: "^1", missing: "*" } }));
        folder.write("node_modules/beans/package.json", JSON.stringify({ version: "1.2.3", exports: {} }));
        host = await LanguageHost.start(folder);
        const request = new messages.GetProgramDependenciesRequest().setInfo(programInfo(folder.path));
        const dependencies = await new Promise((resolve, reject) => {
            host.client.getProgramDependencies(request, (error, response) =>
                error ? reject(error) : resolve(response.toObject().dependenciesList),
            );
        });
        assert.deepEqual(dependencies, [
            { name: "beans", version: "1.2.3" },
            { name: "missing", version: "" },
        ]);
    });

    it("says plainly what it can't do", async () => {
        host = await LanguageHost.start(folder);
        await assert.rejects(
            new Promise((resolve, reject) => {
                host.client.generateProject(new messages.GenerateProjectRequest(), (error) =>
                    error ? reject(error) : resolve(undefined),
                );
            }),
            /the stand-in for Pulumi's Node\.js language host does not do generateProject/,
        );
    });
});

describe("A program under the language host in use", () => {
    let workspace: EngineWorkspace;

    afterEach(() => workspace.dispose());

    it("fails the up when it throws", async () => {
        workspace = await EngineWorkspace.create({ program: "throw new Error('deliberate');" });
        const up = await workspace.up();
        assert.equal(up.ok, false);
        assert.match(up.stdout, /failed with an unhandled exception:\s+Error: deliberate/);
    });

    it("fails the up when it exits with a code", async () => {
        workspace = await EngineWorkspace.create({ program: "console.log('last words'); process.exit(7);" });
        const up = await workspace.up();
        assert.equal(up.ok, false);
        assert.match(up.stdout, /last words/);
        assert.match(up.stdout + up.stderr, /Program exited with non-zero exit code: 7/);
    });
});

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
