// The SDK's types leave them out.
const {
  unknownArchiveValue,
  unknownArrayValue,
  unknownAssetValue,
  unknownBooleanValue,
  unknownNumberValue,
  unknownObjectValue,
  unknownStringValue,
}: { readonly [name: string]: string } = require('@pulumi/policy/proxy');

/** What the engine sends in the place of values that a preview cannot know yet, by their types. */
const sentinels: ReadonlySet<unknown> = new Set([
  unknownArchiveValue,
  unknownArrayValue,
  unknownAssetValue,
  unknownBooleanValue,
  unknownNumberValue,
  unknownObjectValue,
  unknownStringValue,
]);

/** Whether a text stands for a value that is not known yet. */
export function isUnknown(text: string): boolean {
  return sentinels.has(text);
}
