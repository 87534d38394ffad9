import type { JsonObject, StackResource } from '../rule';

/** The resources of some AWS types. */
export function ofType(resources: readonly StackResource[], ...types: string[]): StackResource[] {
  return resources.filter((resource) => types.includes(resource.type));
}

/**
 * Whether an input of one resource names another: by its id or ARN (or, where AWS names it so, by its name), or because
 * the engine says that the one was computed from the other.
 *
 * @throws what reading an unknown value throws, where the engine does not say what the input was computed from.
 */
export function refersTo(
  resource: StackResource,
  input: string,
  target: StackResource,
  identities: readonly string[] = ['id', 'arn', 'name'],
): boolean {
  const sources = resource.references?.[input];
  if (sources?.some(({ type, name }) => type === target.type && name === target.name)) return true;
  const known = identities.map((key) => readable(target, key)).filter((id) => typeof id === 'string' && id !== '');
  try {
    return mentions(resource.props[input], known);
  } catch (error) {
    // Not known yet, but known not to come from the target.
    if (sources !== undefined) return false;
    throw error;
  }
}

/** A property where it can be read, and undefined where it is absent or a preview cannot know it yet. */
export function readable(resource: StackResource, key: string): unknown {
  try {
    return resource.props[key];
  } catch {
    return undefined;
  }
}

function mentions(value: unknown, identities: readonly unknown[]): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).some((key) => mentions((value as JsonObject)[key], identities));
  }
  return identities.includes(value);
}
