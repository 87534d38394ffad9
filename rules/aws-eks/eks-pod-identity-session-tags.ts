import { defineRule } from '../rule';
import { podIdentity } from './samples';

export const eksPodIdentitySessionTags = defineRule({
  id: 'eks-pod-identity-session-tags',
  on: 'aws',
  types: ['aws:eks/podIdentityAssociation:PodIdentityAssociation'],
  severity: 'medium',
  title: 'Keep the session tags of Pod Identity',
  rationale:
    'The tags name the cluster, namespace and service account in every call; without them a role cannot require that it was its own workload that called, and CloudTrail does not say which one did.',
  remediation: 'Leave disableSessionTags out, or set it to false.',
  references: [{ standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html' }],
  cel: 'object.?disableSessionTags.orValue(false) == false',
  message: 'Pod Identity sends no session tags',
  samples: {
    good: [
      { name: 'left out', given: podIdentity() },
      { name: 'kept', given: podIdentity({ disableSessionTags: false }) },
    ],
    bad: [
      {
        name: 'turned off',
        given: podIdentity({ disableSessionTags: true }),
        message: 'Pod Identity sends no session tags',
      },
      {
        name: 'off in another namespace',
        given: podIdentity({ namespace: 'web', disableSessionTags: true }),
        message: 'Pod Identity sends no session tags',
      },
      {
        name: 'off across accounts',
        given: podIdentity({ disableSessionTags: true, targetRoleArn: 'arn:aws:iam::210987654321:role/ledger' }),
        message: 'Pod Identity sends no session tags',
      },
    ],
  },
});
