import { defineRule, type JsonObject } from '../rule';
import { podSecurity } from './require-pinned-pod-security';

const message = 'no label says who answers for the namespace';
const namespace = (name: string, labels: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { ...podSecurity(), ...labels } },
});

export const requireNamespaceOwner = defineRule({
  id: 'require-namespace-owner',
  severity: 'low',
  title: 'Say who answers for a namespace',
  rationale:
    'An alarm at night, a leaked key or a patch that is due reaches nobody where no one knows whose namespace it is; what belongs to nobody is never deleted.',
  remediation: 'Set a label whose name is `owner` or `team`, such as `palisade.dev/owner: payments`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.7.1' },
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
    },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
  // The cluster's own namespaces belong to who runs the cluster.
  cel: 'object.metadata.?name.orValue("") == "default" || object.metadata.?name.orValue("").startsWith("kube-") || object.metadata.?labels.orValue({}).exists(key, (key in ["owner", "team"] || key.endsWith("/owner") || key.endsWith("/team")) && object.metadata.labels[key] != "")',
  message,
  samples: {
    good: [
      { name: 'says it', given: namespace('sample-payments', { 'palisade.dev/owner': 'payments' }) },
      { name: 'names a team', given: namespace('sample-payments', { team: 'payments' }) },
      { name: 'is the cluster’s own', given: namespace('kube-sample') },
    ],
    bad: [
      { name: 'says nothing', given: namespace('sample-payments'), message },
      { name: 'says it is nobody’s', given: namespace('sample-payments', { owner: '' }), message },
      {
        name: 'says what it is part of only',
        given: namespace('sample-payments', { 'app.kubernetes.io/part-of': 'shop' }),
        message,
      },
    ],
  },
});
