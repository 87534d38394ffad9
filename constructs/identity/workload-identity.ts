import { k8s, ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { CloudIdentity } from './cloud-identity';
import { type Permission, policyRule } from './permission';

/** A workload, as far as it is somebody. */
interface Identified extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** What a workload may do, and as whom. */
export interface IdentityProps {
  readonly permissions?: readonly Permission[];
  readonly cloudIdentity?: CloudIdentity;
}

/**
 * Who a workload is to the cluster and the cloud: a service account of its name that mounts nothing by itself and,
 * where it has permissions, a role and its binding.
 */
export function workloadIdentity(
  workload: Identified,
  { permissions = [], cloudIdentity }: IdentityProps,
): ServiceAccount {
  const { name, namespace } = workload;
  const metadata = { name, namespace, labels: { ...workload.podLabels } };
  const annotations = cloudIdentity?.annotations ?? {};
  const account = new ServiceAccount(workload, 'ServiceAccount', {
    metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
    automountToken: false,
  });
  if (permissions.length > 0) {
    new k8s.KubeRole(workload, 'Role', { metadata, rules: permissions.map(policyRule) });
    new k8s.KubeRoleBinding(workload, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
  }
  return account;
}
