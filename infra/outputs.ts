import * as pulumi from '@pulumi/pulumi';
import type { Delivered } from './baseline/deliver';
import type { ClusterFacts } from './baseline/stack';
import type { ControlPlane } from './control-plane';
import type { Detection } from './detection';
import type { Identity } from './identity';
import type { NodeRole } from './nodes/role';
import type { NodeSecurityGroup } from './nodes/security-group';
import type { Registry } from './registry';

/** What the outputs are drawn from. */
export interface OutputsArgs {
  cluster: ControlPlane;
  role: NodeRole;
  group: NodeSecurityGroup;
  identity: Identity;
  registry: Registry;
  detection: Detection;
  delivered: Delivered;
}

/** The outputs of a stack with a cluster. A stack with `layer: baseline` reads the {@link ClusterFacts} among them. */
export function clusterOutputs({ cluster, role, group, identity, registry, detection, delivered }: OutputsArgs) {
  const facts: { [fact in keyof ClusterFacts]: pulumi.Output<string> } = {
    clusterName: cluster.name,
    clusterArn: cluster.arn,
    kubernetesVersion: cluster.version,
    endpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority,
  };
  return {
    ...facts,
    ...delivered,
    oidcIssuer: cluster.oidcIssuer,
    roleArns: { cluster: cluster.roleArn, nodes: role.arn, workloads: identity.roleArns },
    /** For rules of other stacks that let nodes and pods reach what those make. */
    nodeSecurityGroupId: group.id,
    repositoryUrls: registry.repositoryUrls,
    alarmTopicArn: detection.topicArn,
    // It holds no credential, but tells where the API is and how to sign in.
    kubeconfig: pulumi.secret(cluster.kubeconfig),
  };
}
