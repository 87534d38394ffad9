import type { Properties } from '../../engine/provider';
import { policyOf, World } from '../testing/world';
import { types } from '../types';

const access = 'aws:sns/topicPolicy:TopicPolicy';
const subscription = 'aws:sns/topicSubscription:TopicSubscription';
const arn = 'arn:aws:sns:eu-west-1:111122223333:alarms';
let world: World;

beforeEach(async () => {
  world = new World();
  await world.make(types.topic, 'alarms', { name: 'alarms' });
});

const publish = (more: Properties = {}) =>
  policyOf({
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: arn,
    ...more,
  });

test.each<[string, string, Properties, string[]]>([
  [
    'a taken name',
    types.topic,
    { name: 'alarms' },
    ['name: InvalidParameter: Topic already exists with different tags or attributes: alarms'],
  ],
  [
    'a name with a dot',
    types.topic,
    { name: 'a.b' },
    ['name: invalid value for name: "a.b" does not match ^[A-Za-z0-9_-]+(\\.fifo)?$'],
  ],
  [
    'a FIFO name of another topic',
    types.topic,
    { name: 'a.fifo' },
    [
      'name: InvalidParameter: Invalid parameter: Topic Name: a FIFO topic\'s name, and no other, ends in .fifo: "a.fifo"',
    ],
  ],
  [
    'a key that does not exist',
    types.topic,
    { name: 'a', kmsMasterKeyId: 'gone' },
    ["kmsMasterKeyId: KMSNotFoundException: Invalid parameter: KMS key 'gone' does not exist"],
  ],
  [
    'a policy of no topic',
    access,
    { arn: arn.replace('alarms', 'gone'), policy: publish() },
    ['arn: NotFound: Topic does not exist'],
  ],
  [
    'a policy that does not parse',
    access,
    { arn, policy: publish({ Effect: 'Permit' }) },
    [
      'policy: InvalidParameter: Invalid parameter: Policy Error: Syntax errors in policy: Effect must be "Allow" or "Deny", found "Permit" (Statement[0])',
    ],
  ],
  [
    'a policy about another topic',
    access,
    { arn, policy: publish({ Resource: arn.replace('alarms', 'other') }) },
    [
      `policy: InvalidParameter: Invalid parameter: Policy statement resource must be the topic's own ARN: arn:aws:sns:eu-west-1:111122223333:other, not ${arn} (Statement[0])`,
    ],
  ],
  [
    'a policy about another service',
    access,
    { arn, policy: publish({ Action: 's3:GetObject' }) },
    [
      'policy: InvalidParameter: Invalid parameter: Policy Error: the action "s3:GetObject" does not belong in this policy (Statement[0])',
    ],
  ],
  [
    'an address that is none',
    subscription,
    { topic: arn, protocol: 'email', endpoint: 'security' },
    ['endpoint: InvalidParameter: Invalid parameter: Email address: security'],
  ],
  [
    'http for https',
    subscription,
    { topic: arn, protocol: 'https', endpoint: 'http://example.com' },
    ['endpoint: InvalidParameter: Invalid parameter: Endpoint must match the specified protocol: http://example.com'],
  ],
  [
    'a protocol that is none',
    subscription,
    { topic: arn, protocol: 'fax', endpoint: 'a' },
    [
      'protocol: expected protocol to be one of ["application","email","email-json","firehose","http","https","lambda","sms","sqs"], got fax',
    ],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs)).toEqual(refusals);
});

test('a topic has one policy and each subscriber once; an email waits to be confirmed', async () => {
  await world.make(access, 'policy', { arn, policy: publish() });
  expect(await world.refusals(access, { arn, policy: publish() })).toEqual([
    `arn: InvalidParameter: ${arn} has a policy by another resource already, and a second one would overwrite it`,
  ]);
  const inputs = { topic: arn, protocol: 'email', endpoint: 'security@example.com' };
  const { state } = await world.make(subscription, 'security', inputs);
  expect([state.pendingConfirmation, state.ownerId]).toEqual([true, '111122223333']);
  expect(await world.refusals(subscription, inputs)).toEqual([
    'endpoint: InvalidParameter: Invalid parameter: email security@example.com is subscribed to the topic already',
  ]);
  await world.delete(types.topic, 'alarms', arn);
  expect(await world.aws.read(world.subject(subscription, 'security'), String(state.arn))).toBeUndefined();
});

test.each<[string, string, Properties, Properties, string[]]>([
  ["a topic's name", types.topic, { name: 'a' }, { name: 'b' }, ['name']],
  ["a topic's key", types.topic, { kmsMasterKeyId: 'a' }, { kmsMasterKeyId: 'b' }, []],
  ["a subscription's address", subscription, { endpoint: 'a' }, { endpoint: 'b' }, ['endpoint']],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds, news)).toEqual(replaces);
});
