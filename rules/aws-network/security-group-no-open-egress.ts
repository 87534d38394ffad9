import { defineRule } from '../rule';
import { egressRule, securityGroup } from './samples';

export const securityGroupNoOpenEgress = defineRule({
  id: 'security-group-no-open-egress',
  on: 'aws',
  types: [
    'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
    'aws:ec2/securityGroup:SecurityGroup',
    'aws:ec2/securityGroupRule:SecurityGroupRule',
    'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
  ],
  severity: 'medium',
  title: 'Let traffic out by port, not altogether',
  rationale:
    'A pod that is broken into fetches its tools and sends its loot over whatever port is open; the fewer there are, the fewer need watching.',
  remediation:
    'Allow TCP 443 where nodes need it, or go through VPC endpoints or the firewall and name their addresses.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1048' },
  ],
  forEach: { as: 'opening', in: 'openings(resourceType, object)', label: 'opening.label' },
  cel: `
    opening.direction == 'ingress'
    || size(opening.wide) == 0
    || (opening.protocol in ['tcp', '6']
    && opening.from == 443
    && opening.to == 443)
  `,
  message: 'more than HTTPS may leave for the whole internet: {label}',
  samples: {
    good: [
      { name: 'within the VPC', given: securityGroup() },
      { name: 'HTTPS to anywhere', given: egressRule({ cidrIpv4: '0.0.0.0/0' }) },
    ],
    bad: [
      {
        name: 'everything',
        given: securityGroup({ egress: [{ protocol: '-1', fromPort: 0, toPort: 0, cidrBlocks: ['0.0.0.0/0'] }] }),
        message: 'more than HTTPS may leave for the whole internet: all ports 0.0.0.0/0',
      },
      {
        name: 'every TCP port, as a rule of its own',
        given: egressRule({ fromPort: 0, toPort: 65535, cidrIpv4: '0.0.0.0/0' }),
        message: 'more than HTTPS may leave for the whole internet: tcp 0-65535 0.0.0.0/0',
      },
      {
        name: 'port 443 of UDP over IPv6',
        given: egressRule({ ipProtocol: 'udp', cidrIpv4: undefined, cidrIpv6: '::/0' }),
        message: 'more than HTTPS may leave for the whole internet: udp 443 ::/0',
      },
    ],
  },
});
