import { groupOf, property } from '../pods';
import type { StackResource } from '../rule';

/** Made and kept by Kubernetes itself; what they need is not a stack's to say. */
const SYSTEM_NAMESPACES: ReadonlySet<unknown> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** The objects of one kind, whether the type token or the object says which kind it is. `''` is the core group. */
export function ofKind(resources: readonly StackResource[], group: string, kind: string): StackResource[] {
  return resources.filter((resource) => {
    if (!resource.type.startsWith('kubernetes:')) return false;
    const [, version = '', tokenKind] = resource.type.split(':');
    const apiVersion = property(resource.props, 'apiVersion') ?? version;
    const actual = groupOf(apiVersion);
    // Pulumi calls the core group by its name in type tokens.
    return (property(resource.props, 'kind') ?? tokenKind) === kind && (actual === 'core' ? '' : actual) === group;
  });
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
