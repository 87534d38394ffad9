/**
 * Admits only images that are signed by those you trust.
 *
 * A reference (reference.ts) is looked up in its registry (registry/), what was signed about it is found and read
 * (evidence/), and held against a policy (policy/) by {@link ImageVerifier}; review/ speaks the two protocols of the API
 * server, and server/ serves them.
 */
export { type Evidence, type Found, findEvidence } from './evidence';
export { Signatures } from './evidence/verify';
export * from './policy';
export { formatReference, isDigest, nameOf, parseReference, quoted, type Reference } from './reference';
export {
  type Fetched,
  type Manifest,
  type RegistryAccess,
  RegistryClient,
  RegistryError,
  type RegistryOptions,
} from './registry';
export { imagesOfPod, type PodImage, podSpecIn } from './review';
export {
  AdmissionService,
  filesBeside,
  Log,
  parseServiceConfig,
  type ServiceConfig,
  type ServiceParts,
  serve,
} from './server';
export { ImageVerifier, type Verdict, type VerifyOptions, verifyImage } from './verify-image';
