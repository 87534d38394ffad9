import { contains } from '@palisade/constructs/cidr';
import { type AclRule, aclRules } from './acl';
import { cidr } from './cidr';
import { type PlannedSubnet, planSubnets, type SubnetRole } from './plan';

type Mode = 'none' | 'nat' | 'firewall';

const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

function planned(mode: Mode): readonly PlannedSubnet[] {
  const egress = mode === 'firewall' ? { mode, domains: ['.example.com'] } : { mode };
  return planSubnets({ cidr: '10.40.0.0/16', egress }, zones);
}

/** Judges one packet as AWS would: the first rule that covers its protocol, its port and the other end decides. */
function allowed(rules: readonly AclRule[], protocol: string, port: number, peer: string): boolean {
  const first = rules.find(
    (rule) =>
      (rule.protocol === 'all' || (rule.protocol === protocol && port >= rule.fromPort && port <= rule.toPort)) &&
      contains(cidr(rule.peer), cidr(`${peer}/32`)),
  );
  return first?.action === 'allow';
}

const node = '10.40.32.9';
const api = '10.40.224.5';
const outside = '203.0.113.9';

// Direction as seen from the subnets whose ACL it is; the port is the destination's.
const packets: readonly (readonly [
  name: string,
  mode: Mode,
  role: SubnetRole,
  direction: 'ingress' | 'egress',
  protocol: string,
  port: number,
  peer: string,
  verdict: boolean,
])[] = [
  ['pod to pod, any protocol', 'none', 'node', 'ingress', 'udp', 4789, node, true],
  ['API server to kubelet', 'none', 'node', 'ingress', 'tcp', 10250, api, true],
  ['API server to a webhook', 'none', 'node', 'ingress', 'tcp', 443, api, true],
  ['node to API server', 'none', 'node', 'egress', 'tcp', 443, api, true],
  ['node to API server, at the other side', 'none', 'control-plane', 'ingress', 'tcp', 443, node, true],
  ['answer of the API server', 'none', 'node', 'ingress', 'tcp', 45000, api, true],
  ['node to S3', 'none', 'node', 'egress', 'tcp', 443, outside, true],
  ['answer of S3', 'none', 'node', 'ingress', 'tcp', 45000, outside, true],
  ['SSH from outside to a node', 'nat', 'node', 'ingress', 'tcp', 22, outside, false],
  ['TLS from outside to a node', 'nat', 'node', 'ingress', 'tcp', 443, outside, false],
  ['UDP from outside to a node', 'nat', 'node', 'ingress', 'udp', 45000, outside, false],
  ['kubelet port from outside', 'nat', 'node', 'ingress', 'tcp', 10250, outside, false],
  ['remote desktop from outside', 'nat', 'public', 'ingress', 'tcp', 3389, outside, false],
  ['etcd port from outside', 'firewall', 'firewall', 'ingress', 'tcp', 2379, outside, false],
  ['SSH from the control plane to a node', 'none', 'node', 'ingress', 'tcp', 22, api, false],
  ['HTTP out with egress none', 'none', 'node', 'egress', 'tcp', 80, outside, false],
  ['HTTP out with egress nat', 'nat', 'node', 'egress', 'tcp', 80, outside, true],
  ['DNS to a resolver outside', 'nat', 'node', 'egress', 'udp', 53, outside, false],
  ['SSH out', 'nat', 'node', 'egress', 'tcp', 22, outside, false],
  ['control plane to the internet', 'nat', 'control-plane', 'egress', 'tcp', 443, outside, false],
  ['the internet to the control plane', 'nat', 'control-plane', 'ingress', 'tcp', 443, outside, false],
  ['UDP to the control plane', 'none', 'control-plane', 'ingress', 'udp', 443, node, false],
  ['node through NAT', 'nat', 'public', 'ingress', 'tcp', 443, node, true],
  ['NAT to the internet', 'nat', 'public', 'egress', 'tcp', 443, outside, true],
  ['answer to NAT', 'nat', 'public', 'ingress', 'tcp', 1024, outside, true],
  ['answer from NAT to a node', 'nat', 'public', 'egress', 'tcp', 45000, node, true],
  ['SSH to the public subnet', 'nat', 'public', 'ingress', 'tcp', 22, outside, false],
  ['control plane through NAT', 'nat', 'public', 'ingress', 'tcp', 443, api, false],
  ['node through the firewall', 'firewall', 'firewall', 'ingress', 'tcp', 443, node, true],
  ['firewall to the internet', 'firewall', 'firewall', 'egress', 'tcp', 80, outside, true],
  ['UDP through the firewall', 'firewall', 'firewall', 'ingress', 'udp', 443, node, false],
  ['UDP out of the firewall', 'firewall', 'firewall', 'egress', 'udp', 53, outside, false],
];

test.each(packets)('%s (%s, ACL of %s, %s)', (_name, mode, role, direction, protocol, port, peer, verdict) => {
  expect(allowed(aclRules(role, planned(mode))[direction], protocol, port, peer)).toBe(verdict);
});

test('six zones stay within the 20 rules that AWS takes each way', () => {
  const six = [...'abcdef'].map((letter) => `us-east-1${letter}`);
  const subnets = planSubnets({ cidr: '10.40.0.0/16', egress: { mode: 'firewall', domains: ['.example.com'] } }, six);
  const counts = (['node', 'control-plane', 'public', 'firewall'] as const).flatMap((role) => {
    const { ingress, egress } = aclRules(role, subnets);
    return [ingress.length, egress.length];
  });

  expect(counts).toEqual([12, 10, 12, 12, 16, 8, 16, 8]);
});
