import type { Emulator } from "./types";

/** Names and ids of what {@link seedDemo} puts in place. Made up: they are no secrets. */
export const demo = {
    apiOwner: { username: "owner@leaf.example", password: "leaf-owner" },
    otherApiOwner: { username: "other@leaf.example", password: "other-owner" },
    leafUserId: "453b3bd5-85d6-46b0-b5b7-2d4698f48307",
    senteraAccount: { username: "grower@acme.example", password: "sentera-acme", organizationName: "Acme Farms" },
} as const;

/** What {@link seedDemo} returns. */
export type Demo = typeof demo;

/** Puts in place what the command starts with: two API owners, a Leaf user of the first, and a grower at Sentera. */
export function seedDemo(emulator: Emulator): Demo {
    const { username, password, organizationName } = demo.senteraAccount;
    emulator.addApiOwner(demo.apiOwner);
    emulator.addApiOwner(demo.otherApiOwner);
    emulator.addLeafUser(demo.apiOwner.username, { id: demo.leafUserId, name: "Acme Farms" });
    emulator.addSenteraAccount({ username, password, organizations: [{ name: organizationName }] });
    return demo;
}
