import { k8s, Namespace } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { refuse } from '../construct-error';
import { quantities } from '../quantity';
import { ContainerLimits } from './container-limits';
import { DefaultDeny } from './default-deny';
import { DefaultServiceAccount } from './default-service-account';
import { defaultKubernetesVersion, kubernetesVersionProblems, podSecurityLabels } from './pod-security';

/** Properties of {@link ClosedNamespace}. */
export interface ClosedNamespaceProps {
  /** Name of the namespace, such as `default`. */
  readonly name: string;
  /**
   * Minor version of the cluster, to which the Pod Security Standard is pinned.
   *
   * @default '1.37'
   */
  readonly kubernetesVersion?: string;
}

/**
 * A namespace that the cluster brings along and nothing should run in: `default`, `kube-public`, `kube-node-lease`.
 * A quota of no pods, load balancers and node ports keeps it empty; should that ever be lifted, limits, Pod Security and a
 * default deny still hold.
 *
 * @see CIS Kubernetes Benchmark 5.6.4 (the default namespace should not be used)
 */
export class ClosedNamespace extends Namespace {
  constructor(scope: Construct, id: string, props: ClosedNamespaceProps) {
    const version = props.kubernetesVersion ?? defaultKubernetesVersion;
    super(scope, id, { metadata: { name: props.name, labels: podSecurityLabels(version) } });
    refuse(this, kubernetesVersionProblems(version));
    const namespace = props.name;
    new k8s.KubeResourceQuota(this, 'Quota', {
      metadata: { name: 'no-pods', namespace },
      spec: { hard: quantities({ pods: '0', 'services.loadbalancers': '0', 'services.nodeports': '0' }) },
    });
    new ContainerLimits(this, 'Limits', { namespace });
    new DefaultDeny(this, 'Network', { namespace, dns: false });
    new DefaultServiceAccount(this, 'ServiceAccount', { namespace });
  }
}
