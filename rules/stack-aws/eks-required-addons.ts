import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws, watchingDetector } from './samples';

const REQUIRED = ['eks-pod-identity-agent', 'vpc-cni'];

const cluster = aws('eks/cluster:Cluster', 'blue', { name: 'blue' });
const addon = (addonName: string, clusterName = 'blue') =>
  aws('eks/addon:Addon', `${clusterName}-${addonName}`, { addonName, clusterName });

export const eksRequiredAddons = defineRule({
  id: 'eks-required-addons',
  on: 'stack',
  severity: 'high',
  title: 'Manage the add-ons that isolate workloads',
  rationale:
    'Without the managed VPC CNI nothing enforces network policies or gets updates, and without the Pod Identity agent workloads fall back to the permissions of their node.',
  remediation: 'Make an aws.eks.Addon of the cluster for each of vpc-cni and eks-pod-identity-agent.',
  references: [
    { standard: 'cis-eks', control: '4.3.1' },
    { standard: 'cis-eks', control: '5.2.1' },
  ],
  check: (resources) => {
    const addons = ofType(resources, 'aws:eks/addon:Addon');
    return ofType(resources, 'aws:eks/cluster:Cluster').flatMap((resource) => {
      const own = addons.filter((each) => refersTo(each, 'clusterName', resource));
      const missing = REQUIRED.filter((name) => !own.some((each) => each.props.addonName === name));
      return missing.length === 0
        ? []
        : [{ resource, message: `the cluster lacks these add-ons: ${missing.join(', ')}` }];
    });
  },
  samples: {
    good: [
      { name: 'both', given: [cluster, addon('vpc-cni'), addon('eks-pod-identity-agent'), addon('coredns')] },
      {
        name: 'both, for a cluster without a name yet',
        given: [
          aws('eks/cluster:Cluster', 'blue', {}),
          ...REQUIRED.map((addonName) => ({
            ...aws('eks/addon:Addon', addonName, { addonName }),
            references: { clusterName: [{ type: 'aws:eks/cluster:Cluster', name: 'blue' }] },
          })),
        ],
      },
      { name: 'no cluster', given: [addon('coredns')] },
    ],
    bad: [
      {
        name: 'none',
        given: [cluster, ...watchingDetector],
        message: 'the cluster lacks these add-ons: eks-pod-identity-agent, vpc-cni',
      },
      {
        name: 'one',
        given: [cluster, ...watchingDetector, addon('vpc-cni')],
        message: 'the cluster lacks these add-ons: eks-pod-identity-agent',
      },
      {
        name: "another cluster's",
        given: [cluster, ...watchingDetector, addon('vpc-cni', 'green'), addon('eks-pod-identity-agent')],
        message: 'the cluster lacks these add-ons: vpc-cni',
      },
    ],
  },
});
