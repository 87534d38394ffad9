import type { Properties } from '../../engine/provider';
import { networkOf, World } from '../testing/world';
import { types } from '../types';

const logging = 'aws:networkfirewall/loggingConfiguration:LoggingConfiguration';
let world: World;

beforeEach(() => {
  world = new World();
});

const domains = (targets: string[], more: Properties = {}): Properties => ({
  name: 'domains',
  type: 'STATEFUL',
  capacity: 100,
  ruleGroup: {
    rulesSource: {
      rulesSourceList: { generatedRulesType: 'ALLOWLIST', targetTypes: ['TLS_SNI', 'HTTP_HOST'], targets },
    },
    statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
  },
  ...more,
});
const text = (rulesString: string): Properties => ({
  name: 'rules',
  type: 'STATEFUL',
  capacity: 10,
  ruleGroup: { rulesSource: { rulesString } },
});
const policy = (more: Properties = {}): Properties => ({
  name: 'policy',
  firewallPolicy: {
    statelessDefaultActions: ['aws:forward_to_sfe'],
    statelessFragmentDefaultActions: ['aws:forward_to_sfe'],
    statefulEngineOptions: { ruleOrder: 'STRICT_ORDER' },
    statefulDefaultActions: ['aws:drop_established'],
    ...more,
  },
});

test.each<[string, string, Properties, string[]]>([
  [
    'a domain with a path',
    types.ruleGroup,
    domains(['example.com/a']),
    [
      'ruleGroup.rulesSource.rulesSourceList.targets[0]: InvalidRequestException: "example.com/a" is no domain such as example.com, or .example.com for all below it',
    ],
  ],
  [
    'a domain with a star',
    types.ruleGroup,
    domains(['*.example.com']),
    [
      'ruleGroup.rulesSource.rulesSourceList.targets[0]: InvalidRequestException: "*.example.com" is no domain such as example.com, or .example.com for all below it',
    ],
  ],
  [
    'no capacity',
    types.ruleGroup,
    domains(['a.com'], { capacity: 0 }),
    ['capacity: expected capacity to be in the range (1 - 30000), got 0'],
  ],
  [
    'a rule that does not parse',
    types.ruleGroup,
    text('pass tls any any'),
    [
      'ruleGroup.rulesSource.rulesString: InvalidRequestException: parsing error in rule on line 1: it is not of the form "action protocol from port -> to port (options;)": pass tls any any',
    ],
  ],
  [
    'a rule without sid',
    types.ruleGroup,
    text('drop ip any any -> any any (msg:"a";)'),
    [
      'ruleGroup.rulesSource.rulesString: InvalidRequestException: parsing error in rule on line 1: it has no sid: drop ip any any -> any any (msg:"a";)',
    ],
  ],
  [
    'a sid twice',
    types.ruleGroup,
    text('# comment\ndrop ip any any -> any any (sid:1;)\ndrop tcp any any -> any any (sid:1;)'),
    [
      'ruleGroup.rulesSource.rulesString: InvalidRequestException: parsing error in rule on line 3: sid 1 is given twice: drop tcp any any -> any any (sid:1;)',
    ],
  ],
  [
    'a stateless action that is none',
    types.firewallPolicy,
    policy({ statelessDefaultActions: ['aws:deny'] }),
    [
      'firewallPolicy.statelessDefaultActions: InvalidRequestException: aws:deny is no stateless action; write aws:pass, aws:drop, aws:forward_to_sfe',
    ],
  ],
  [
    'a default action without strict order',
    types.firewallPolicy,
    policy({ statefulEngineOptions: { ruleOrder: 'DEFAULT_ACTION_ORDER' } }),
    [
      'firewallPolicy.statefulDefaultActions: InvalidRequestException: StatefulDefaultActions are only for ruleOrder STRICT_ORDER',
    ],
  ],
  [
    'a rule group that does not exist',
    types.firewallPolicy,
    policy({
      statefulRuleGroupReferences: [
        { priority: 1, resourceArn: 'arn:aws:network-firewall:eu-west-1:111122223333:stateful-rulegroup/gone' },
      ],
    }),
    [
      'firewallPolicy.statefulRuleGroupReferences[0].resourceArn: ResourceNotFoundException: Unable to find the rule group: arn:aws:network-firewall:eu-west-1:111122223333:stateful-rulegroup/gone',
    ],
  ],
  [
    'a policy that does not exist',
    types.firewall,
    {
      vpcId: '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
      subnetMappings: [{ subnetId: '04da6b54-80e4-46f7-96ec-b56ff0331ba9' }],
      firewallPolicyArn: 'arn:aws:network-firewall:eu-west-1:111122223333:firewall-policy/gone',
    },
    [
      'firewallPolicyArn: ResourceNotFoundException: Unable to find the firewall policy: arn:aws:network-firewall:eu-west-1:111122223333:firewall-policy/gone',
    ],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs)).toEqual(refusals);
});

