import { refuseArn, region } from '../common';
import { anything, each, flag, list, map, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, number } from '../values';

const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const actionLists = ['alarmActions', 'okActions', 'insufficientDataActions'];

export const metricAlarm: TypeSpec = {
  type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
  inputs: {
    name: text({ replaces: true, min: 1, max: 255 }),
    comparisonOperator: text({ oneOf: comparisons }),
    evaluationPeriods: whole({ min: 1 }),
    datapointsToAlarm: whole({ min: 1 }),
    metricName: text({ max: 255 }),
    namespace: text({ max: 255, pattern: /^[^:].*$/ }),
    period: whole({ min: 10, max: 604_800 }),
    statistic: text({ oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] }),
    extendedStatistic: text(),
    threshold: whole(),
    thresholdMetricId: text({ max: 255 }),
    treatMissingData: text({ fallback: 'missing', oneOf: ['breaching', 'notBreaching', 'ignore', 'missing'] }),
    evaluateLowSampleCountPercentiles: text({ oneOf: ['evaluate', 'ignore'] }),
    alarmDescription: text({ max: 1024 }),
    actionsEnabled: flag({ fallback: true }),
    ...each(list(text({ refuse: refuseArn }), { max: 5 }), actionLists.join(' ')),
    dimensions: map(text()),
    unit: text(),
    evaluationInterval: whole(),
    ...each(anything(), 'evaluationCriteria metricQueries warmUpConfiguration'),
    region,
    tags,
  },
  naming: { property: 'name', max: 255 },
  id: ({ inputs }) => String(inputs.name),
  unique: {
    property: 'name',
    reason: (inputs) =>
      `AlreadyExists: an alarm named ${inputs.name} already exists, and a second one would overwrite it`,
  },
  check: checkAlarm,
  outputs: ({ realm, inputs }) => ({ arn: arn(realm, 'cloudwatch', `alarm:${inputs.name}`) }),
};

function checkAlarm(scene: Scene): void {
  const { inputs } = scene;
  const isQuery = inputs.metricQueries !== undefined || inputs.evaluationCriteria !== undefined;
  if ((inputs.metricName === undefined) === !isQuery) {
    scene.fail(
      'metricName',
      'ValidationError: one of metricName, metricQueries and evaluationCriteria must be specified',
    );
  }
  if (!isQuery) {
    for (const name of ['comparisonOperator', 'evaluationPeriods', 'namespace', 'period']) {
      if (inputs[name] === undefined) scene.fail(name, `ValidationError: ${name} is required with metricName`);
    }
    if ((inputs.statistic === undefined) === (inputs.extendedStatistic === undefined)) {
      scene.fail('statistic', 'ValidationError: exactly one of statistic and extendedStatistic must be specified');
    }
    if (inputs.threshold === undefined && inputs.thresholdMetricId === undefined) {
      scene.fail('threshold', 'ValidationError: one of threshold and thresholdMetricId must be specified');
    }
  }
  const period = number(inputs.period);
  if (period !== undefined && ![10, 20, 30].includes(period) && period % 60 !== 0) {
    scene.fail('period', `ValidationError: Period must be 10, 20, 30 or a multiple of 60 (seconds), got ${period}`);
  }
  const [needed, of] = [number(inputs.datapointsToAlarm), number(inputs.evaluationPeriods)];
  if (needed !== undefined && of !== undefined && needed > of) {
    scene.fail(
      'datapointsToAlarm',
      `ValidationError: DatapointsToAlarm must be less than or equal to EvaluationPeriods (${of}), got ${needed}`,
    );
  }
  checkActions(scene);
}

function checkActions(scene: Scene): void {
  for (const name of actionLists) {
    for (const [index, action] of items(scene.inputs[name]).entries()) {
      const topic = known(action);
      if (!topic?.startsWith(`arn:${scene.realm.partition}:sns:`) || scene.find(types.topic, 'arn', topic)) continue;
      scene.fail(`${name}[${index}]`, `ValidationError: Invalid arn syntax or no such topic: ${topic}`);
    }
  }
}
