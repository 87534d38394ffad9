import type { JsonObject, ResourceName, StackResource } from '@palisade/rules';
import type { PolicyResource } from '@pulumi/policy';
import { objectOf } from './kubernetes';
import { plainCopy } from './plain-copy';

/** The resources of a stack as rules see them, and what the engine calls each. */
export interface Stack {
  readonly resources: readonly StackResource[];
  readonly urnOf: (resource: StackResource) => string | undefined;
}

/**
 * Turns what the SDK hands to a stack policy into what a stack rule takes.
 *
 * @param declared By URN, the Kubernetes objects that the program declared. In the first preview of a cluster the provider
 *   has no address yet, so that the engine knows nothing of the objects' outputs; what was declared stands in for them.
 */
export function stackOf(
  given: readonly PolicyResource[],
  declared: ReadonlyMap<string, JsonObject> = new Map(),
): Stack {
  const urns = new Map<StackResource, string>();
  for (const resource of given) {
    const { type, name, urn } = resource;
    const properties = plainCopy(resource.props);
    const isPlanned = type.startsWith('kubernetes:') && !Object.hasOwn(properties, 'metadata');
    const outputs = type.startsWith('kubernetes:') ? objectOf(type, properties) : properties;
    const props = (isPlanned ? declared.get(urn) : undefined) ?? outputs;
    urns.set({ type, name, props, references: referencesOf(resource) }, resource.urn);
  }
  return { resources: [...urns.keys()], urnOf: (resource) => urns.get(resource) };
}

function referencesOf({ propertyDependencies }: PolicyResource): Readonly<Record<string, readonly ResourceName[]>> {
  return Object.fromEntries(
    Object.entries(propertyDependencies).map(([input, sources]) => [
      input,
      sources.map(({ type, name }) => ({ type, name })),
    ]),
  );
}
