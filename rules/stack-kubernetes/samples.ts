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

const rbac = 'rbac.authorization.k8s.io';

/** A service account. */
export function serviceAccount(name: string, own = 'payments'): StackResource {
  return object('v1', 'ServiceAccount', { name, namespace: own });
}

/** A Role that reads ConfigMaps. */
export function role(name: string, own = 'payments'): StackResource {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
  return object(`${rbac}/v1`, 'Role', { name, namespace: own }, { rules });
}

/** A RoleBinding for one account, in the account's namespace. */
export function binding(kind: 'Role' | 'ClusterRole', name: string, account: StackResource): StackResource {
  const metadata = account.props.metadata as { name: string; namespace: string };
  return object(
    `${rbac}/v1`,
    'RoleBinding',
    { name: metadata.name, namespace: metadata.namespace },
    { roleRef: { apiGroup: rbac, kind, name }, subjects: [{ kind: 'ServiceAccount', ...metadata }] },
  );
}

/** A namespace with a default deny, a quota and limits: it breaks no rule about namespaces. */
export function guarded(name: string): StackResource[] {
  const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  return [
    namespace(name),
    object('networking.k8s.io/v1', 'NetworkPolicy', { name: 'deny', namespace: name }, { spec }),
    object('v1', 'ResourceQuota', { name: 'quota', namespace: name }),
    object('v1', 'LimitRange', { name: 'limits', namespace: name }),
  ];
}
