import type { Stage } from '../stage';

/** A claim about the cluster that stands, and the experiment that could show it to be false. */
export interface Proof {
  /** What is claimed, as a sentence without a full stop. */
  readonly claim: string;
  /**
   * Tries it and returns what was observed, in the words of whoever answered. Throws {@link ProofFailed} where the
   * claim does not hold.
   */
  readonly prove: (stage: Stage) => Promise<string>;
}

/** The experiment went otherwise than claimed. */
export class ProofFailed extends Error {
  override name = 'ProofFailed';
}
