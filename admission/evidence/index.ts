export type { Claim, Evidence, Found } from './evidence';
export { findEvidence } from './find';
