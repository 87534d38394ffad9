import { defineRule } from '../rule';
import { ofType, readable } from './links';
import { aws, requiredAddons, watchingDetector } from './samples';

const cluster = aws('eks/cluster:Cluster', 'blue', { name: 'blue', enabledClusterLogTypes: ['audit'] });
const others = [...requiredAddons, ...watchingDetector];
const message = 'no log group /aws/eks/blue/cluster of our own receives its logs';

export const eksOwnLogGroup = defineRule({
  id: 'eks-own-log-group',
  on: 'stack',
  severity: 'medium',
  title: 'Make the log group of a cluster before EKS does',
  rationale:
    'Where the log group is missing EKS makes one: without a customer key, kept for ever, and left behind when the cluster goes.',
  remediation:
    'Make an aws.cloudwatch.LogGroup named /aws/eks/<cluster name>/cluster with kmsKeyId and retentionInDays, and let the cluster depend on it.',
  references: [
    { standard: 'cis-eks', control: '2.1.1' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html' },
  ],
  check: (resources) => {
    const groups = new Set(ofType(resources, 'aws:cloudwatch/logGroup:LogGroup').map((each) => readable(each, 'name')));
    return ofType(resources, 'aws:eks/cluster:Cluster').flatMap((resource) => {
      const name = `/aws/eks/${resource.props.name}/cluster`;
      return groups.has(name) ? [] : [{ resource, message: `no log group ${name} of our own receives its logs` }];
    });
  },
  samples: {
    good: [
      {
        name: 'one of our own',
        given: [cluster, aws('cloudwatch/logGroup:LogGroup', 'audit', { name: '/aws/eks/blue/cluster' })],
      },
      { name: 'no cluster', given: [aws('cloudwatch/logGroup:LogGroup', 'flow', { name: '/vpc/blue' })] },
    ],
    bad: [
      { name: 'none', given: [cluster, ...others], message },
      {
        name: "another cluster's",
        given: [cluster, ...others, aws('cloudwatch/logGroup:LogGroup', 'audit', { name: '/aws/eks/green/cluster' })],
        message,
      },
      {
        name: 'a name that EKS does not write to',
        given: [cluster, ...others, aws('cloudwatch/logGroup:LogGroup', 'audit', { name: '/eks/blue' })],
        message,
      },
    ],
  },
});
