/** All that is Sentera's own: the row that the provider works by, and the shape of the answer. */
import type { CredentialKind } from "./leaf/kind";

/** Leaf's Sentera credential: username, password and organization. Leaf's page "Sentera". */
export const sentera: CredentialKind = {
    noun: "Sentera credential",
    path: "sentera-credentials",
    argumentNames: ["username", "password", "organizationName"],
    secretArguments: ["password"],
    identity: ["username", "organizationName"],
    label: "organizationName",
    computed: ["organizationId", "authToken"],
    secretComputed: ["authToken"],
    // Loaded with the first answer: a preview without changes never needs it.
    answer: async () => {
        const v = await import("valibot");
        const { credentialEntries, optionalText } = await import("./leaf/answers.js");
        return v.object({
            ...credentialEntries,
            // Without it nothing could tell whose credential this is.
            username: v.pipe(v.string(), v.nonEmpty()),
            organizationName: optionalText,
            organizationId: optionalText,
            authToken: optionalText,
        });
    },
};
