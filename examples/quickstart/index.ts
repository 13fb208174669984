import * as pulumi from "@pulumi/pulumi";
import * as leaf from "pulumi-leaf";

const config = new pulumi.Config();

const acme = new leaf.SenteraCredential("acme", {
    leafUserId: config.get("acmeLeafUserId") ?? "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
    username: config.get("acmeUsername") ?? "grower@acme.example",
    password: config.requireSecret("acmePassword"),
    organizationName: config.get("acmeOrganization") ?? "Acme Farms",
});

export const organizationId = acme.organizationId;
export const status = acme.status;
