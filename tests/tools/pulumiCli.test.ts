import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PINNED_VERSION, pulumiCli, type PulumiCli } from "../../tools/pulumiCli.ts";
import { TemporaryFolder } from "./support/temporaryFolder.ts";

describe("The Pulumi CLI", () => {
    let folder: TemporaryFolder;
    let said: string[];

    beforeEach(() => {
        folder = new TemporaryFolder();
        said = [];
    });

    afterEach(() => folder.remove());

    const cache = () => path.join(folder.path, "cache", "pulumi-leaf");
    const release = (version: string) => path.join("home", ".pulumi", "versions", version);

    /** A CLI with all that a release has. */
    function writeCli(root: string, version: string): string {
        folder.writeScript(`${root}/bin/pulumi-language-nodejs`);
        folder.writeScript(`${root}/bin/pulumi-resource-pulumi-nodejs`);
        return folder.writeScript(`${root}/bin/pulumi`, `echo v${version}`);
    }

    /** A Go that "builds" a CLI by these lines of shell; $out is where it belongs. */
    function writeGo(...build: string[]): void {
        folder.writeScript(
            "path/bin/go",
            'if [ "$1" = env ]; then echo "${GO_VERSION:-go1.99.0}"; exit; fi',
            `echo build >> ${folder.path}/builds`,
            'while [ "$1" != -o ]; do shift; done; out="$2"',
            ...build,
        );
    }

    const SUCCESS = [`printf '#!/bin/sh\\necho v${PINNED_VERSION}\\n' > "$out/pulumi"`, 'chmod +x "$out/pulumi"'];

    const builds = () =>
        existsSync(path.join(folder.path, "builds"))
            ? readFileSync(path.join(folder.path, "builds"), "utf8").split("\n").length - 1
            : 0;

    function find(options: { env?: NodeJS.ProcessEnv; download?: (root: string) => void } = {}): Promise<PulumiCli> {
        return pulumiCli({
            env: {
                PATH: `${folder.path}/path/bin:/usr/bin:/bin`,
                HOME: `${folder.path}/home`,
                XDG_CACHE_HOME: `${folder.path}/cache`,
                ...options.env,
            },
            say: (line) => said.push(line),
            download: async (_version, root) => {
                if (!options.download) {
                    throw new Error("no network");
                }
                options.download(root);
            },
        });
    }

    it("is the one on PATH where there is one", async () => {
        const command = writeCli("path", "3.200.0");
        writeCli(release(PINNED_VERSION), PINNED_VERSION);
        assert.deepEqual(await find(), {
            command,
            root: path.join(folder.path, "path"),
            version: "3.200.0",
            origin: "path",
        });
        assert.deepEqual(said, []);
    });

    it("has no root where it lies in no folder called bin", async () => {
        const command = folder.writeScript("opt/pulumi", "echo v3.200.0");
        folder.writeScript("opt/pulumi-language-nodejs");
        folder.writeScript("opt/pulumi-resource-pulumi-nodejs");
        const found = await find({ env: { PATH: `${folder.path}/opt:/usr/bin:/bin` } });
        assert.deepEqual([found.command, found.root], [command, undefined]);
    });

    it("is passed over with a word of why when it is too old", async () => {
        writeCli("path", "3.138.0");
        writeCli(release("3.150.0"), "3.150.0");
        assert.equal((await find()).version, "3.150.0");
        assert.match(said.join("\n"), /path\/bin\/pulumi is passed over: it is 3\.138\.0, and 3\.139\.0 or newer/);
    });

    it("is passed over when it can't run Node.js programs", async () => {
        folder.writeScript("path/bin/pulumi", "echo v3.200.0");
        writeCli(release("3.150.0"), "3.150.0");
        assert.equal((await find()).origin, "pulumi-versions");
        assert.match(said.join("\n"), /pulumi-language-nodejs is neither beside it nor on PATH/);
    });

    it("is passed over when it does not even tell its version", async () => {
        folder.writeScript("path/bin/pulumi", "exit 1");
        writeCli(release("3.150.0"), "3.150.0");
        assert.equal((await find()).origin, "pulumi-versions");
        assert.match(said.join("\n"), /its version could not be read/);
    });

    it("is, of those which Pulumi's installers left, the pinned one, or else the newest", async () => {
        writeCli(release("3.99.0"), "3.99.0");
        writeCli(release("3.250.0"), "3.250.0");
        writeCli(release("3.300.0"), "3.300.0");
        assert.equal((await find()).version, "3.300.0");
        writeCli(release(PINNED_VERSION), PINNED_VERSION);
        assert.equal((await find()).version, PINNED_VERSION);
    });

    it("is downloaded where there is none, and then found", async () => {
        const download = (root: string) => {
            writeCli(path.relative(folder.path, root), PINNED_VERSION);
        };
        assert.equal((await find({ download })).origin, "download");
        assert.equal((await find()).origin, "pulumi-versions");
    });

    it("is built where it can't be downloaded, once", async () => {
        writeGo(...SUCCESS);
        const first = await find();
        assert.equal(first.origin, "go-build");
        assert.equal(first.command, path.join(cache(), `pulumi-${PINNED_VERSION}`, "bin", "pulumi"));
        assert.match(said.join("\n"), /Building the Pulumi CLI [^]* once/);
        said = [];
        assert.deepEqual(await find(), first);
        assert.equal(builds(), 1);
        assert.deepEqual(said, []);
    });

    it("is built once when two ask at the same time", async () => {
        writeGo("sleep 0.3", ...SUCCESS);
        const [one, other] = await Promise.all([find(), find()]);
        assert.deepEqual(one, other);
        assert.equal(builds(), 1);
    });

    it("gets the language host and the SDK's script beside it, and again when they differ", async () => {
        writeGo(...SUCCESS);
        const { root } = await find();
        const host = path.join(root ?? "", "bin", "pulumi-language-nodejs");
        const ours = readFileSync("tools/pulumi-cli/pulumi-language-nodejs", "utf8");
        assert.equal(readFileSync(host, "utf8"), ours);
        folder.writeScript(path.relative(folder.path, host), "# of an older checkout");
        await find();
        assert.equal(readFileSync(host, "utf8"), ours);
        assert.deepEqual(readdirSync(path.dirname(host)), [
            "pulumi",
            "pulumi-language-nodejs",
            "pulumi-resource-pulumi-nodejs",
        ]);
    });

    it("is not there after a build that failed, nor after one that was killed", async () => {
        writeGo('echo half > "$out/pulumi"', "echo undefined: x >&2", "exit 1");
        await assert.rejects(find(), /go build failed:\nundefined: x/);
        assert.deepEqual(readdirSync(cache()), []);

        // As a kill -9 leaves it.
        folder.writeScript(`cache/pulumi-leaf/pulumi-${PINNED_VERSION}.building/bin/pulumi`, "exit 1");
        writeGo(...SUCCESS);
        assert.equal((await find()).origin, "go-build");
        assert.deepEqual(readdirSync(cache()), [`pulumi-${PINNED_VERSION}`]);
    });

    it("is asked for in plain words where there is no way to get it", async () => {
        await assert.rejects(find({ env: { PATH: folder.path } }), (error: Error) => {
            for (const way of [/install Pulumi 3\.139\.0 or newer/, /reach https:\/\/get\.pulumi\.com/, /install Go/]) {
                assert.match(error.message, way);
            }
            assert.match(error.message, /Go is not installed/);
            return true;
        });
    });

    it("is not built by a Go that is too old", async () => {
        writeGo(...SUCCESS);
        await assert.rejects(
            find({ env: { GO_VERSION: "go1.19.8" } }),
            /Go is 1\.19\.8, and 1\.\d+ or newer is needed/,
        );
        assert.equal(builds(), 0);
    });
});
