import type { KubernetesRule } from '@palisade/rules';

/** Groups under Kubernetes' own domain that a cluster has only once somebody installs them. */
const installed = ['gateway.networking.k8s.io', 'policy.networking.k8s.io'];

/** Whether every cluster serves an API group. */
function isBuiltIn(group: string): boolean {
  if (!group.includes('.')) return true;
  return group.endsWith('.k8s.io') && !group.endsWith('.x-k8s.io') && !installed.includes(group);
}

/**
 * Whether a cluster has anything that a rule is about: what Kubernetes itself serves, or one of these groups of custom
 * resources. A policy about others would only cost the API server time.
 */
export function concerns(rule: KubernetesRule, customResourceGroups: readonly string[]): boolean {
  if (rule.on !== 'object') return true;
  return rule.resources.some(({ group }) => isBuiltIn(group) || customResourceGroups.includes(group));
}
