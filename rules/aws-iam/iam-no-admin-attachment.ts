import { defineRule } from '../rule';
import { attachment, role } from './samples';

export const iamNoAdminAttachment = defineRule({
  id: 'iam-no-admin-attachment',
  on: 'aws',
  types: [
    'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    'aws:iam/userPolicyAttachment:UserPolicyAttachment',
    'aws:iam/groupPolicyAttachment:GroupPolicyAttachment',
    'aws:iam/policyAttachment:PolicyAttachment',
    'aws:iam/role:Role',
  ],
  severity: 'critical',
  title: 'Attach no administrator policy',
  rationale:
    'AdministratorAccess, PowerUserAccess and IAMFullAccess each lead to the whole account; on a role that software holds, one flaw in that software does.',
  remediation: 'Attach a policy of your own with the actions and resources that are needed.',
  references: [
    { standard: 'aws-fsbp', control: 'IAM.1' },
    { standard: 'mitre-attack', control: 'T1098' },
  ],
  forEach: { as: 'arn', in: "object.?managedPolicyArns.orValue([known(object, 'policyArn')])", label: 'arn' },
  cel: "!['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess'].exists(name, arn.endsWith(':policy/' + name))",
  message: 'administration is attached: {label}',
  samples: {
    good: [
      { name: 'a narrow one', given: attachment('arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy') },
      {
        name: "one's own, whose name contains the word",
        given: attachment('arn:aws:iam::123456789012:policy/NoAdministratorAccess'),
      },
    ],
    bad: [
      {
        name: 'everything',
        given: attachment('arn:aws:iam::aws:policy/AdministratorAccess'),
        message: 'administration is attached: arn:aws:iam::aws:policy/AdministratorAccess',
      },
      {
        name: 'in another partition',
        given: attachment('arn:aws-us-gov:iam::aws:policy/PowerUserAccess'),
        message: 'administration is attached: arn:aws-us-gov:iam::aws:policy/PowerUserAccess',
      },
      {
        name: 'inside a role',
        given: role({
          managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/IAMFullAccess'],
        }),
        message: 'administration is attached: arn:aws:iam::aws:policy/IAMFullAccess',
      },
    ],
  },
});
