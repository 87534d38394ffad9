export { ConfigError, Fields } from './fields';
export { parseConfigText } from './load';
export { POLICY_KEYS, parsePolicy, parseTrustPolicy, type ReadFile, SERVICE_KEYS } from './parse';
export {
  type IdentitySigner,
  type ImageScope,
  type KeySigner,
  type Signer,
  scopeOf,
  type TrustPolicy,
  trustedRootText,
} from './policy';
