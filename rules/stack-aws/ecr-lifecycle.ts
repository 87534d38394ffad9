import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws } from './samples';

const repository = aws('ecr/repository:Repository', 'ledger', { id: 'ledger', name: 'ledger' });

export const ecrLifecycle = defineRule({
  id: 'ecr-lifecycle',
  on: 'stack',
  severity: 'low',
  title: 'Let old images go',
  rationale:
    'Images that nobody rebuilds are full of known holes, and as long as they are there somebody can deploy them.',
  remediation: 'Make an aws.ecr.LifecyclePolicy for the repository.',
  references: [{ standard: 'aws-fsbp', control: 'ECR.3' }],
  check: (resources) => {
    const companions = ofType(resources, 'aws:ecr/lifecyclePolicy:LifecyclePolicy');
    return ofType(resources, 'aws:ecr/repository:Repository')
      .filter((each) => !companions.some((one) => refersTo(one, 'repository', each, ['name', 'id'])))
      .map((resource) => ({ resource, message: 'images stay in the repository for ever' }));
  },
  samples: {
    good: [
      {
        name: 'one',
        given: [repository, aws('ecr/lifecyclePolicy:LifecyclePolicy', 'ledger', { repository: 'ledger' })],
      },
      {
        name: 'an id that is not known yet',
        given: [
          aws('ecr/repository:Repository', 'ledger', {}),
          {
            ...aws('ecr/lifecyclePolicy:LifecyclePolicy', 'own', {}),
            references: { repository: [{ type: 'aws:ecr/repository:Repository', name: 'ledger' }] },
          },
        ],
      },
    ],
    bad: [
      { name: 'none', given: [repository], message: 'images stay in the repository for ever' },
      {
        name: 'one of another',
        given: [repository, aws('ecr/lifecyclePolicy:LifecyclePolicy', 'other', { repository: 'web' })],
        message: 'images stay in the repository for ever',
      },
      {
        name: 'an access policy instead',
        given: [repository, aws('ecr/repositoryPolicy:RepositoryPolicy', 'ledger', { repository: 'ledger' })],
        message: 'images stay in the repository for ever',
      },
    ],
  },
});
