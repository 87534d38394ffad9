import { Detection } from './detection';
import { type Recording, record, testAccount } from './testing';

const logsKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555';
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:example-alarms';

let detection: Recording<unknown>;
beforeAll(async () => {
  detection = await record(() => {
    const made = new Detection('detection', {
      account: testAccount,
      cluster: 'example',
      detection: { subscribers: ['security@example.com', 'oncall@example.com'] },
      logGroupName: '/aws/eks/example/cluster',
      logsKeyArn,
    });
    return made.topicArn;
  });
});

test('GuardDuty watches the audit log and what runs on nodes, with an agent that it keeps itself', () => {
  const detectorId = detection.one('Detector').id;

  expect(detection.one('Detector').inputs).toMatchObject({
    enable: true,
    findingPublishingFrequency: 'FIFTEEN_MINUTES',
  });
  expect(detection.of('DetectorFeature').map(({ inputs }) => inputs)).toEqual([
    { detectorId, name: 'EKS_AUDIT_LOGS', status: 'ENABLED' },
    {
      detectorId,
      name: 'RUNTIME_MONITORING',
      status: 'ENABLED',
      additionalConfigurations: [{ name: 'EKS_ADDON_MANAGEMENT', status: 'ENABLED' }],
    },
  ]);
});

test('every metric filter has an alarm on its metric that goes to the topic', () => {
  const filters = detection.of('LogMetricFilter');

  expect(filters.map(({ inputs }) => inputs.name)).toEqual([
    'example-access-denied-burst',
    'example-admission-change',
    'example-anonymous-access',
    'example-audit-silence',
    'example-exec-and-attach',
    'example-rbac-change',
    'example-secret-read-by-person',
    'example-system-masters',
  ]);
  for (const { name, inputs } of filters) {
    expect(inputs.logGroupName).toBe('/aws/eks/example/cluster');
    expect(detection.one('MetricAlarm', name).inputs).toMatchObject({
      name: inputs.name,
      namespace: inputs.metricTransformation.namespace,
      metricName: inputs.metricTransformation.name,
      statistic: 'Sum',
      period: 300,
      alarmActions: [topicArn],
    });
  }
});

test('an event sets its alarm off, and silence does not', () => {
  expect(detection.one('MetricAlarm', 'detection-rbac-change').inputs).toMatchObject({
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    alarmDescription:
      'example: RBAC was changed. Who may do what comes from the baseline stack. A change beside it is a mistake, or someone keeping a way in.',
  });
});

test('a quarter of an hour of silence of the audit log sets its own off', () => {
  expect(detection.one('MetricAlarm', 'detection-audit-silence').inputs).toMatchObject({
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    evaluationPeriods: 3,
    treatMissingData: 'breaching',
  });
});

test('the topic is encrypted, and takes alarms of this cluster only, over TLS only', () => {
  expect(detection.one('Topic').inputs).toMatchObject({ name: 'example-alarms', kmsMasterKeyId: logsKeyArn });
  expect(detection.result).toBe(topicArn);
  expect(JSON.parse(detection.one('TopicPolicy').inputs.policy).Statement).toEqual([
    {
      Sid: 'PublishAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topicArn,
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:example-*' },
      },
    },
    {
      Sid: 'RefusePlaintext',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topicArn,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
});

test('each subscriber is mailed', () => {
  expect(detection.of('TopicSubscription').map(({ inputs }) => inputs)).toEqual([
    { topic: topicArn, protocol: 'email', endpoint: 'oncall@example.com' },
    { topic: topicArn, protocol: 'email', endpoint: 'security@example.com' },
  ]);
});
