import { defineRule } from '../rule';
import { accessEntry } from './samples';

export const eksNoAccountRootAccess = defineRule({
  id: 'eks-no-account-root-access',
  on: 'aws',
  types: ['aws:eks/accessEntry:AccessEntry', 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation'],
  severity: 'high',
  title: 'Let roles into the cluster, never the account root',
  rationale:
    'The root user cannot be confined by any policy, is shared by whoever holds its password, and says nothing in the audit log about who acted.',
  remediation:
    'Name a role that people assume, such as arn:aws:iam::123456789012:role/platform-admins, as principalArn.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html' },
    { standard: 'mitre-attack', control: 'T1078' },
  ],
  cel: "!known(object, 'principalArn').endsWith(':root')",
  message: 'the account root has access to the cluster',
  samples: {
    good: [
      { name: 'a role', given: accessEntry() },
      {
        name: 'a role whose name says root',
        given: accessEntry({ principalArn: 'arn:aws:iam::123456789012:role/root' }),
      },
    ],
    bad: [
      {
        name: 'the root of the account',
        given: accessEntry({ principalArn: 'arn:aws:iam::123456789012:root' }),
        message: 'the account root has access to the cluster',
      },
      {
        name: 'in another partition',
        given: accessEntry({ principalArn: 'arn:aws-us-gov:iam::123456789012:root' }),
        message: 'the account root has access to the cluster',
      },
      {
        name: 'through a policy association',
        given: {
          type: 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation',
          inputs: {
            clusterName: 'blue',
            principalArn: 'arn:aws:iam::123456789012:root',
            policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
            accessScope: { type: 'cluster' },
          },
        },
        message: 'the account root has access to the cluster',
      },
    ],
  },
});
