import { defineRule } from '../rule';
import { launchTemplate } from './samples';

export const launchTemplateNoPublicAddress = defineRule({
  id: 'launch-template-no-public-address',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'high',
  title: 'Give nodes no public address',
  rationale: 'A node with a public address is one wrong security group rule away from the whole internet.',
  remediation:
    "Set associatePublicIpAddress to 'false' on every network interface, or leave the interfaces out and use private subnets.",
  references: [
    { standard: 'cis-eks', control: '5.4.3' },
    { standard: 'aws-fsbp', control: 'EC2.25' },
  ],
  forEach: {
    as: 'interface',
    in: 'object.?networkInterfaces.orValue([])',
    label: "'eth' + string(interface.?deviceIndex.orValue(0))",
  },
  cel: "string(interface.?associatePublicIpAddress.orValue('false')) != 'true'",
  message: 'network interfaces get a public address: {label}',
  samples: {
    good: [
      { name: 'refused', given: launchTemplate() },
      {
        name: 'left to the subnet',
        given: launchTemplate({ networkInterfaces: undefined, vpcSecurityGroupIds: ['sg-0workers'] }),
      },
    ],
    bad: [
      {
        name: 'asked for',
        given: launchTemplate({ networkInterfaces: [{ deviceIndex: 0, associatePublicIpAddress: 'true' }] }),
        message: 'network interfaces get a public address: eth0',
      },
      {
        name: 'asked for with a boolean',
        given: launchTemplate({ networkInterfaces: [{ deviceIndex: 0, associatePublicIpAddress: true }] }),
        message: 'network interfaces get a public address: eth0',
      },
      {
        name: 'on the second',
        given: launchTemplate({
          networkInterfaces: [{ deviceIndex: 0 }, { deviceIndex: 1, associatePublicIpAddress: 'true' }],
        }),
        message: 'network interfaces get a public address: eth1',
      },
    ],
  },
});
