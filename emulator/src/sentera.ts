import { randomBytes, randomUUID } from "node:crypto";

/** An account at the simulated Sentera. */
export interface SenteraAccount {
    /** The grower's e-mail address; letter case does not matter. */
    username: string;
    password: string;
    /** Names are case-sensitive (Leaf's page, Sentera); ids are made up where left out. */
    organizations: { id?: string; name: string }[];
}

/** What Sentera answers to a login for an organization. */
export type Login =
    | { outcome: "success"; authToken: string; organizationId: string }
    | { outcome: "invalidCredentials" | "organizationNotFound" };

interface Account {
    username: string;
    password: string;
    organizations: Map<string, string>;
    /** Sprang up at its first login, and takes up organizations the same way. */
    registered: boolean;
}

/** Sentera's side: accounts, passwords and organizations. */
export class Sentera {
    private readonly accounts = new Map<string, Account>();

    /** Adds or replaces an account. */
    add(account: SenteraAccount): void {
        const organizations = new Map(account.organizations.map(({ id, name }) => [name, id ?? organizationId(name)]));
        this.accounts.set(account.username.toLowerCase(), { ...account, organizations, registered: false });
    }

    /** Changes a password; false if there is no such account. */
    changePassword(username: string, newPassword: string): boolean {
        const account = this.accounts.get(username.toLowerCase());
        if (account !== undefined) {
            account.password = newPassword;
        }
        return account !== undefined;
    }

    /** Lets an account that nobody has added spring up with this password. */
    register(username: string, password: string): void {
        const key = username.toLowerCase();
        if (!this.accounts.has(key)) {
            this.accounts.set(key, { username, password, organizations: new Map(), registered: true });
        }
    }

    /** Logs in and looks the organization up, by its exact name or by the id an earlier login gave. */
    login(username: string, password: string, organization: string): Login {
        const account = this.accounts.get(username.toLowerCase());
        if (account === undefined || account.password !== password) {
            return { outcome: "invalidCredentials" };
        }
        const { organizations, registered } = account;
        const known = [...organizations].find((entry) => entry.includes(organization));
        if (known === undefined && !registered) {
            return { outcome: "organizationNotFound" };
        }
        const [name, id] = known ?? [organization, organizationId(organization)];
        organizations.set(name, id);
        return { outcome: "success", authToken: randomUUID(), organizationId: id };
    }

    /** All accounts, passwords included. */
    list(): Required<SenteraAccount>[] {
        return [...this.accounts.values()].map(({ username, password, organizations }) => ({
            username,
            password,
            organizations: [...organizations].map(([name, id]) => ({ id, name })),
        }));
    }
}

/**
 * An id in the style of Sentera's, such as `1v0dykn_US_m01aCecilOrg_CV_deve_27da362a_171018_114020`
 * (Sentera's API documentation): opaque, and no UUID.
 */
export function organizationId(name: string): string {
    const letters = name.replaceAll(/[^A-Za-z0-9]/g, "");
    const [day, time] = new Date().toISOString().slice(2, 19).replaceAll(/[-:]/g, "").split("T");
    const random = randomBytes(8).toString("hex");
    return `${random.slice(0, 7)}_OR_m01a${letters}_CV_deve_${random.slice(8)}_${day}_${time}`;
}
