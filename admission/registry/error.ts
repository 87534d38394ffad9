/** A registry that does not answer, or not with what it was asked for. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  constructor(
    message: string,
    /** It may be otherwise the next minute: no answer, too many requests, a fault of the server. */
    readonly isTransient: boolean = false,
  ) {
    super(message);
  }
}
