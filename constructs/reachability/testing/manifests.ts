/** A bare pod whose labels are its name under `app`, and others. */
export function pod(namespace: string, name: string, more: { labels?: object; spec?: object } = {}): object {
  const metadata = { namespace, name, labels: { app: name, ...more.labels } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], ...more.spec } };
}

/** A namespace with labels. */
export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Any namespaced object. */
export function namespaced(apiVersion: string, kind: string, where: string, spec: object, name = 'policy'): object {
  return { apiVersion, kind, metadata: { namespace: where, name }, spec };
}

/** A NetworkPolicy. */
export function networkPolicy(where: string, spec: object, name = 'policy'): object {
  return namespaced('networking.k8s.io/v1', 'NetworkPolicy', where, spec, name);
}
