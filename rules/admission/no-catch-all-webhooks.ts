import { webhook, webhookConfigurations, webhooks } from '../admission-objects';
import { defineRule, type JsonObject } from '../rule';

const message = 'these webhooks are asked about everything, everywhere: ';
const everything: JsonObject = {
  namespaceSelector: undefined,
  rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }],
};

export const noCatchAllWebhooks = defineRule({
  id: 'no-catch-all-webhooks',
  severity: 'medium',
  title: 'Ask admission webhooks about what they know',
  rationale:
    'A webhook that is asked about every object of every namespace sees every Secret, and stops the cluster when it fails: not even its own pods, nor those of `kube-system`, can be made again.',
  remediation:
    'List the groups and resources, and leave `kube-system` and the webhook’s own namespace out by `namespaceSelector` (`kubernetes.io/metadata.name`, `NotIn`) or by `matchConditions`.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1499' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/',
    },
  ],
  on: 'object',
  resources: [webhookConfigurations],
  forEach: { as: 'webhook', in: 'object.?webhooks.orValue([])', label: 'webhook.name' },
  cel: [
    'webhook.?namespaceSelector.?matchLabels.orValue({}).size() > 0',
    'webhook.?namespaceSelector.?matchExpressions.orValue([]).size() > 0',
    'webhook.?objectSelector.?matchLabels.orValue({}).size() > 0',
    'webhook.?objectSelector.?matchExpressions.orValue([]).size() > 0',
    'webhook.?matchConditions.orValue([]).size() > 0',
    '!webhook.?rules.orValue([]).exists(rule, "*" in rule.apiGroups && rule.resources.exists(resource, resource in ["*", "*/*"]))',
  ].join(' || '),
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'knows its kinds', given: webhooks('Validating', webhook('pods.guard.example.com')) },
      {
        name: 'leaves the system out',
        given: webhooks(
          'Mutating',
          webhook('all.guard.example.com', {
            ...everything,
            namespaceSelector: {
              matchExpressions: [
                { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'guard'] },
              ],
            },
          }),
        ),
      },
    ],
    bad: [
      {
        name: 'is asked about everything',
        given: webhooks('Validating', webhook('all.guard.example.com', everything)),
        message: `${message}all.guard.example.com`,
      },
      {
        name: 'changes everything, subresources too, with an empty selector',
        given: webhooks(
          'Mutating',
          webhook('all.guard.example.com', {
            namespaceSelector: {},
            rules: [{ apiGroups: ['*'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['*/*'] }],
          }),
        ),
        message: `${message}all.guard.example.com`,
      },
      {
        name: 'is asked about everything in the second',
        given: webhooks(
          'Validating',
          webhook('pods.guard.example.com'),
          webhook('all.guard.example.com', { ...everything, objectSelector: {} }),
        ),
        message: `${message}all.guard.example.com`,
      },
    ],
  },
});
