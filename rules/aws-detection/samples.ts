import type { AwsResource, JsonObject } from '../rule';

/** A feature of a GuardDuty detector. */
export function feature(name: string, status: string, ...additional: { name: string; status: string }[]): AwsResource {
  return {
    type: 'aws:guardduty/detectorFeature:DetectorFeature',
    inputs: { detectorId: '12abc34d567e8fa901bc2d34e56789f0', name, status, additionalConfigurations: additional },
  };
}

/** A topic for alarms. */
export function topic(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:sns/topic:Topic',
    inputs: { name: 'blue-alarms', kmsMasterKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/logs', ...changes },
  };
}

/** The policy of a topic, of one statement that lets CloudWatch publish for one account, changed. */
export function topicPolicy(changes: JsonObject = {}): AwsResource {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: 'arn:aws:sns:eu-west-1:123456789012:blue-alarms',
    Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
  };
  return {
    type: 'aws:sns/topicPolicy:TopicPolicy',
    inputs: {
      arn: 'arn:aws:sns:eu-west-1:123456789012:blue-alarms',
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...changes }] }),
    },
  };
}

/** An alarm on a metric of the audit log. */
export function alarm(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    inputs: {
      name: 'blue-anonymous-access',
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 1,
      alarmActions: ['arn:aws:sns:eu-west-1:123456789012:blue-alarms'],
      ...changes,
    },
  };
}
