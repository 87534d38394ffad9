import type { Properties } from '../../engine/provider';
import { World } from '../testing/world';
import { types } from '../types';

const filter = 'aws:cloudwatch/logMetricFilter:LogMetricFilter';
const alarm = 'aws:cloudwatch/metricAlarm:MetricAlarm';
let world: World;

beforeEach(async () => {
  world = new World();
  await world.make(types.logGroup, 'audit', { name: '/audit' });
});

const metric = (more: Properties = {}): Properties => ({ name: 'Denied', namespace: 'Palisade', value: '1', ...more });
const filters = (more: Properties = {}): Properties => ({
  logGroupName: '/audit',
  name: 'denied',
  pattern: '{ $.responseStatus.code = 403 }',
  metricTransformation: metric(),
  ...more,
});
const alarms = (more: Properties = {}): Properties => ({
  name: 'denied',
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 1,
  metricName: 'Denied',
  namespace: 'Palisade',
  period: 300,
  statistic: 'Sum',
  threshold: 1,
  ...more,
});

test.each<[string, string, Properties, string[]]>([
  [
    'retention of 42 days',
    types.logGroup,
    { name: 'a', retentionInDays: 42 },
    [
      'retentionInDays: expected retentionInDays to be one of [0 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653], got 42',
    ],
  ],
  [
    'a taken group name',
    types.logGroup,
    { name: '/audit' },
    ['name: ResourceAlreadyExistsException: The specified log group already exists: /audit'],
  ],
  [
    'a group name with a space',
    types.logGroup,
    { name: 'a b' },
    ['name: invalid value for name: "a b" does not match ^[a-zA-Z0-9._\\-/#]+$'],
  ],
  [
    'a key that does not exist',
    types.logGroup,
    { name: 'a', kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/gone' },
    [
      'kmsKeyId: InvalidParameterException: The specified KMS key does not exist: arn:aws:kms:eu-west-1:111122223333:key/gone',
    ],
  ],
  [
    'a key by its alias',
    types.logGroup,
    { name: 'a', kmsKeyId: 'alias/logs' },
    ['kmsKeyId: "alias/logs" is an invalid ARN: it must look like arn:aws:service:region:account:resource'],
  ],
  [
    'a filter on no group',
    filter,
    filters({ logGroupName: '/gone' }),
    ['logGroupName: ResourceNotFoundException: The specified log group does not exist.'],
  ],
  [
    'a filter that is not closed',
    filter,
    filters({ pattern: '{ $.a = 1' }),
    ['pattern: InvalidParameterException: Invalid metric filter pattern: "}" expected at the end in "{ $.a = 1"'],
  ],
  [
    'a metric value that is none',
    filter,
    filters({ metricTransformation: metric({ value: 'one' }) }),
    [
      'metricTransformation.value: invalid value for metricTransformation.value: "one" does not match ^(\\$.+|-?\\d+(\\.\\d+)?)$',
    ],
  ],
  [
    'a default with dimensions',
    filter,
    filters({ metricTransformation: metric({ defaultValue: '0', dimensions: { verb: '$.verb' } }) }),
    [
      "metricTransformation.defaultValue: InvalidParameterException: a default value can't be given together with dimensions",
    ],
  ],
  [
    'four dimensions',
    filter,
    filters({ metricTransformation: metric({ dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } }) }),
    ['metricTransformation.dimensions: metricTransformation.dimensions takes at most 3 entries, got 4'],
  ],
  [
    'an alarm every 45 seconds',
    alarm,
    alarms({ period: 45 }),
    ['period: ValidationError: Period must be 10, 20, 30 or a multiple of 60 (seconds), got 45'],
  ],
  [
    'an alarm that compares otherwise',
    alarm,
    alarms({ comparisonOperator: '>' }),
    [
      expect.stringMatching(
        /^comparisonOperator: expected comparisonOperator to be one of \["GreaterThanOrEqualToThreshold",.*\], got >$/,
      ) as unknown as string,
    ],
  ],
  [
    'more datapoints than periods',
    alarm,
    alarms({ datapointsToAlarm: 2 }),
    [
      'datapointsToAlarm: ValidationError: DatapointsToAlarm must be less than or equal to EvaluationPeriods (1), got 2',
    ],
  ],
  [
    'an alarm without threshold',
    alarm,
    { ...alarms(), threshold: null },
    ['threshold: ValidationError: one of threshold and thresholdMetricId must be specified'],
  ],
  [
    'an alarm that tells no topic',
    alarm,
    alarms({ alarmActions: ['arn:aws:sns:eu-west-1:111122223333:gone'] }),
    ['alarmActions[0]: ValidationError: Invalid arn syntax or no such topic: arn:aws:sns:eu-west-1:111122223333:gone'],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs)).toEqual(refusals);
});

test('filter and alarm are taken, and once', async () => {
  await world.make(filter, 'denied', filters());
  const { state } = await world.make(alarm, 'denied', alarms());
  expect(state.arn).toBe('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:denied');
  expect(await world.refusals(filter, filters())).toEqual([
    'name: ResourceAlreadyExistsException: log group /audit already has a metric filter denied',
  ]);
  expect(await world.refusals(alarm, alarms())).toEqual([
    'name: AlreadyExists: an alarm named denied already exists, and a second one would overwrite it',
  ]);
});

test('a protected log group stays', async () => {
  await world.make(types.logGroup, 'kept', { name: '/kept', deletionProtectionEnabled: true });
  await expect(world.delete(types.logGroup, 'kept', '/kept')).rejects.toThrow(
    'deleting kept: InvalidParameterException: Log group has deletion protection; set deletionProtectionEnabled to false first',
  );
});

test.each<[string, string, Properties, Properties, string[]]>([
  ["a group's name", types.logGroup, { name: 'a' }, { name: 'b' }, ['name']],
  ["a group's retention", types.logGroup, { retentionInDays: 1 }, { retentionInDays: 365 }, []],
  ["a filter's pattern", filter, { pattern: 'a' }, { pattern: 'b' }, []],
  ["a filter's group", filter, { logGroupName: 'a' }, { logGroupName: 'b' }, ['logGroupName']],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds, news)).toEqual(replaces);
});
