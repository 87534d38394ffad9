import type { Verdict } from '../verify-image';
import type { PodImage } from './pod-images';

/** What the API server asks. */
export interface Question {
  readonly images: readonly PodImage[];
  readonly namespace: string;
  /** Of an AdmissionReview, to be given back. */
  readonly uid?: string;
}

/** One of the API server's two ways to ask. */
export interface Protocol {
  readonly name: 'image-review' | 'admission-review';
  /** Bytes of a request; more is refused. */
  readonly limit: number;
  /** @throws Error where the request is malformed. */
  readonly read: (request: unknown) => Question;
  readonly answer: (question: Question, outcome: Outcome) => object;
}

/** What is answered. */
export interface Outcome {
  readonly allowed: boolean;
  /** Why not; empty where it is. */
  readonly reason: string;
}

/** Characters of a reason: the API server shows it to whoever made the pod. */
const longestReason = 4096;

/** One outcome of the verdicts on a pod's images. */
export function outcomeOf(images: readonly PodImage[], verdicts: readonly Verdict[]): Outcome {
  const reasons = images.flatMap(({ at, image }, index) => {
    const verdict = verdicts[index];
    if (verdict?.allowed) return [];
    return [`${at} ${image.slice(0, 512)}: ${verdict?.reasons.join('; ') ?? 'it was not verified'}`];
  });
  const reason = reasons.join('\n');
  const shown = reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason;
  return { allowed: reasons.length === 0, reason: shown };
}
