import type { ResourceName, StackResource } from '@palisade/rules';
import type { PolicyResource } from '@pulumi/policy';
import { knownFirst } from './known-first';
import { objectOf } from './kubernetes';

/** The resources of a stack as rules see them, and what the engine calls each. */
export interface Stack {
  readonly resources: readonly StackResource[];
  readonly urnOf: (resource: StackResource) => string | undefined;
}

/** Turns what the SDK hands to a stack policy into what a stack rule takes. */
export function stackOf(given: readonly PolicyResource[]): Stack {
  const urns = new Map<StackResource, string>();
  for (const resource of given) {
    const { type, name } = resource;
    const properties = knownFirst(resource.props);
    const props = type.startsWith('kubernetes:') ? objectOf(type, properties) : properties;
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
