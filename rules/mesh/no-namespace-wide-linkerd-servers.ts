import { defineRule, type JsonObject } from '../rule';
import { linkerd, linkerdPolicy, linkerdReference } from './linkerd';

const message = 'the Server is a port of every pod of its namespace';
const server = (change: JsonObject): JsonObject =>
  linkerdPolicy('v1beta3', 'Server', { port: 8080, accessPolicy: 'deny', ...change });
const matchLabels = { app: 'sample' };

export const noNamespaceWideLinkerdServers = defineRule({
  id: 'no-namespace-wide-linkerd-servers',
  severity: 'low',
  title: 'Have a Server of Linkerd be a port of the pods that serve it',
  rationale:
    'A Server that selects every pod lets its clients connect to that port of all of them, those that are put there later too; and of two Servers for one port of a pod, Linkerd takes one.',
  remediation: 'Select the pods in `podSelector` by their labels.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1046' },
    linkerdReference,
  ],
  on: 'object',
  resources: [linkerd('Server', 'servers', 'v1beta3', 'v1beta2', 'v1beta1')],
  cel: '["podSelector", "externalWorkloadSelector"].exists(field, field in object.?spec.orValue({}) && [object.spec[field]].all(selector, selector.?matchLabels.orValue({}).size() + selector.?matchExpressions.orValue([]).size() > 0))',
  message,
  samples: {
    good: [
      { name: 'selects pods', given: server({ podSelector: { matchLabels } }) },
      {
        name: 'selects machines outside of the cluster',
        given: server({ externalWorkloadSelector: { matchLabels } }),
      },
    ],
    bad: [
      { name: 'selects all pods', given: server({ podSelector: {} }), message },
      { name: 'selects by no label', given: server({ podSelector: { matchLabels: {} } }), message },
      { name: 'selects all machines', given: server({ externalWorkloadSelector: {} }), message },
    ],
  },
});
