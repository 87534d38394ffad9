import { defineRule } from '../rule';
import { addon, vpcCni } from './samples';

export const eksVpcCniNetworkPolicy = defineRule({
  id: 'eks-vpc-cni-network-policy',
  on: 'aws',
  types: ['aws:eks/addon:Addon'],
  severity: 'high',
  title: 'Make the VPC CNI enforce network policies',
  rationale:
    'Without an enforcing agent every NetworkPolicy of the cluster is accepted and does nothing, and a pod that is broken into can reach all others.',
  remediation: 'Set the add-on\'s configurationValues to a JSON document with "enableNetworkPolicy": "true".',
  references: [
    { standard: 'cis-eks', control: '4.3.1' },
    { standard: 'cis-eks', control: '5.4.4' },
    { standard: 'nsa-cisa', control: 'Network policies' },
  ],
  cel: `
    object.addonName != 'vpc-cni'
    || string(parseJson(object.?configurationValues.orValue('{}')).?enableNetworkPolicy.orValue('false')) == 'true'
  `,
  message: 'the VPC CNI does not enforce network policies',
  samples: {
    good: [
      { name: 'on', given: vpcCni() },
      { name: 'on, as a boolean', given: vpcCni({ configurationValues: '{"enableNetworkPolicy":true}' }) },
      { name: 'another add-on', given: addon('coredns') },
    ],
    bad: [
      {
        name: 'no configuration',
        given: vpcCni({ configurationValues: undefined }),
        message: 'the VPC CNI does not enforce network policies',
      },
      {
        name: 'turned off',
        given: vpcCni({ configurationValues: '{"enableNetworkPolicy":"false"}' }),
        message: 'the VPC CNI does not enforce network policies',
      },
      {
        name: 'something else configured',
        given: vpcCni({ configurationValues: '{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}' }),
        message: 'the VPC CNI does not enforce network policies',
      },
    ],
  },
});
