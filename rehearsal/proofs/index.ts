import { accessProofs } from './access';
import { encryptionProof } from './encryption';
import { podProofs } from './pods';
import { previewProof } from './preview';
import type { Proof } from './proof';

export { type Proof, ProofFailed } from './proof';

/** Everything the rehearsal claims of the cluster that it stood up, in the order of telling. */
export const proofs: readonly Proof[] = [...podProofs, ...accessProofs, encryptionProof, previewProof];
