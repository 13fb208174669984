import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";

import { addSecret, failure, type Host, owner, useStage } from "./support/wire.ts";
import { startTlsFront, type TlsFront } from "./support/tlsFront.ts";

describe("Over HTTPS", () => {
    const stage = useStage();
    let tls: TlsFront;
    let proxy: Server;
    let proxyUrl: string;
    const tunnels: string[] = [];
    const host = (env: Record<string, string>, config: Record<string, string> = {}): Promise<Host> =>
        stage().hostWith(
            { "leaf:username": owner.username, "leaf:password": owner.password, "leaf:baseUrl": tls.url, ...config },
            { NODE_EXTRA_CA_CERTS: tls.caFile, ...env },
        );

    before(async () => {
        tls = await startTlsFront(stage().leaf.url);
        proxy = createServer((_request, answer) => answer.writeHead(405).end());
        proxy.on("connect", (request, socket, head) => {
            tunnels.push(request.url ?? "");
            const [name, port] = (request.url ?? "").split(":");
            const onward = connect(Number(port), name, () => {
                socket.write("HTTP/1.1 200 OK\r\n\r\n");
                onward.write(head);
                onward.pipe(socket).pipe(onward);
            });
            onward.on("error", () => socket.destroy());
            socket.on("error", () => onward.destroy());
        });
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
        proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    });
    beforeEach(() => void tunnels.splice(0));
    after(() => {
        tls.close();
        proxy.close();
    });

    it("all goes as it should, without a proxy where there is none", async () => {
        const user = stage().user();
        const run = stage().run(await host({}));
        await run.up(user.inputs());
        assert.equal(await run.refresh(), "same");
        await run.destroy();
        assert.deepEqual(user.requests(), ["GET 404", "POST 201", "GET 200", "DELETE 204"]);
    });

    it("a proxy of HTTPS_PROXY carries it all, and sees nothing but where it goes", async () => {
        const user = stage().user();
        const run = stage().run(await host({ HTTPS_PROXY: proxyUrl }));
        await run.up(user.inputs());
        await run.destroy();
        assert.deepEqual(user.requests(), ["GET 404", "POST 201", "DELETE 204"]);
        assert.deepEqual([...new Set(tunnels)], [new URL(tls.url).host]);
    });

    it("a proxy is left aside for plain http, which is this machine itself", async () => {
        const user = stage().user();
        const env = {
            HTTP_PROXY: "http://127.0.0.1:1",
            HTTPS_PROXY: "http://127.0.0.1:1",
            ALL_PROXY: "http://127.0.0.1:1",
        };
        const run = stage().run(await stage().anotherHost({ env }));
        await run.up(user.inputs());
        await run.destroy();
        assert.deepEqual(user.requests(), ["GET 404", "POST 201", "DELETE 204"]);
    });

    it("a proxy is left aside where NO_PROXY says so", async () => {
        const user = stage().user();
        await (await host({ HTTPS_PROXY: proxyUrl, NO_PROXY: "127.0.0.1" })).create(user.inputs());
        assert.deepEqual(tunnels, []);
        assert.ok(user.credential());
    });

    it("a proxy that is not there is told of without its password, and nothing is in doubt", async () => {
        addSecret("proxy-password");
        const env = { HTTPS_PROXY: "http://me:proxy-password@127.0.0.1:1" };
        const error = await failure(
            (await host(env, { "leaf:operationTimeout": "0.4" })).create(stage().user().inputs()),
            "did not reach Leaf",
        );
        assert.equal(error.initFailed, undefined);
    });

    it("a certificate that nobody trusts ends it at once, with what to do", async () => {
        const error = await failure(
            (await host({ NODE_EXTRA_CA_CERTS: "" })).create(stage().user().inputs()),
            "did not reach Leaf",
            "NODE_EXTRA_CA_CERTS",
        );
        assert.equal(error.initFailed, undefined);
        assert.deepEqual(stage().leaf.requests, []);
    });
});
