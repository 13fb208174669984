import type { Demo } from "./demo";
import type { Emulator } from "./types";

/** What `leaf-emulator --help` prints. */
export const help = `leaf-emulator: Leaf's farm-data API on loopback, for trial stacks and tests.

    --port <number>         TCP port, 0 for any free one (default 8085)
    --host <address>        loopback address to listen on (default 127.0.0.1)
    --switch <name=value>   how it behaves where Leaf's documentation is silent; may be repeated
                            (the command starts with unknownAccounts=register)
    --version, --help

Everything is kept in memory and forgotten at the end.`;

/** What the command prints once it listens: names, ids, and lines to copy. */
export function banner(version: string, emulator: Emulator, demo: Demo): string {
    const { url, switches } = emulator;
    const { apiOwner, otherApiOwner, leafUserId, senteraAccount } = demo;
    const post = (path: string, body: unknown): string =>
        `  curl -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${url}/_emulator/${path}`;
    return `leaf-emulator ${version} stands in for Leaf's API at ${url}

  API owner      ${apiOwner.username} / ${apiOwner.password}   (another one: ${otherApiOwner.username} / ${otherApiOwner.password})
  Leaf user      ${leafUserId}  "Acme Farms"
  Sentera login  ${senteraAccount.username} / ${senteraAccount.password}, organization "${senteraAccount.organizationName}"
                 ${switches.unknownAccounts === "register" ? "any other account is taken as it comes" : "any other account is refused"}

Point a stack at it:
  pulumi config set leaf:baseUrl ${url}
  pulumi config set leaf:username ${apiOwner.username}
  pulumi config set --secret leaf:password ${apiOwner.password}

Another Leaf user (answers with its id):
${post("users", { owner: apiOwner.username, name: "Beta Farms" })}

The grower changes the password at Sentera, and the credential turns bad:
${post("sentera/password", { username: senteraAccount.username, newPassword: "sentera-changed" })}

Ctrl+C ends it; everything is forgotten then.`;
}
