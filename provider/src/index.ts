/**
 * Pulumi resources for Leaf's farm-data API.
 *
 * @packageDocumentation
 */
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