test('rule order of a group and its policy agree, and strict order needs priorities', async () => {
  const { id } = await world.make(
    types.ruleGroup,
    'domains',
    domains(['.example.com'], { ruleGroup: { rulesSource: { rulesString: 'drop ip any any -> any any (sid:1;)' } } }),
  );
  expect(
    await world.refusals(types.firewallPolicy, policy({ statefulRuleGroupReferences: [{ resourceArn: id }] })),
  ).toEqual([
    'firewallPolicy.statefulRuleGroupReferences[0]: InvalidRequestException: priority is required with ruleOrder STRICT_ORDER',
    `firewallPolicy.statefulRuleGroupReferences[0]: InvalidRequestException: rule group ${id} has rule order DEFAULT_ACTION_ORDER, the policy has STRICT_ORDER`,
  ]);
});

test('a firewall from rules to logs: refused in parts, protected, deleted in order', async () => {
  const { vpc, a, a2, b, foreign, other } = await networkOf(world);
  const rules = await world.make(types.ruleGroup, 'domains', domains(['.example.com']));
  const made = await world.make(
    types.firewallPolicy,
    'policy',
    policy({ statefulRuleGroupReferences: [{ priority: 1, resourceArn: rules.id }] }),
  );
  const inputs = {
    name: 'egress',
    vpcId: vpc,
    firewallPolicyArn: made.id,
    subnetMappings: [{ subnetId: a }, { subnetId: b }],
    deleteProtection: true,
  };
  expect(
    await world.refusals(types.firewall, {
      ...inputs,
      subnetMappings: [{ subnetId: a }, { subnetId: a2 }, { subnetId: foreign }],
    }),
  ).toEqual([
    'subnetMappings[1]: InvalidRequestException: a firewall takes one subnet a zone, and eu-west-1a (euw1-az1) has two',
    `subnetMappings[2]: InvalidRequestException: subnet ${foreign} is in ${other}, not in the firewall's VPC ${vpc}`,
  ]);
  const firewall = await world.make(types.firewall, 'firewall', inputs);
  expect(firewall.state.firewallStatuses).toEqual([
    {
      syncStates: [a, b].map((subnetId, index) => ({
        attachments: [{ endpointId: expect.stringMatching(/^vpce-0[0-9a-f]{16}$/), subnetId }],
        availabilityZone: ['eu-west-1a', 'eu-west-1b'][index],
      })),
      transitGatewayAttachmentSyncStates: [],
    },
  ]);
  const config = (logGroup: string) => ({
    firewallArn: firewall.id,
    loggingConfiguration: {
      logDestinationConfigs: [{ logDestination: { logGroup }, logDestinationType: 'CloudWatchLogs', logType: 'ALERT' }],
    },
  });
  expect(await world.refusals(logging, config('/gone'))).toEqual([
    'loggingConfiguration.logDestinationConfigs[0]: InvalidRequestException: The specified log group does not exist: /gone',
  ]);
  await world.make(types.logGroup, 'logs', { name: '/firewall' });
  await world.make(logging, 'logs', config('/firewall'));
  await expect(world.delete(types.firewall, 'firewall', firewall.id)).rejects.toThrow(
    'deleting firewall: InvalidOperationException: Unable to fulfill request because the following related to deletion protection: deleteProtection is true; set it to false first',
  );
  const open = await world.change(types.firewall, 'firewall', firewall, { ...inputs, deleteProtection: false });
  await expect(world.delete(types.firewallPolicy, 'policy', made.id)).rejects.toThrow(
    `deleting policy: InvalidOperationException: Unable to delete the object because it is still in use. It is used by ${types.firewall} firewall (${firewall.id})`,
  );
  await world.delete(types.firewall, 'firewall', open.id);
  await world.delete(types.firewallPolicy, 'policy', made.id);
  await world.delete(types.ruleGroup, 'domains', rules.id);
});

test.each<[string, string, Properties, Properties, string[]]>([
  ["a group's capacity", types.ruleGroup, { capacity: 1 }, { capacity: 2 }, ['capacity']],
  ["a firewall's VPC", types.firewall, { vpcId: 'a' }, { vpcId: 'b' }, ['vpcId']],
  ["a firewall's subnets", types.firewall, { subnetMappings: [] }, { subnetMappings: [{ subnetId: 'a' }] }, []],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds, news)).toEqual(replaces);
});
