import type { JsonObject, StackResource } from '../rule';

/** A namespace of a stack. */
export function namespace(name: string): StackResource {
  return object('v1', 'Namespace', { name });
}

/** An object of a stack. */
export function object(apiVersion: string, kind: string, metadata: JsonObject, rest: JsonObject = {}): StackResource {
  const { name, namespace: own } = metadata as { name: string; namespace?: string };
  return {
    type: `kubernetes:${apiVersion === 'v1' ? 'core/v1' : apiVersion}:${kind}`,
    name: own === undefined ? name : `${own}/${name}`,
    props: { apiVersion, kind, metadata, ...rest },
  };
}
