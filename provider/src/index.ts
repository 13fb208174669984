/**
 * Pulumi resources for Leaf's farm-data API.
 *
 * @packageDocumentation
 */
export {
    getSenteraCredentialEvents,
    getSenteraCredentialEventsOutput,
    type GetSenteraCredentialEventsArgs,
    type GetSenteraCredentialEventsOptions,
    type GetSenteraCredentialEventsOutputArgs,
    type SenteraCredentialEvent,
} from "./getSenteraCredentialEvents";
export { Provider, type ProviderArgs } from "./providerResource";
export { SenteraCredential, type SenteraCredentialArgs } from "./senteraCredential";
export {
    LeafApiError,
    LeafAuthenticationError,
    LeafConfigurationError,
    LeafConnectionError,
    LeafAnswerError,
    LeafError,
    LeafTimeoutError,
} from "./leaf/errors";
