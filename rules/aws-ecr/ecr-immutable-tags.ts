import { defineRule } from '../rule';
import { repository } from './samples';

export const ecrImmutableTags = defineRule({
  id: 'ecr-immutable-tags',
  on: 'aws',
  types: ['aws:ecr/repository:Repository'],
  severity: 'high',
  title: 'Make image tags immutable',
  rationale:
    'Whoever may push may put another image under a tag that is deployed already, and the next pod to start runs it.',
  remediation: "Set imageTagMutability to 'IMMUTABLE'.",
  references: [
    { standard: 'aws-fsbp', control: 'ECR.2' },
    { standard: 'mitre-attack', control: 'T1525' },
  ],
  cel: "object.?imageTagMutability.orValue('MUTABLE') == 'IMMUTABLE'",
  message: 'a tag can be moved to another image',
  samples: {
    good: [
      { name: 'immutable', given: repository() },
      { name: 'immutable, of another name', given: repository({ name: 'web' }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: repository({ imageTagMutability: undefined }),
        message: 'a tag can be moved to another image',
      },
      {
        name: 'mutable',
        given: repository({ imageTagMutability: 'MUTABLE' }),
        message: 'a tag can be moved to another image',
      },
      {
        name: 'immutable with exceptions',
        given: repository({
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [{ filter: 'latest', filterType: 'WILDCARD' }],
        }),
        message: 'a tag can be moved to another image',
      },
    ],
  },
});
