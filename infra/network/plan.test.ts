import { contains, overlaps } from '@palisade/constructs/cidr';
import { cidr } from './cidr';
import { planSubnets } from './plan';

const zones = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

test('a /16 with a firewall', () => {
  const plan = planSubnets({ cidr: '10.40.0.0/16', egress: { mode: 'firewall', domains: ['.example.com'] } }, zones);

  expect(plan.map(({ role, zone, cidr: block }) => `${role} ${zone} ${block}`)).toEqual([
    'node eu-west-1a 10.40.0.0/19',
    'node eu-west-1b 10.40.32.0/19',
    'node eu-west-1c 10.40.64.0/19',
    'control-plane eu-west-1a 10.40.224.0/28',
    'control-plane eu-west-1b 10.40.224.16/28',
    'control-plane eu-west-1c 10.40.224.32/28',
    'public eu-west-1a 10.40.224.128/28',
    'public eu-west-1b 10.40.224.144/28',
    'public eu-west-1c 10.40.224.160/28',
    'firewall eu-west-1a 10.40.225.0/28',
    'firewall eu-west-1b 10.40.225.16/28',
    'firewall eu-west-1c 10.40.225.32/28',
  ]);
});

test.each([
  ['none', ['control-plane', 'node']],
  ['nat', ['control-plane', 'node', 'public']],
] as const)('egress %s has subnets for %j only', (mode, roles) => {
  const plan = planSubnets({ cidr: '10.40.0.0/16', egress: { mode } }, zones);

  expect([...new Set(plan.map(({ role }) => role))].sort()).toEqual(roles);
});

test('neither the order of zones nor a fourth zone moves a subnet', () => {
  const network = { cidr: '10.40.0.0/16', egress: { mode: 'nat' } } as const;
  const before = planSubnets(network, zones);
  const after = planSubnets(network, ['eu-west-1d', ...[...zones].reverse()]);

  expect(after).toEqual(expect.arrayContaining([...before]));
  expect(after).toHaveLength(12);
});

test.each([16, 17, 18, 19, 20])('in a /%i with six zones all subnets lie inside and apart', (prefix) => {
  const block = `10.40.0.0/${prefix}`;
  const six = [...'abcdef'].map((letter) => `us-east-1${letter}`);
  const plan = planSubnets({ cidr: block, egress: { mode: 'firewall', domains: ['.example.com'] } }, six);
  const blocks = plan.map((subnet) => cidr(subnet.cidr));

  expect(plan).toHaveLength(24);
  expect(blocks.every((inner) => contains(cidr(block), inner))).toBe(true);
  expect(blocks.some((left, at) => blocks.some((right, other) => other > at && overlaps(left, right)))).toBe(false);
});
