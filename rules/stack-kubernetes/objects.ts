import { groupOf, property } from '../pods';
import type { StackResource } from '../rule';

/** Made and kept by Kubernetes itself; what they need is not a stack's to say. */
const SYSTEM_NAMESPACES: ReadonlySet<unknown> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** Looking through all resources for each rule and each namespace takes minutes where there are tens of thousands. */
const indexes = new WeakMap<readonly StackResource[], ReadonlyMap<string, readonly StackResource[]>>();

/** The objects of one kind, whether the type token or the object says which kind it is. `''` is the core group. */
export function ofKind(resources: readonly StackResource[], group: string, kind: string): readonly StackResource[] {
  let index = indexes.get(resources);
  if (index === undefined) {
    index = grouped(
      resources.filter(({ type }) => type.startsWith('kubernetes:')),
      kindOf,
    );
    indexes.set(resources, index);
  }
  return index.get(`${group}/${kind}`) ?? [];
}

function kindOf(resource: StackResource): string {
  const [, version = '', tokenKind] = resource.type.split(':');
  const group = groupOf(property(resource.props, 'apiVersion') ?? version);
  // Pulumi calls the core group by its name in type tokens.
  return `${group === 'core' ? '' : group}/${property(resource.props, 'kind') ?? tokenKind}`;
}

/** Objects by the namespace that they lie in. */
export function byNamespace(resources: readonly StackResource[]): ReadonlyMap<unknown, readonly StackResource[]> {
  return grouped(resources, namespaceOf);
}

/** Resources by what they have in common. */
export function grouped<Key>(
  resources: readonly StackResource[],
  keyOf: (resource: StackResource) => Key,
): ReadonlyMap<Key, readonly StackResource[]> {
  const groups = new Map<Key, StackResource[]>();
  for (const resource of resources) {
    const key = keyOf(resource);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [resource]);
    else group.push(resource);
  }
  return groups;
}

/** Namespaces of the stack, without Kubernetes' own. */
export function ownNamespaces(resources: readonly StackResource[]): StackResource[] {
  return ofKind(resources, '', 'Namespace').filter((each) => !SYSTEM_NAMESPACES.has(nameOf(each)));
}

/** An object's own name. */
export function nameOf(resource: StackResource): unknown {
  return property(property(resource.props, 'metadata'), 'name');
}

/** The namespace that an object lies in; `default` where it names none. */
export function namespaceOf(resource: StackResource): unknown {
  return property(property(resource.props, 'metadata'), 'namespace') ?? 'default';
}

/** The names of the namespaces that the stack makes, Kubernetes' own left out. */
export function namespacesOf(resources: readonly StackResource[]): ReadonlySet<unknown> {
  return new Set(ownNamespaces(resources).map(nameOf));
}

/** A list in an object; empty where there is none. */
export function listIn(value: unknown, key: string): readonly unknown[] {
  const list = property(value, key);
  return Array.isArray(list) ? list : [];
}
