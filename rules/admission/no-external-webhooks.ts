import { webhook, webhookConfigurations, webhooks } from '../admission-objects';
import { defineRule } from '../rule';

const message = 'these webhooks are asked by address: ';
const url = (address: string) => ({ clientConfig: { url: address } });

export const noExternalWebhooks = defineRule({
  id: 'no-external-webhooks',
  severity: 'medium',
  title: 'Ask admission webhooks that run in the cluster',
  rationale:
    'A webhook by address is sent every object it is asked about, Secrets and all, out of the cluster, past its network policies; whoever runs that host, or its name, decides what the cluster admits.',
  remediation: 'Run the webhook in the cluster and name its Service in `clientConfig.service`, with a `caBundle`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1567' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#url',
    },
  ],
  on: 'object',
  resources: [webhookConfigurations],
  forEach: { as: 'webhook', in: 'object.?webhooks.orValue([])', label: 'webhook.name' },
  cel: '!webhook.clientConfig.?url.hasValue()',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'is a Service', given: webhooks('Validating', webhook('pods.guard.example.com')) },
      { name: 'is a Service that changes objects', given: webhooks('Mutating', webhook('pods.guard.example.com')) },
    ],
    bad: [
      {
        name: 'is an address',
        given: webhooks('Validating', webhook('a.guard.example.com', url('https://guard.example.com/validate'))),
        message: `${message}a.guard.example.com`,
      },
      {
        name: 'is an address that changes objects',
        given: webhooks('Mutating', webhook('a.guard.example.com', url('https://203.0.113.10:8443/mutate'))),
        message: `${message}a.guard.example.com`,
      },
      {
        name: 'is an address in the second',
        given: webhooks(
          'Validating',
          webhook('a.guard.example.com'),
          webhook('b.guard.example.com', url('https://localhost:9443/validate')),
        ),
        message: `${message}b.guard.example.com`,
      },
    ],
  },
});
