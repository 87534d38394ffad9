/**
 * Stands in for the SDK's own module when the pack is compiled (see compile.mjs): the SDK turns a resource's message into
 * properties anew for every policy that it asks, which for a pack of this size is most of what a preview pays for it.
 * Policies change nothing that they validate, so that one copy serves them all. What remedies are given, to change it, is
 * made when the first of them looks: mostly none does.
 */
const sdk: {
  deserializeProperties(message: object, proxySecrets: boolean): object;
  serializeProperties(properties: object): Promise<object>;
} = require('@pulumi/policy/deserialize');

const done = new WeakMap<object, object>();

/** The properties in a message, the same object every time unless a remedy may change them. */
export function deserializeProperties(message: object, proxySecrets: boolean): object {
  if (proxySecrets) return lazily(() => sdk.deserializeProperties(message, proxySecrets));
  const before = done.get(message);
  if (before !== undefined) return before;
  const properties = sdk.deserializeProperties(message, proxySecrets);
  done.set(message, properties);
  return properties;
}

/** Stands for an object that is made when anything is asked of it. */
function lazily(make: () => object): object {
  let made: object | undefined;
  const real = (): object => {
    made ??= make();
    return made;
  };
  return new Proxy(
    {},
    {
      get: (_, key) => Reflect.get(real(), key),
      set: (_, key, value) => Reflect.set(real(), key, value),
      has: (_, key) => Reflect.has(real(), key),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(real(), key),
      defineProperty: (_, key, descriptor) => Reflect.defineProperty(real(), key, descriptor),
      deleteProperty: (_, key) => Reflect.deleteProperty(real(), key),
    },
  );
}

/** As the SDK's own. */
export const { serializeProperties } = sdk;
