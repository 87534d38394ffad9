/** A call that says what cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
