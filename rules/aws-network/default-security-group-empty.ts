import { defineRule } from '../rule';

export const defaultSecurityGroupEmpty = defineRule({
  id: 'default-security-group-empty',
  on: 'aws',
  types: ['aws:ec2/defaultSecurityGroup:DefaultSecurityGroup'],
  severity: 'high',
  title: 'Leave the default security group without rules',
  rationale:
    'Whatever names no security group gets this one. As AWS makes it, all its members reach each other and the internet.',
  remediation: 'Take it over with aws.ec2.DefaultSecurityGroup and give that neither ingress nor egress.',
  references: [{ standard: 'aws-fsbp', control: 'EC2.2' }],
  cel: 'size(object.?ingress.orValue([])) == 0 && size(object.?egress.orValue([])) == 0',
  message: 'the default security group has rules',
  samples: {
    good: [
      {
        name: 'no rules',
        given: { type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', inputs: { vpcId: 'vpc-0blue' } },
      },
      {
        name: 'empty lists',
        given: {
          type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
          inputs: { vpcId: 'vpc-0blue', ingress: [], egress: [] },
        },
      },
    ],
    bad: [
      {
        name: 'members reach each other',
        given: {
          type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
          inputs: { vpcId: 'vpc-0blue', ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }] },
        },
        message: 'the default security group has rules',
      },
      {
        name: "anything out of the VPC's own range",
        given: {
          type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
          inputs: {
            vpcId: 'vpc-0blue',
            egress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['10.40.0.0/16'] }],
          },
        },
        message: 'the default security group has rules',
      },
      {
        name: 'HTTPS from the VPC',
        given: {
          type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
          inputs: {
            vpcId: 'vpc-0blue',
            ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['10.40.0.0/16'] }],
          },
        },
        message: 'the default security group has rules',
      },
    ],
  },
});
