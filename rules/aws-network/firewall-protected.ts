import { defineRule } from '../rule';

export const firewallProtected = defineRule({
  id: 'firewall-protected',
  on: 'aws',
  types: ['aws:networkfirewall/firewall:Firewall'],
  severity: 'medium',
  title: 'Protect the firewall from deletion and from losing its subnets',
  rationale:
    'Taking the firewall or one of its subnets away opens or cuts all egress at once; neither should be one call.',
  remediation:
    'Set deleteProtection and subnetChangeProtection to true; turn them off in a change of its own first where they must go.',
  references: [
    { standard: 'aws-fsbp', control: 'NetworkFirewall.9' },
    { standard: 'aws-fsbp', control: 'NetworkFirewall.10' },
  ],
  forEach: { as: 'field', in: "['deleteProtection', 'subnetChangeProtection']", label: 'field' },
  cel: 'object[?field].orValue(false) == true',
  message: 'not turned on: {label}',
  samples: {
    good: [
      {
        name: 'both on',
        given: {
          type: 'aws:networkfirewall/firewall:Firewall',
          inputs: {
            name: 'blue',
            vpcId: 'vpc-0blue',
            firewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/blue',
            deleteProtection: true,
            subnetChangeProtection: true,
          },
        },
      },
      {
        name: 'both on, policy too',
        given: {
          type: 'aws:networkfirewall/firewall:Firewall',
          inputs: {
            name: 'blue',
            vpcId: 'vpc-0blue',
            firewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/blue',
            deleteProtection: true,
            subnetChangeProtection: true,
            firewallPolicyChangeProtection: true,
          },
        },
      },
    ],
    bad: [
      {
        name: 'neither',
        given: {
          type: 'aws:networkfirewall/firewall:Firewall',
          inputs: {
            name: 'blue',
            vpcId: 'vpc-0blue',
            firewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/blue',
          },
        },
        message: 'not turned on: deleteProtection, subnetChangeProtection',
      },
      {
        name: 'subnets only',
        given: {
          type: 'aws:networkfirewall/firewall:Firewall',
          inputs: {
            name: 'blue',
            vpcId: 'vpc-0blue',
            firewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/blue',
            subnetChangeProtection: true,
          },
        },
        message: 'not turned on: deleteProtection',
      },
      {
        name: 'deletion only',
        given: {
          type: 'aws:networkfirewall/firewall:Firewall',
          inputs: {
            name: 'blue',
            vpcId: 'vpc-0blue',
            firewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/blue',
            deleteProtection: true,
            subnetChangeProtection: false,
          },
        },
        message: 'not turned on: subnetChangeProtection',
      },
    ],
  },
});
