/**
 * What the state of every stack holds in place of the provider's code, as a promise to every later version.
 *
 * The engine's dynamic-provider host evaluates this text at each operation, so it runs the *installed* package, not
 * code frozen at the time of an old `up`. Two rules follow, for good:
 *
 * 1. The text never changes: a changed text would show as an update of every credential of every user.
 * 2. `pulumi-leaf/provider` reads the state of all earlier versions (`tests/fixtures/state` proves it).
 */
export const PROVIDER_TEXT = 'exports.handler=()=>require("pulumi-leaf/provider")';

/** The type token of {@link SenteraCredential}, as it stands in URNs, policies and import files. */
export const SENTERA_CREDENTIAL_TYPE = "pulumi-nodejs:dynamic/leaf:SenteraCredential";

/** The package whose plugin, Pulumi's dynamic-provider host, serves our resources; explicit providers belong to it. */
export const HOST_PACKAGE = "pulumi-nodejs";

/** The input under which the engine's host looks for the provider's text. */
export const PROVIDER_KEY = "__provider";
