import { defineRule } from '../rule';
import { ingressRule, securityGroup } from './samples';

export const securityGroupNoWorldIngress = defineRule({
  id: 'security-group-no-world-ingress',
  on: 'aws',
  types: [
    'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
    'aws:ec2/securityGroup:SecurityGroup',
    'aws:ec2/securityGroupRule:SecurityGroupRule',
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  ],
  severity: 'critical',
  title: 'Let nobody in from the whole internet',
  rationale: 'Everything that listens behind the group can be tried by everybody, from the first minute on.',
  remediation:
    'Name the networks or the security groups that need the port. This rule takes anything larger than an IPv4 /8 or an IPv6 /32 for the whole internet; public traffic belongs on a load balancer in subnets of its own.',
  references: [
    { standard: 'aws-fsbp', control: 'EC2.18' },
    { standard: 'aws-fsbp', control: 'EC2.19' },
    { standard: 'mitre-attack', control: 'T1133' },
  ],
  forEach: { as: 'opening', in: 'openings(resourceType, object)', label: 'opening.label' },
  cel: "opening.direction == 'egress' || size(opening.wide) == 0",
  message: 'the whole internet may come in: {label}',
  samples: {
    good: [
      { name: 'from the VPC', given: securityGroup() },
      { name: 'no rules', given: securityGroup({ ingress: undefined, egress: undefined }) },
      { name: 'the largest private range', given: ingressRule({ cidrIpv4: '10.0.0.0/8' }) },
      { name: 'from a group', given: ingressRule({ cidrIpv4: undefined, referencedSecurityGroupId: 'sg-0b' }) },
    ],
    bad: [
      {
        name: 'SSH',
        given: securityGroup({ ingress: [{ protocol: 'tcp', fromPort: 22, toPort: 22, cidrBlocks: ['0.0.0.0/0'] }] }),
        message: 'the whole internet may come in: tcp 22 0.0.0.0/0',
      },
      {
        name: 'IPv6, every protocol',
        given: securityGroup({ ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, ipv6CidrBlocks: ['::/0'] }] }),
        message: 'the whole internet may come in: all ports ::/0',
      },
      {
        name: 'half of it, beside a good block',
        given: securityGroup({
          ingress: [{ protocol: 'tcp', fromPort: 8000, toPort: 8100, cidrBlocks: ['10.40.0.0/16', '128.0.0.0/1'] }],
        }),
        message: 'the whole internet may come in: tcp 8000-8100 128.0.0.0/1',
      },
      {
        name: 'a rule of its own',
        given: ingressRule({ cidrIpv4: '0.0.0.0/0' }),
        message: 'the whole internet may come in: tcp 443 0.0.0.0/0',
      },
      {
        name: 'the older kind of rule',
        given: {
          type: 'aws:ec2/securityGroupRule:SecurityGroupRule',
          inputs: {
            type: 'ingress',
            protocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            cidrBlocks: ['0.0.0.0/0'],
            securityGroupId: 'sg-0a',
          },
        },
        message: 'the whole internet may come in: tcp 443 0.0.0.0/0',
      },
      {
        name: 'a block that is none',
        given: ingressRule({ cidrIpv4: '0.0.0.0' }),
        message: 'cannot be judged, which counts as broken: "0.0.0.0" is not a CIDR block',
      },
    ],
  },
});
