import { defineRule, type JsonObject } from '../rule';

const message = 'Pod Security is not pinned to a version in each of enforce, audit and warn';

const labels: JsonObject = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/enforce-version': 'v1.37',
  'pod-security.kubernetes.io/audit': 'restricted',
  'pod-security.kubernetes.io/audit-version': 'v1.37',
  'pod-security.kubernetes.io/warn': 'restricted',
  'pod-security.kubernetes.io/warn-version': 'v1.37',
};

/** Labels of a namespace that breaks no rule about Pod Security, but for the change; `undefined` takes away. */
export function podSecurity(change: Readonly<Record<string, string | undefined>> = {}): JsonObject {
  const changes = Object.entries(change).map(([mode, value]) => [`pod-security.kubernetes.io/${mode}`, value]);
  const merged = { ...labels, ...Object.fromEntries(changes) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

const namespace = (change?: Parameters<typeof podSecurity>[0]): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'sample-team', labels: { 'palisade.dev/owner': 'sample', ...podSecurity(change) } },
});

export const requirePinnedPodSecurity = defineRule({
  id: 'require-pinned-pod-security',
  severity: 'low',
  title: 'Pin Pod Security to a version, and have it warn and audit too',
  rationale:
    'Without a version, an upgrade of the cluster changes what is refused, on that day and for everybody. Without warnings and audit, nobody hears of a Deployment whose pods will be refused, until they are missing.',
  remediation:
    'Set the labels `pod-security.kubernetes.io/enforce-version`, `audit`, `audit-version`, `warn` and `warn-version` beside `enforce`: levels as there, versions such as `v1.37`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.2.1' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
  // One that enforces nothing is what require-pod-security-labels is about.
  cel: '!(object.metadata.?labels[?"pod-security.kubernetes.io/enforce"].orValue("") in ["baseline", "restricted"]) || (["enforce-version", "audit-version", "warn-version"].all(mode, object.metadata.?labels[?("pod-security.kubernetes.io/" + mode)].orValue("").startsWith("v1.")) && ["audit", "warn"].all(mode, object.metadata.?labels[?("pod-security.kubernetes.io/" + mode)].orValue("") in ["baseline", "restricted"]))',
  message,
  samples: {
    good: [
      { name: 'is pinned in all three', given: namespace() },
      { name: 'warns of more than it enforces', given: namespace({ enforce: 'baseline' }) },
    ],
    bad: [
      { name: 'enforces any version', given: namespace({ 'enforce-version': undefined }), message },
      { name: 'enforces the newest version', given: namespace({ 'enforce-version': 'latest' }), message },
      { name: 'does not warn', given: namespace({ warn: undefined, 'warn-version': undefined }), message },
      { name: 'audits what is privileged', given: namespace({ audit: 'privileged' }), message },
    ],
  },
});
