import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

export const noServiceAccountTokenMounts = defineRule({
  id: 'no-service-account-token-mounts',
  severity: 'medium',
  title: 'Mount no service account token that the pod did not ask for',
  rationale:
    'Every pod gets a token for the API server unless it says no. Most never use it; whoever gets into the pod does.',
  remediation:
    'Set `automountServiceAccountToken: false` on the pod. A pod that talks to the API server mounts a token of its own with a `projected` volume (`serviceAccountToken` with an `audience` and `expirationSeconds`).',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.6' },
    { standard: 'cis-eks', control: '4.1.6' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?automountServiceAccountToken.orValue(true) == false',
  message: 'the pod gets a service account token without asking for one',
  samples: {
    good: [
      { name: 'says no', given: hardenedPod() },
      {
        name: 'asks for a token of its own',
        given: hardenedPod({
          volumes: [
            {
              name: 'token',
              projected: {
                sources: [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 3600 } }],
              },
            },
          ],
        }),
      },
    ],
    bad: [
      {
        name: 'says nothing',
        given: hardenedPod({ automountServiceAccountToken: undefined }),
        message: 'the pod gets a service account token without asking for one',
      },
      {
        name: 'says yes',
        given: hardenedPod({ automountServiceAccountToken: true }),
        message: 'the pod gets a service account token without asking for one',
      },
      {
        name: 'says nothing, with another service account',
        given: hardenedPod({ automountServiceAccountToken: undefined, serviceAccountName: 'worker' }),
        message: 'the pod gets a service account token without asking for one',
      },
    ],
  },
});
