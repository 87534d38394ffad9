import { defineRule } from '../rule';
import { podIdentity } from './samples';

export const eksPodIdentityOwnServiceAccount = defineRule({
  id: 'eks-pod-identity-own-service-account',
  on: 'aws',
  types: ['aws:eks/podIdentityAssociation:PodIdentityAssociation'],
  severity: 'high',
  title: 'Give roles to service accounts of their own, never to default',
  rationale:
    'Every pod of the namespace that names no service account runs as default, so all of them would hold the role.',
  remediation: 'Make a service account for the workload and associate the role with that.',
  references: [
    { standard: 'cis-eks', control: '4.1.5' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html' },
  ],
  cel: "object.serviceAccount != 'default'",
  message: 'the role goes to the default service account',
  samples: {
    good: [
      { name: 'a service account of its own', given: podIdentity() },
      { name: 'a name that contains default', given: podIdentity({ serviceAccount: 'default-backend' }) },
    ],
    bad: [
      {
        name: 'the default one',
        given: podIdentity({ serviceAccount: 'default' }),
        message: 'the role goes to the default service account',
      },
      {
        name: 'of the default namespace',
        given: podIdentity({ namespace: 'default', serviceAccount: 'default' }),
        message: 'the role goes to the default service account',
      },
      {
        name: 'of kube-system',
        given: podIdentity({ namespace: 'kube-system', serviceAccount: 'default' }),
        message: 'the role goes to the default service account',
      },
    ],
  },
});
