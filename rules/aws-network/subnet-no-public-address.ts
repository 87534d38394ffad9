import { defineRule } from '../rule';

export const subnetNoPublicAddress = defineRule({
  id: 'subnet-no-public-address',
  on: 'aws',
  types: ['aws:ec2/subnet:Subnet', 'aws:ec2/defaultSubnet:DefaultSubnet'],
  severity: 'high',
  title: 'Give instances of a subnet no public address by themselves',
  rationale:
    "Whatever is started in such a subnet, a node, a build, somebody's test, is on the internet without anybody having said so.",
  remediation: 'Leave mapPublicIpOnLaunch out, or set it to false.',
  references: [
    { standard: 'cis-eks', control: '5.4.3' },
    { standard: 'aws-fsbp', control: 'EC2.15' },
  ],
  cel: 'object.?mapPublicIpOnLaunch.orValue(false) == false',
  message: 'instances get a public address by themselves',
  samples: {
    good: [
      {
        name: 'left out',
        given: {
          type: 'aws:ec2/subnet:Subnet',
          inputs: { vpcId: 'vpc-0blue', cidrBlock: '10.40.0.0/20' },
        },
      },
      {
        name: 'turned off',
        given: {
          type: 'aws:ec2/subnet:Subnet',
          inputs: { vpcId: 'vpc-0blue', cidrBlock: '10.40.0.0/20', mapPublicIpOnLaunch: false },
        },
      },
    ],
    bad: [
      {
        name: 'turned on',
        given: {
          type: 'aws:ec2/subnet:Subnet',
          inputs: { vpcId: 'vpc-0blue', cidrBlock: '10.40.0.0/20', mapPublicIpOnLaunch: true },
        },
        message: 'instances get a public address by themselves',
      },
      {
        name: 'turned on in one zone',
        given: {
          type: 'aws:ec2/subnet:Subnet',
          inputs: {
            vpcId: 'vpc-0blue',
            cidrBlock: '10.40.0.0/20',
            availabilityZone: 'eu-west-1a',
            mapPublicIpOnLaunch: true,
          },
        },
        message: 'instances get a public address by themselves',
      },
      {
        name: 'of the default VPC',
        given: {
          type: 'aws:ec2/defaultSubnet:DefaultSubnet',
          inputs: { availabilityZone: 'eu-west-1a', mapPublicIpOnLaunch: true },
        },
        message: 'instances get a public address by themselves',
      },
    ],
  },
});
