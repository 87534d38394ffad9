import { Topic, TopicPolicy, TopicSubscription } from '@pulumi/aws/sns';
import type { ComponentResource, Input, Output } from '@pulumi/pulumi';
import type { Account } from '../config';
import { tagsFor } from '../tags';

/** What the topic is made from. */
export interface AlarmTopicArgs {
  readonly account: Account;
  readonly cluster: string;
  /** Encrypts messages; its policy lets CloudWatch publish. */
  readonly logsKeyArn: Input<string>;
  /** E-mail addresses. */
  readonly subscribers: readonly string[];
  readonly parent: ComponentResource;
}

/**
 * An encrypted topic that this cluster's alarms publish to, and that mails subscribers.
 *
 * @returns its ARN, once its policy is in place.
 */
export function alarmTopic(name: string, args: AlarmTopicArgs): Output<string> {
  const { account, cluster, parent } = args;
  const topic = new Topic(
    `${name}-alarms`,
    {
      name: `${cluster}-alarms`,
      displayName: `Security alarms of ${cluster}`,
      kmsMasterKeyId: args.logsKeyArn,
      tags: tagsFor(cluster, 'alarms'),
    },
    { parent },
  );
  const policy = new TopicPolicy(
    `${name}-alarms`,
    { arn: topic.arn, policy: topic.arn.apply((arn) => JSON.stringify(topicPolicy(account, cluster, arn))) },
    { parent },
  );
  for (const endpoint of args.subscribers) {
    new TopicSubscription(`${name}-${endpoint}`, { topic: topic.arn, protocol: 'email', endpoint }, { parent });
  }
  return policy.arn;
}

function topicPolicy({ partition, region, id }: Account, cluster: string, arn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PublishAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn,
        Condition: {
          StringEquals: { 'aws:SourceAccount': id },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${id}:alarm:${cluster}-*` },
        },
      },
      {
        Sid: 'RefusePlaintext',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}
