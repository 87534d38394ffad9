import type { KubernetesRule } from '@palisade/rules';

/** The name of the policy that a rule becomes. */
export function policyName({ id }: KubernetesRule): string {
  return `palisade-${id}`;
}
