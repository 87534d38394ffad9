import { k8s, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { CloudIdentity } from './cloud-identity';
import { type Permission, policyRule } from './permission';

/** Properties of {@link WorkloadIdentity}. */
export interface WorkloadIdentityProps {
  /** Name of the account, and of the role and its binding. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
  readonly cloudIdentity: CloudIdentity | undefined;
}

/** Who a workload is to the cluster and the cloud: a service account that mounts nothing by itself, and the role that it has. */
export class WorkloadIdentity extends Construct {
  readonly serviceAccount: ServiceAccount;

  constructor(scope: Construct, id: string, props: WorkloadIdentityProps) {
    super(scope, id);
    const { name, namespace, permissions, cloudIdentity } = props;
    const metadata = { name, namespace, labels: { ...props.labels } };
    const annotations = cloudIdentity?.annotations ?? {};
    this.serviceAccount = new ServiceAccount(this, 'ServiceAccount', {
      metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
      automountToken: false,
    });
    if (permissions.length === 0) return;
    new k8s.KubeRole(this, 'Role', { metadata, rules: permissions.map(policyRule) });
    new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    });
  }
}
