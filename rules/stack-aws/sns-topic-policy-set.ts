import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws } from './samples';

const topic = aws('sns/topic:Topic', 'alarms', { arn: 'arn:aws:sns:eu-west-1:123456789012:alarms' });

export const snsTopicPolicySet = defineRule({
  id: 'sns-topic-policy-set',
  on: 'stack',
  severity: 'low',
  title: 'Say who may publish to a topic',
  rationale: 'The default policy lets the whole account publish, so a false alarm is one stolen credential away.',
  remediation: 'Make an aws.sns.TopicPolicy for the topic that names the services which publish to it.',
  references: [{ standard: 'aws-fsbp', control: 'SNS.4' }],
  check: (resources) => {
    const companions = ofType(resources, 'aws:sns/topicPolicy:TopicPolicy');
    return ofType(resources, 'aws:sns/topic:Topic')
      .filter((each) => !companions.some((one) => refersTo(one, 'arn', each, ['arn', 'id'])))
      .map((resource) => ({ resource, message: 'the topic has the default policy' }));
  },
  samples: {
    good: [
      {
        name: 'one',
        given: [
          topic,
          aws('sns/topicPolicy:TopicPolicy', 'alarms', { arn: 'arn:aws:sns:eu-west-1:123456789012:alarms' }),
        ],
      },
      {
        name: 'an id that is not known yet',
        given: [
          aws('sns/topic:Topic', 'alarms', {}),
          {
            ...aws('sns/topicPolicy:TopicPolicy', 'own', {}),
            references: { arn: [{ type: 'aws:sns/topic:Topic', name: 'alarms' }] },
          },
        ],
      },
    ],
    bad: [
      { name: 'none', given: [topic], message: 'the topic has the default policy' },
      {
        name: 'one of another',
        given: [
          topic,
          aws('sns/topicPolicy:TopicPolicy', 'other', { arn: 'arn:aws:sns:eu-west-1:123456789012:builds' }),
        ],
        message: 'the topic has the default policy',
      },
      {
        name: 'a subscription instead',
        given: [
          topic,
          aws('sns/topicSubscription:TopicSubscription', 'ops', { topic: 'arn:aws:sns:eu-west-1:123456789012:alarms' }),
        ],
        message: 'the topic has the default policy',
      },
    ],
  },
});
