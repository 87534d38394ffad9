import type { ForEach, JsonObject, ResourceSelector } from './rule';

/** The kinds that grant permissions. */
export const roles: ResourceSelector = {
  group: 'rbac.authorization.k8s.io',
  versions: ['v1'],
  kinds: { ClusterRole: 'clusterroles', Role: 'roles' },
};

/** The kinds that give a role to somebody. */
export const bindings: ResourceSelector = {
  group: 'rbac.authorization.k8s.io',
  versions: ['v1'],
  kinds: { ClusterRoleBinding: 'clusterrolebindings', RoleBinding: 'rolebindings' },
};

/** CEL that is true where a role lists permissions. The API server writes null for what was left out, as aggregated roles do. */
export const hasPermissions = 'has(object.rules) && object.rules != null';

/** The permissions of a role one by one, as `rule`; a finding names the verbs, then what they are about. */
export const eachPermission: ForEach = {
  as: 'rule',
  in: `${hasPermissions} ? object.rules : []`,
  label: 'rule.verbs.join("/") + " " + rule.?resources.or(rule.?nonResourceURLs).orValue([]).join("/")',
};

/** The subjects of a binding one by one, as `subject`. */
export const eachSubject: ForEach = {
  as: 'subject',
  in: 'object.?subjects.orValue([])',
  label: 'subject.kind + " " + subject.name',
};

const apiVersion = 'rbac.authorization.k8s.io/v1';

/** A permission on resources of the core group. */
export function permission(
  verbs: readonly string[],
  resources: readonly string[],
  change: JsonObject = {},
): JsonObject {
  return { apiGroups: [''], resources, verbs, ...change };
}

/** A ClusterRole with the permissions. */
export function clusterRole(...rules: JsonObject[]): JsonObject {
  return { apiVersion, kind: 'ClusterRole', metadata: { name: 'sample' }, rules };
}

/** A Role with the permissions. */
export function role(...rules: JsonObject[]): JsonObject {
  return { apiVersion, kind: 'Role', metadata: { name: 'sample', namespace: 'sample' }, rules };
}

/** A subject of a binding. */
export function subject(kind: 'User' | 'Group', name: string): JsonObject {
  return { kind, name, apiGroup: 'rbac.authorization.k8s.io' };
}

/** A service account as the subject of a binding. */
export function serviceAccount(name: string, namespace = 'sample'): JsonObject {
  return { kind: 'ServiceAccount', name, namespace };
}

/** A ClusterRoleBinding of a ClusterRole. */
export function clusterRoleBinding(name: string, ...subjects: JsonObject[]): JsonObject {
  return { apiVersion, kind: 'ClusterRoleBinding', metadata: { name: 'sample' }, roleRef: reference(name), subjects };
}

/** A RoleBinding of a ClusterRole. */
export function roleBinding(name: string, ...subjects: JsonObject[]): JsonObject {
  const metadata = { name: 'sample', namespace: 'sample' };
  return { apiVersion, kind: 'RoleBinding', metadata, roleRef: reference(name), subjects };
}

function reference(name: string): JsonObject {
  return { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
}
