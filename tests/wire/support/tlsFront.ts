/** HTTPS before the emulator, with a certificate that is nobody's: it was made for these tests and protects nothing. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";

/** A running front. */
export interface TlsFront {
    readonly url: string;
    /** A file for NODE_EXTRA_CA_CERTS. */
    readonly caFile: string;
    close(): void;
}

/** Starts one before the server at `target`. */
export async function startTlsFront(target: string): Promise<TlsFront> {
    const server = createServer({ key, cert }, (incoming, answer) => {
        const { method, headers } = incoming;
        const onward = request(target + (incoming.url ?? ""), { method, headers }, (real) => {
            answer.writeHead(real.statusCode ?? 502, real.headers);
            real.pipe(answer);
        });
        onward.once("error", () => answer.destroy());
        incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const directory = mkdtempSync(path.join(os.tmpdir(), "pulumi-leaf-tls-"));
    const caFile = path.join(directory, "ca.pem");
    writeFileSync(caFile, cert);
    return {
        url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        caFile,
        close: () => {
            server.closeAllConnections();
            server.close();
            rmSync(directory, { recursive: true });
        },
    };
}

const cert = `-----BEGIN CERTIFICATE-----
MIIBuDCCAV2gAwIBAgIUW3nEzN41K5nG8A3oTrT22gp0ZO0wCgYIKoZIzj0EAwIw
IjEgMB4GA1UEAwwXbGVhZi1lbXVsYXRvciB0ZXN0IG9ubHkwIBcNMjYxMTIyMTY1
MDE4WhgPMjEyNjEwMjkxNjUwMThaMCIxIDAeBgNVBAMMF2xlYWYtZW11bGF0b3Ig
dGVzdCBvbmx5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6m1cjOlJ0nQ2a303
8Rgor4Jf+4ldBoADExWw04cVvXgTgJwYGX4zZLeiK/w4evc9U7HVPE2ZwEL5j08V
WdJ7QqNvMG0wHQYDVR0OBBYEFEhFOVs/xmSSHrAa4kuRmZ6XooieMB8GA1UdIwQY
MBaAFEhFOVs/xmSSHrAa4kuRmZ6XooieMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0R
BBMwEYcEfwAAAYIJbG9jYWxob3N0MAoGCCqGSM49BAMCA0kAMEYCIQDPfYgiM3l1
zRxRiIMsf1LaI0/E08e+OQeR7e9Mrq13hQIhALaKQdaMf46gA4BR5+nlV4sM9+QH
RBZl4wxN38R940Yd
-----END CERTIFICATE-----`;

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnnxZgtvsXLmgQDd3
9VkeZK1TtAFV/MOKpb9ykjxr0pWhRANCAATqbVyM6UnSdDZrfTfxGCivgl/7iV0G
gAMTFbDThxW9eBOAnBgZfjNkt6Ir/Dh69z1TsdU8TZnAQvmPTxVZ0ntC
-----END PRIVATE KEY-----`;
