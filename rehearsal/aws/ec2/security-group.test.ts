import type { Properties } from '../../engine/provider';
import { networkOf, World } from '../testing/world';
import { types } from '../types';

type Network = Awaited<ReturnType<typeof networkOf>>;
let world: World;
let network: Network;

beforeEach(async () => {
  world = new World();
  network = await networkOf(world);
});

const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };

const cases: [what: string, inputs: (n: Network) => Properties, refusals: (n: Network) => string[]][] = [
  [
    'of no group',
    () => ({ ...https, securityGroupId: 'sg-0123456789abcdef0', cidrIpv4: '10.0.0.0/8' }),
    () => ["securityGroupId: InvalidGroup.NotFound: The security group 'sg-0123456789abcdef0' does not exist"],
  ],
  [
    'to nobody',
    ({ group }) => ({ ...https, securityGroupId: group }),
    () => [
      ': InvalidParameterCombination: exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId must be specified, found 0',
    ],
  ],
  [
    'to two peers',
    ({ group }) => ({ ...https, securityGroupId: group, cidrIpv4: '10.0.0.0/8', referencedSecurityGroupId: group }),
    () => [
      ': InvalidParameterCombination: exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId must be specified, found 2',
    ],
  ],
  [
    'to a group of another VPC',
    ({ group, foreignGroup }) => ({ ...https, securityGroupId: group, referencedSecurityGroupId: foreignGroup }),
    ({ group, foreignGroup, vpc, other }) => [
      `referencedSecurityGroupId: InvalidGroup.NotFound: You have specified two resources that belong to different networks: ${group} in ${vpc}, ${foreignGroup} in ${other}.`,
    ],
  ],
  [
    'with host bits',
    ({ group }) => ({ ...https, securityGroupId: group, cidrIpv4: '10.0.0.1/8' }),
    () => ['cidrIpv4: "10.0.0.1/8" is not a valid CIDR block; did you mean "10.0.0.0/8"?'],
  ],
  [
    'with ports the wrong way round',
    ({ group }) => ({ securityGroupId: group, ipProtocol: 'tcp', fromPort: 443, toPort: 80, cidrIpv4: '10.0.0.0/8' }),
    () => ['fromPort: InvalidParameterValue: Invalid TCP/UDP port range (443, 80): fromPort must not be greater'],
  ],
  [
    'beyond the last port',
    ({ group }) => ({ securityGroupId: group, ipProtocol: 'tcp', fromPort: 0, toPort: 65_536, cidrIpv4: '10.0.0.0/8' }),
    () => ['toPort: expected toPort to be in the range (-1 - 65535), got 65536'],
  ],
  [
    'without ports',
    ({ group }) => ({ securityGroupId: group, ipProtocol: 'udp', cidrIpv4: '10.0.0.0/8' }),
    () => [": InvalidParameterValue: Invalid value 'null' for port range: udp needs fromPort and toPort"],
  ],
  [
    'of all protocols with ports',
    ({ group }) => ({ securityGroupId: group, ipProtocol: '-1', fromPort: 443, toPort: 443, cidrIpv4: '10.0.0.0/8' }),
    () => [
      'fromPort: InvalidParameterCombination: ipProtocol -1 lets every port through; leave fromPort out or name a protocol',
      'toPort: InvalidParameterCombination: ipProtocol -1 lets every port through; leave toPort out or name a protocol',
    ],
  ],
  [
    'of an unknown protocol',
    ({ group }) => ({ ...https, securityGroupId: group, ipProtocol: 'tpc', cidrIpv4: '10.0.0.0/8' }),
    () => [
      "ipProtocol: InvalidParameterValue: Invalid value 'tpc' for IP protocol. Unknown protocol; write tcp, udp, icmp, icmpv6, -1 or a number",
    ],
  ],
  [
    'with a description AWS does not take',
    ({ group }) => ({ ...https, securityGroupId: group, cidrIpv4: '10.0.0.0/8', description: 'naïve' }),
    () => ['description: invalid value for description: "naïve" does not match ^[0-9A-Za-z_ .:/()#,@[\\]+=&;{}!$*-]*$'],
  ],
];

test.each(cases)('a rule %s is refused', async (_, inputs, refusals) => {
  expect(await world.refusals(types.ingressRule, inputs(network))).toEqual(refusals(network));
});

test('the same rule twice is refused; the same the other way is not', async () => {
  const rule = { ...https, securityGroupId: network.group, cidrIpv4: '10.0.0.0/8' };
  await world.make(types.ingressRule, 'first', rule);
  expect(await world.refusals(types.ingressRule, rule)).toEqual([
    ': InvalidPermission.Duplicate: the specified rule "peer: 10.0.0.0/8, TCP, from port: 443, to port: 443, ALLOW" already exists',
  ]);
  expect(await world.refusals(types.egressRule, rule)).toEqual([]);
});

test.each([
  [
    'a name twice in a VPC',
    { name: 'group' },
    (n: Network) => [`name: InvalidGroup.Duplicate: The security group 'group' already exists for VPC '${n.vpc}'`],
  ],
  [
    'a name like an id',
    { name: 'sg-web' },
    () => ['name: InvalidParameterValue: invalid value for name (cannot begin with sg-): "sg-web"'],
  ],
  [
    'a name too long',
    { name: 'n'.repeat(256) },
    () => [`name: expected length of name to be in the range (1 - 255), got ${'n'.repeat(77)}... (256 characters)`],
  ],
])('a security group with %s is refused', async (_, inputs, refusals) => {
  expect(await world.refusals(types.securityGroup, { vpcId: network.vpc, ...inputs })).toEqual(refusals(network));
});

test('a group that another names stays; its own rules go with it', async () => {
  const second = await world.make(types.securityGroup, 'second', { vpcId: network.vpc });
  const own = { ...https, securityGroupId: second.id, referencedSecurityGroupId: second.id };
  const rule = await world.make(types.ingressRule, 'own', own);
  const foreign = await world.make(types.ingressRule, 'foreign', { ...own, securityGroupId: network.group });
  await expect(world.delete(types.securityGroup, 'second', second.id)).rejects.toThrow(
    `deleting second: DependencyViolation: resource ${second.id} has a dependent object. It is used by aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule foreign (${foreign.id})`,
  );
  await world.delete(types.ingressRule, 'foreign', foreign.id);
  await world.delete(types.securityGroup, 'second', second.id);
  expect(await world.aws.read(world.subject(types.ingressRule, 'own'), rule.id)).toBeUndefined();
});

test.each([
  ['its description', types.securityGroup, { description: 'a' }, { description: 'b' }, ['description']],
  ["a rule's port", types.ingressRule, { fromPort: 443 }, { fromPort: 444 }, []],
  ["a rule's group", types.ingressRule, { securityGroupId: 'a' }, { securityGroupId: 'b' }, ['securityGroupId']],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds as Properties, news as Properties)).toEqual(replaces);
});
