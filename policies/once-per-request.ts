import type { PolicyResourceOptions } from '@pulumi/policy';

/** What a policy is asked about, as far as this needs to know. */
interface Asked {
  readonly opts: Pick<PolicyResourceOptions, 'aliases'>;
}

/**
 * Prepares a resource once per request of the engine, and not once per policy.
 *
 * The SDK copies a resource anew for each policy that it asks about it. The one thing it hands on uncopied is a list
 * inside the request itself, the aliases; two requests never share it. Should it copy that too one day, everything is
 * prepared every time: slower, and no less right.
 */
export function oncePerRequest<A, T>(asked: (args: A) => Asked | undefined, prepare: (args: A) => T): (args: A) => T {
  const prepared = new WeakMap<object, T>();
  return (args) => {
    const request = asked(args)?.opts.aliases;
    if (request === undefined) return prepare(args);
    const before = prepared.get(request);
    if (before !== undefined) return before;
    const value = prepare(args);
    prepared.set(request, value);
    return value;
  };
}
