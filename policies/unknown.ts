// The SDK's types leave them out.
const sdk: { readonly [name: string]: unknown } = require('@pulumi/policy/proxy');

/** What the engine sends in the place of values that a preview cannot know yet. */
const sentinels: ReadonlySet<unknown> = new Set(
  ['Archive', 'Array', 'Asset', 'Boolean', 'Number', 'Object', 'String'].map((type) => sdk[`unknown${type}Value`]),
);

/** Whether a text stands for a value that is not known yet. */
export function isUnknown(text: string): boolean {
  return sentinels.has(text);
}
