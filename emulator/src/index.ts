export { seedDemo, type Demo } from "./demo";
export type { Fault } from "./faults";
export type { LoggedRequest } from "./requestLog";
export type { SenteraAccount } from "./sentera";
export { startEmulator } from "./server";
export type { CredentialEvent, StoredCredential } from "./state";
export { defaultSwitches, type Switches } from "./switches";
export type { Emulator, EmulatorOptions } from "./types";
export { UsageError } from "./usageError";
