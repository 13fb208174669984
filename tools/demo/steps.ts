// The story: a grower's credential from its first preview to its end, with all that befalls it in between.

import { Checks } from "./checks.ts";
import { aside, heading } from "./screen.ts";
import type { Stage } from "./stage.ts";

const LOGIN = "POST login 200";
const NEW_CREDENTIAL = ["GET credential 404", "POST credential 201"];

export async function tell(stage: Stage): Promise<Checks> {
    const checks = new Checks(stage);
    checks.keepSecret(stage.people.apiOwner.password, stage.people.senteraAccount.password);
    await create(stage, checks);
    await changePassword(stage, checks);
    await loseIt(stage, checks);
    await destroy(stage, checks);
    return checks;
}

async function create({ cli, configFile, people }: Stage, checks: Checks): Promise<void> {
    heading("Preview", "What `up` would do. Nothing is asked of Leaf yet.");
    await cli.show(["preview"], configFile);
    checks.requests("Leaf got no request", []);

    heading("Up", "The credential is created at Leaf, which finds the organization's id by its name.");
    await cli.show(["up", "--yes", "--skip-preview"], configFile);
    checks.requests("Leaf got: a login, a look (GET 404), one POST", [LOGIN, ...NEW_CREDENTIAL]);
    const credential = checks.atLeaf();
    checks.hold(
        "Leaf holds the credential, with the grower's password",
        credential?.password,
        people.senteraAccount.password,
    );
    checks.noSecretInClear();

    heading(
        "The outputs",
        "For other stacks and programs. Leaf's token at Sentera is an output too, and stays secret.",
    );
    const shown = await cli.show(["stack", "output"]);
    checks.hold("organizationId is the one at Leaf", shown.includes(credential?.organizationId ?? "(none)"));

    heading("Up again", "No change, so nothing to do.");
    const again = await cli.show(["up", "--yes", "--skip-preview"], configFile);
    checks.hold("The CLI says so", again.includes("2 unchanged"));
    checks.requests("Leaf got no request", []);
}

async function changePassword(stage: Stage, checks: Checks): Promise<void> {
    const { cli, configFile } = stage;
    const before = checks.atLeaf();
    heading("A new password", "Leaf has no update: the preview shows a replacement (+-), and no password.");
    growerChangesPassword(
        stage,
        checks,
        "sentera-summer",
        "The grower changes the password at Sentera, and tells us (typed in below, so it is in no shell history)",
    );
    await cli.show(["config", "set", "--secret", "acmePassword"], configFile, "sentera-summer");
    const replacement = await cli.show(["preview"], configFile);
    checks.hold("The preview shows the replacement", replacement.includes("replace [diff: ~password]"));
    checks.requests("Leaf got no request", []);
    await cli.show(["up", "--yes", "--skip-preview"], configFile);
    checks.requests("First DELETE, then a look, then POST: a Leaf user has one credential", [
        LOGIN,
        "DELETE credential 204",
        ...NEW_CREDENTIAL,
    ]);
    const after = checks.atLeaf();
    checks.hold("Leaf holds the new password", after?.password, "sentera-summer");
    checks.hold(
        "It is another credential than before, in good health",
        [after?.id !== before?.id, after?.status],
        [true, "OK"],
    );
    checks.noSecretInClear();

    heading("A change nobody told us about", "`refresh` warns, with the reason from Leaf's event log.");
    growerChangesPassword(stage, checks, "sentera-autumn", "The grower changes the password again, and says nothing");
    const refresh = await cli.show(["refresh", "--yes", "--skip-preview"], configFile);
    checks.hold("The warning names status, grower and event", /UNAUTHENTICATED.*"Acme Farms".*HTTP 401/.test(refresh));
    checks.requests("Leaf was only looked at", [LOGIN, "GET credential 200", "GET events 200"]);
    checks.hold("The status is recorded", (await checks.recorded()).outputs?.["status"], "UNAUTHENTICATED");
    aside("`refresh` does not run the program, so the stack's own outputs follow with the next preview and up");
    const preview = await cli.show(["preview"], configFile);
    checks.hold("The preview shows the changed output", /~ status *: "OK" => "UNAUTHENTICATED"/.test(preview));
}

async function loseIt({ emulator, people, cli, configFile }: Stage, checks: Checks): Promise<void> {
    heading(
        "Removed behind Pulumi's back",
        "`up --refresh` finds the credential missing, makes sure that it is, and creates it with the new password.",
    );
    aside("A colleague deletes the broken credential at Leaf by hand. The grower, asked, tells us the new password");
    emulator.removeCredential(people.leafUserId);
    await cli.show(["config", "set", "--secret", "acmePassword"], configFile, "sentera-autumn");
    await cli.show(["up", "--refresh", "--yes", "--skip-preview"], configFile);
    checks.requests("A 404 is not taken at its word: the Leaf user is there, so the credential is gone", [
        LOGIN,
        "GET credential 404",
        "GET user 200",
        LOGIN,
        ...NEW_CREDENTIAL,
    ]);
    const credential = checks.atLeaf();
    checks.hold(
        "The credential is back, with the new password and in good health",
        [credential?.password, credential?.status],
        ["sentera-autumn", "OK"],
    );
    const { outputs } = await checks.recorded();
    checks.hold("The state knows the new one", outputs?.["credentialId"], credential?.id);
    checks.noSecretInClear();
}

async function destroy({ cli, configFile }: Stage, checks: Checks): Promise<void> {
    heading("Destroy", "The credential is deleted at Leaf.");
    await cli.show(["destroy", "--yes", "--skip-preview"], configFile);
    checks.requests("Leaf got: a login, one DELETE", [LOGIN, "DELETE credential 204"]);
    checks.hold("Leaf holds no credential", checks.atLeaf() === undefined);
    checks.hold("The state is empty", (await checks.recorded()).resources, 0);
    checks.noSecretInClear();
}

function growerChangesPassword({ emulator, people }: Stage, checks: Checks, password: string, told: string): void {
    aside(told);
    checks.keepSecret(password);
    emulator.changeSenteraPassword(people.senteraAccount.username, password);
}
