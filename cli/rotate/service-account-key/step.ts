import type { Journal } from './journal';
import type { HeldKeys } from './keys';

/** The steps of a rotation, in order. */
export const steps = ['make', 'accept', 'sign', 'wait', 'drop'] as const;

/** One of {@link steps}: what is still to be done, or to be seen done. */
export type Step = (typeof steps)[number];

/**
 * Where a rotation stands, told by what lies on the machine: whoever was interrupted goes on from there.
 *
 * @param journal undefined: none has begun
 * @param tokensEnd when the last token of the old key has ended, once it signs no more
 * @throws Error where files are as no step leaves them, with what to do
 */
export function stepOf(
  keys: HeldKeys,
  journal: Journal | undefined,
  tokensEnd: (since: Date) => Date,
  now: Date,
): Step {
  const { signing, accepted, next } = keys;
  if (!accepted.includes(signing)) {
    throw new Error(
      'sa.pub has no public key for sa.key, so that no token would be accepted: put back the one that belongs to it',
    );
  }
  if (journal === undefined) {
    if (next !== undefined || accepted.length !== 1) {
      throw new Error(
        'sa.pub has more keys than one, or there is an sa.next.key, and no rotation has begun here: finish it on the machine where it did, or take away what is not sa.key’s',
      );
    }
    return 'make';
  }
  if (signing === journal.old) {
    if (next === undefined) return 'make';
    if (journal.signedSince !== undefined) throw new Error('sa.key is the old key again: put back the new one');
    return accepted.includes(next) ? 'sign' : 'accept';
  }
  if (journal.signedSince === undefined) return 'sign';
  // Once the old key is out of the file, nothing is waited for that could not come.
  if (!accepted.includes(journal.old)) return 'drop';
  return now < tokensEnd(new Date(journal.signedSince)) ? 'wait' : 'drop';
}
