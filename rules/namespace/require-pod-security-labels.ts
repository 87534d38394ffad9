import { defineRule, type JsonObject } from '../rule';
import { podSecurity } from './require-pinned-pod-security';

const namespace = (name: string, labels?: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { ...podSecurity({ enforce: undefined }), 'palisade.dev/owner': 'sample', ...labels } },
});

export const requirePodSecurityLabels = defineRule({
  id: 'require-pod-security-labels',
  severity: 'high',
  title: 'Enforce a Pod Security level in every namespace',
  rationale:
    'A namespace without the label takes the cluster’s default, which is `privileged` unless somebody changed it: the API server’s own last line of defence is then off.',
  remediation:
    'Set the label `pod-security.kubernetes.io/enforce` to `restricted`, or to `baseline` where a workload cannot meet that yet.',
  references: [
    { standard: 'cis-kubernetes', control: '5.2.1' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1610' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
  cel: 'object.metadata.?labels[?"pod-security.kubernetes.io/enforce"].orValue("") in ["baseline", "restricted"]',
  message: 'the namespace enforces neither “baseline” nor “restricted” Pod Security',
  samples: {
    good: [
      {
        name: 'enforces restricted',
        given: namespace('sample-team', { 'pod-security.kubernetes.io/enforce': 'restricted' }),
      },
      {
        name: 'enforces baseline',
        given: namespace('sample-legacy', { 'pod-security.kubernetes.io/enforce': 'baseline' }),
      },
    ],
    bad: [
      {
        name: 'says nothing of it',
        given: namespace('sample-team'),
        message: 'the namespace enforces neither “baseline” nor “restricted” Pod Security',
      },
      {
        name: 'enforces privileged',
        given: namespace('sample-team', { 'pod-security.kubernetes.io/enforce': 'privileged' }),
        message: 'the namespace enforces neither “baseline” nor “restricted” Pod Security',
      },
      {
        name: 'warns only',
        given: namespace('sample-team', { 'pod-security.kubernetes.io/warn': 'restricted' }),
        message: 'the namespace enforces neither “baseline” nor “restricted” Pod Security',
      },
    ],
  },
});
