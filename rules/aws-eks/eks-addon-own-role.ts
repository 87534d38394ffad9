import { defineRule } from '../rule';
import { addon, vpcCni } from './samples';

export const eksAddonOwnRole = defineRule({
  id: 'eks-addon-own-role',
  on: 'aws',
  types: ['aws:eks/addon:Addon'],
  severity: 'high',
  title: 'Give add-ons that call AWS a role of their own',
  rationale:
    "Without one the add-on uses the node's role, so that role must hold its permissions, and every pod that reaches the node's credentials has them too: attaching any volume, or rewiring any interface.",
  remediation:
    "Set podIdentityAssociations (or serviceAccountRoleArn) to a role that trusts the add-on's service account alone.",
  references: [
    { standard: 'cis-eks', control: '5.2.1' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html' },
  ],
  cel: `
    !(object.addonName in ['vpc-cni', 'aws-ebs-csi-driver', 'aws-efs-csi-driver', 'amazon-cloudwatch-observability'])
    || given(object, 'podIdentityAssociations')
    || given(object, 'serviceAccountRoleArn')
  `,
  message: 'the add-on runs with the permissions of the node',
  samples: {
    good: [
      { name: 'Pod Identity', given: vpcCni() },
      {
        name: 'a role for its service account',
        given: addon('aws-ebs-csi-driver', { serviceAccountRoleArn: 'arn:aws:iam::123456789012:role/blue-ebs-csi' }),
      },
      { name: 'an add-on that calls nothing', given: addon('kube-proxy') },
    ],
    bad: [
      {
        name: 'EBS driver without a role',
        given: addon('aws-ebs-csi-driver'),
        message: 'the add-on runs with the permissions of the node',
      },
      {
        name: 'VPC CNI without a role',
        given: vpcCni({ podIdentityAssociations: undefined }),
        message: 'the add-on runs with the permissions of the node',
      },
      {
        name: 'an empty list',
        given: vpcCni({ podIdentityAssociations: [] }),
        message: 'the add-on runs with the permissions of the node',
      },
    ],
  },
});
