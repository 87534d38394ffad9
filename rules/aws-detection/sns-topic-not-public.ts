import { defineRule } from '../rule';
import { topic, topicPolicy } from './samples';

export const snsTopicNotPublic = defineRule({
  id: 'sns-topic-not-public',
  on: 'aws',
  types: ['aws:sns/topicPolicy:TopicPolicy', 'aws:sns/topic:Topic'],
  severity: 'critical',
  title: 'Open no topic to everybody',
  rationale: 'Everybody may then subscribe and read the alarms, or publish false ones until nobody looks any more.',
  remediation: 'Name the service or account as Principal and add a condition such as aws:SourceAccount.',
  references: [{ standard: 'aws-fsbp', control: 'SNS.4' }],
  forEach: { as: 's', in: 'statements(object.?policy.orValue(null))', label: 's.name' },
  cel: '!s.public',
  message: 'anybody may use the topic: {label}',
  samples: {
    good: [
      { name: 'one service, for one account', given: topicPolicy() },
      {
        name: "the account's resources",
        given: topicPolicy({
          Principal: { AWS: '*' },
          Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
        }),
      },
      { name: 'no policy of its own', given: topic() },
    ],
    bad: [
      {
        name: 'everybody',
        given: topicPolicy({ Sid: 'Open', Principal: '*', Condition: undefined }),
        message: 'anybody may use the topic: Open',
      },
      {
        name: 'every account',
        given: topicPolicy({ Principal: { AWS: '*' }, Condition: undefined }),
        message: 'anybody may use the topic: statement 1',
      },
      {
        name: 'whoever uses e-mail',
        given: topicPolicy({ Sid: 'Mail', Principal: '*', Condition: { StringEquals: { 'sns:Protocol': 'email' } } }),
        message: 'anybody may use the topic: Mail',
      },
    ],
  },
});
