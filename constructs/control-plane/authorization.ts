/**
 * Nodes may do what their pods need, everybody else what RBAC grants. No AlwaysAllow, no ABAC.
 *
 * @see CIS Kubernetes Benchmark 1.2.6 to 1.2.8
 */
export const authorizationConfiguration = {
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'AuthorizationConfiguration',
  authorizers: [
    { type: 'Node', name: 'node' },
    { type: 'RBAC', name: 'rbac' },
  ],
} as const;
