import type { StackRule } from './rule';
import { bucketEncryptionSet } from './stack-aws/bucket-encryption-set';
import { bucketPolicySet } from './stack-aws/bucket-policy-set';
import { bucketPublicAccessBlocked } from './stack-aws/bucket-public-access-blocked';
import { ecrLifecycle } from './stack-aws/ecr-lifecycle';
import { eksOwnLogGroup } from './stack-aws/eks-own-log-group';
import { eksRequiredAddons } from './stack-aws/eks-required-addons';
import { guarddutyWatchesClusters } from './stack-aws/guardduty-watches-clusters';
import { minimalNodeRole } from './stack-aws/minimal-node-role';
import { networkFirewallLogging } from './stack-aws/network-firewall-logging';
import { privateClusterSubnets } from './stack-aws/private-cluster-subnets';
import { snsTopicPolicySet } from './stack-aws/sns-topic-policy-set';
import { vpcFlowLogs } from './stack-aws/vpc-flow-logs';
import { bindingRolesExist } from './stack-kubernetes/binding-roles-exist';
import { bindingSubjectsExist } from './stack-kubernetes/binding-subjects-exist';
import { ciliumIngressAuthenticated } from './stack-kubernetes/cilium-ingress-authenticated';
import { meshNamespaceDefaultDeny } from './stack-kubernetes/mesh-namespace-default-deny';
import { meshNamespaceEnrolled } from './stack-kubernetes/mesh-namespace-enrolled';
import { namespaceBounded } from './stack-kubernetes/namespace-bounded';
import { namespaceDefaultAccount } from './stack-kubernetes/namespace-default-account';
import { namespaceDefaultDeny } from './stack-kubernetes/namespace-default-deny';
import { namespaceServicesBounded } from './stack-kubernetes/namespace-services-bounded';
import { needlessClusterRoles } from './stack-kubernetes/needless-cluster-roles';
import { replicasHaveDisruptionBudget } from './stack-kubernetes/replicas-have-disruption-budget';
import { unboundRoles } from './stack-kubernetes/unbound-roles';

/** Every rule about several resources of a stack at once, sorted by id. */
export const stackRules: readonly StackRule[] = [
  bindingRolesExist,
  bindingSubjectsExist,
  bucketEncryptionSet,
  bucketPolicySet,
  bucketPublicAccessBlocked,
  ciliumIngressAuthenticated,
  ecrLifecycle,
  eksOwnLogGroup,
  eksRequiredAddons,
  guarddutyWatchesClusters,
  meshNamespaceDefaultDeny,
  meshNamespaceEnrolled,
  minimalNodeRole,
  namespaceBounded,
  namespaceDefaultAccount,
  namespaceDefaultDeny,
  namespaceServicesBounded,
  needlessClusterRoles,
  networkFirewallLogging,
  privateClusterSubnets,
  replicasHaveDisruptionBudget,
  snsTopicPolicySet,
  unboundRoles,
  vpcFlowLogs,
];
