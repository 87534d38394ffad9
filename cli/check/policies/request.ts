import type { Target } from './matching';

/** The request that would create an object, as policies see it: by an ordinary user, of whom nothing is known. */
export function requestFor(kind: string, { resource: { group, version, resource }, name, namespace }: Target): object {
  const own = { group, version, kind };
  const plural = { group, version, resource };
  return {
    uid: '',
    kind: own,
    resource: plural,
    requestKind: own,
    requestResource: plural,
    ...(name === '' ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    operation: 'CREATE',
    userInfo: { username: 'palisade:check', groups: ['system:authenticated'] },
    dryRun: false,
    options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
  };
}
