/**
 * Stands in for the SDK's own module when the pack is compiled (see compile.mjs): the SDK turns a resource's message into
 * properties anew for every policy that it asks, which for a pack of this size is most of what a preview pays for it.
 * The policies of this pack change nothing that they are given, so that one copy serves them all.
 */
const sdk: {
  deserializeProperties(message: object, proxySecrets: boolean): object;
  serializeProperties(properties: object): Promise<object>;
} = require('@pulumi/policy/deserialize');

const done = new WeakMap<object, object>();

/** The properties in a message, the same object every time unless a policy is to change them. */
export function deserializeProperties(message: object, proxySecrets: boolean): object {
  if (proxySecrets) return sdk.deserializeProperties(message, proxySecrets);
  const before = done.get(message);
  if (before !== undefined) return before;
  const properties = sdk.deserializeProperties(message, proxySecrets);
  done.set(message, properties);
  return properties;
}

/** As the SDK's own. */
export const { serializeProperties } = sdk;
