import type { Journal } from './journal';

/** What a control plane is brought to, in order; before the second and the third, somebody has to say so. */
export const stages = ['trust', 'sign', 'drop'] as const;

/** One of {@link stages}. */
export type Stage = (typeof stages)[number];

/** Stages that begin on somebody's word only. */
export type Confirmed = Exclude<Stage, 'trust'>;

/** What is to be done next. */
export type Step =
  | { readonly kind: 'make' }
  /** To be done, or to be seen done. */
  | { readonly kind: 'bring'; readonly stage: Stage }
  | { readonly kind: 'begin'; readonly stage: Confirmed }
  /** Nothing, before somebody says so. */
  | { readonly kind: 'ask'; readonly stage: Confirmed }
  | { readonly kind: 'finished'; readonly at: string };

/** By fingerprints: who is trusted, the first of them as the one that signs, and who waits to be. */
export interface Held {
  readonly trusted: readonly string[];
  readonly next: string | undefined;
}

/** Milliseconds in which whoever repeats the command until it succeeds means no other replacement. */
const RECENT = 3_600_000;

/**
 * Where a replacement stands, told by what lies on the machine: whoever was interrupted goes on from there.
 *
 * @param confirmed what somebody said may begin
 * @throws Error where files are as no step leaves them, with what to do
 */
export function stepOf(
  { trusted, next }: Held,
  journal: Journal | undefined,
  confirmed: Confirmed | undefined,
  now: Date,
): Step {
  if (journal?.finished !== undefined && now.getTime() - Date.parse(journal.finished) < RECENT) {
    return { kind: 'finished', at: journal.finished };
  }
  if (journal === undefined || journal.finished !== undefined) return { kind: 'make' };
  const { stage, reached } = journal;
  const isGone = stage === 'drop' && trusted[0] === journal.next;
  if (next !== journal.next && !isGone) {
    throw new Error(
      `the new authority that waits here is ${next ?? 'none'}, and the one that was made is ${journal.next}: put that back`,
    );
  }
  if (stage !== 'drop' && !trusted.includes(journal.old)) {
    throw new Error(
      `the authority ${journal.old} is trusted here no more, and some still need it: put it back into the file`,
    );
  }
  const isPrepared =
    stage === 'drop' ? trusted[0] === journal.next : stage === 'trust' || trusted.includes(journal.next);
  if (!isPrepared) {
    throw new Error(
      `stage ${stage === 'drop' ? 'sign' : 'trust'} was not done here: whoever asks by a certificate of before would be refused. Copy ca.rotation.json at each stage`,
    );
  }
  if (reached === undefined || stage === 'drop') return { kind: 'bring', stage };
  const following = stage === 'trust' ? 'sign' : 'drop';
  return { kind: confirmed === following ? 'begin' : 'ask', stage: following };
}
