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

/** A default deny for a namespace. */
export function denied(own: string): StackResource {
  const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  return object('networking.k8s.io/v1', 'NetworkPolicy', { name: 'deny', namespace: own }, { spec });
}

/** A quota of a namespace. */
export function quota(own: string, hard: JsonObject, name = 'quota'): StackResource {
  return object('v1', 'ResourceQuota', { name, namespace: own }, { spec: { hard } });
}

/** A limit range for the containers of a namespace, with the change to its one item. */
export function containerLimits(own: string, change: JsonObject = {}): StackResource {
  const item = {
    type: 'Container',
    default: { memory: '256Mi' },
    defaultRequest: { cpu: '100m', memory: '128Mi' },
    max: { memory: '8Gi' },
    ...change,
  };
  return object('v1', 'LimitRange', { name: 'limits', namespace: own }, { spec: { limits: [item] } });
}

/** The account `default` of a namespace, without a token. */
export function closedAccount(own: string): StackResource {
  const metadata = { name: 'default', namespace: own };
  return object('v1', 'ServiceAccount', metadata, { automountServiceAccountToken: false });
}

/** The default deny, the quota and the limits of a namespace: all that it needs, but for its account `default`. */
export function bounds(own: string): StackResource[] {
  const hard = {
    'requests.cpu': '8',
    'limits.memory': '32Gi',
    pods: '50',
    'services.loadbalancers': '0',
    'services.nodeports': '0',
  };
  return [denied(own), quota(own, hard), containerLimits(own)];
}

/** A namespace with a default deny, a quota, limits and an account without a token: it breaks no rule about namespaces. */
export function guarded(name: string): StackResource[] {
  return [namespace(name), ...bounds(name), closedAccount(name)];
}
