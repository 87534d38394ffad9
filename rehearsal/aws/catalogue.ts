import { logGroup } from './cloudwatch/log-group';
import { metricAlarm } from './cloudwatch/metric-alarm';
import { logMetricFilter } from './cloudwatch/metric-filter';
import { project } from './codebuild/project';
import { flowLog } from './ec2/flow-log';
import { eip, internetGateway, natGateway } from './ec2/gateways';
import { launchTemplate } from './ec2/launch-template';
import { defaultNetworkAcl, networkAcl } from './ec2/network-acl';
import { route } from './ec2/route';
import { defaultRouteTable, routeTable } from './ec2/route-table';
import { routeTableAssociation } from './ec2/route-table-association';
import { defaultSecurityGroup, securityGroup } from './ec2/security-group';
import { egressRule, ingressRule } from './ec2/security-group-rule';
import { subnet } from './ec2/subnet';
import { vpc } from './ec2/vpc';
import { vpcEndpoint } from './ec2/vpc-endpoint';
import { lifecyclePolicy, pullThroughCacheRule, repository, repositoryPolicy } from './ecr/repository';
import { accessEntry, accessPolicyAssociation } from './eks/access';
import { addon } from './eks/addon';
import { cluster } from './eks/cluster';
import { nodeGroup } from './eks/node-group';
import { capability, podIdentityAssociation } from './eks/pod-identity';
import { detector, detectorFeature } from './guardduty/detector';
import { openIdConnectProvider, policy } from './iam/policy';
import { instanceProfile, role, rolePolicy, rolePolicyAttachment } from './iam/role';
import { alias, key } from './kms/key';
import { firewall } from './networkfirewall/firewall';
import { firewallPolicy } from './networkfirewall/firewall-policy';
import { loggingConfiguration, ruleGroup } from './networkfirewall/rule-group';
import { bucket, bucketEncryption, bucketPolicy, bucketPublicAccessBlock, bucketVersioning } from './s3/bucket';
import { topic, topicPolicy, topicSubscription } from './sns/topic';
import type { TypeSpec } from './spec';

/** Every type that is played, by service. */
export const catalogue: readonly TypeSpec[] = [
  ...[vpc, subnet, routeTable, defaultRouteTable, route, routeTableAssociation, internetGateway, eip, natGateway],
  ...[securityGroup, defaultSecurityGroup, ingressRule, egressRule, networkAcl, defaultNetworkAcl],
  ...[vpcEndpoint, flowLog, launchTemplate],
  ...[firewall, firewallPolicy, ruleGroup, loggingConfiguration],
  ...[key, alias],
  ...[logGroup, logMetricFilter, metricAlarm],
  ...[role, rolePolicy, rolePolicyAttachment, policy, openIdConnectProvider, instanceProfile],
  ...[cluster, nodeGroup, addon, accessEntry, accessPolicyAssociation, podIdentityAssociation, capability],
  ...[repository, lifecyclePolicy, repositoryPolicy, pullThroughCacheRule],
  ...[detector, detectorFeature],
  ...[topic, topicPolicy, topicSubscription],
  project,
  ...[bucket, bucketPublicAccessBlock, bucketEncryption, bucketVersioning, bucketPolicy],
];
