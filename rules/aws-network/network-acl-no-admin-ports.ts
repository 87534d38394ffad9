import { defineRule } from '../rule';
import { networkAcl } from './samples';

export const networkAclNoAdminPorts = defineRule({
  id: 'network-acl-no-admin-ports',
  on: 'aws',
  types: [
    'aws:ec2/networkAcl:NetworkAcl',
    'aws:ec2/defaultNetworkAcl:DefaultNetworkAcl',
    'aws:ec2/networkAclRule:NetworkAclRule',
  ],
  severity: 'high',
  title: 'Let network ACLs keep administration ports shut',
  rationale:
    'The ACL is what still holds when somebody opens a security group too far; a range that happens to cover 22 or 3389 undoes that.',
  remediation:
    'Put a deny for the port with a lower rule number before the wide allow, or narrow the allow. 22 is SSH, 3389 remote desktop, 2379 etcd, 10250 the kubelet.',
  references: [
    { standard: 'aws-fsbp', control: 'EC2.21' },
    { standard: 'mitre-attack', control: 'T1133' },
  ],
  forEach: { as: 'port', in: '[22, 2379, 3389, 10250]', label: 'string(port)' },
  cel: '!aclAdmits(object, port)',
  message: 'the network ACL lets the whole internet reach port {label}',
  samples: {
    good: [
      { name: 'HTTPS only', given: networkAcl({ fromPort: 443, toPort: 443 }) },
      {
        name: 'answers to requests, with the ports denied first',
        given: networkAcl(
          { action: 'deny', fromPort: 2379, toPort: 2379 },
          { action: 'deny', fromPort: 3389, toPort: 3389 },
          { action: 'deny', fromPort: 10250, toPort: 10250 },
          { fromPort: 1024, toPort: 65535 },
        ),
      },
      {
        name: 'everything from the VPC',
        given: networkAcl({ protocol: '-1', fromPort: 0, toPort: 0, cidrBlock: '10.40.0.0/16' }),
      },
      {
        name: 'no rules at all',
        given: { type: 'aws:ec2/defaultNetworkAcl:DefaultNetworkAcl', inputs: { defaultNetworkAclId: 'acl-0a' } },
      },
    ],
    bad: [
      {
        name: 'everything',
        given: networkAcl({ protocol: '-1', fromPort: 0, toPort: 0 }),
        message: 'the network ACL lets the whole internet reach port 22, 2379, 3389, 10250',
      },
      {
        name: 'a range that covers SSH',
        given: networkAcl({ fromPort: 20, toPort: 25 }),
        message: 'the network ACL lets the whole internet reach port 22',
      },
      {
        name: 'denied too late',
        given: networkAcl({ fromPort: 0, toPort: 1023 }, { action: 'deny', fromPort: 22, toPort: 22 }),
        message: 'the network ACL lets the whole internet reach port 22',
      },
      {
        name: 'denied for half of it only',
        given: networkAcl(
          { action: 'deny', fromPort: 0, toPort: 9999, cidrBlock: '0.0.0.0/1' },
          { fromPort: 3389, toPort: 3389 },
        ),
        message: 'the network ACL lets the whole internet reach port 3389',
      },
      {
        name: 'over IPv6',
        given: networkAcl({ fromPort: 22, toPort: 22, cidrBlock: undefined, ipv6CidrBlock: '::/0' }),
        message: 'the network ACL lets the whole internet reach port 22',
      },
    ],
  },
});
