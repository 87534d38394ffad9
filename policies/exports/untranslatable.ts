/** An expression that a gate's language cannot say, with the part of it that is the reason. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable';
}
