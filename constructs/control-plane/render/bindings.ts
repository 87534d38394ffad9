/**
 * Role bindings that the model's certificates count on: what a fresh cluster needs before anything else.
 *
 * Administrators are a group of the cluster's own, which its rules can hold back, where `system:masters` passes them all by.
 */
export const bindings: readonly object[] = [
  binding('palisade:administrators', 'cluster-admin'),
  binding('palisade:kubelet-clients', 'system:kubelet-api-admin'),
  // Whose certificate is about to end gets a new one of the same name without being asked; kubeadm binds this too.
  binding(
    'system:nodes',
    'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    'palisade:node-certificate-renewal',
  ),
];

function binding(group: string, role: string, name = group): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  };
}
