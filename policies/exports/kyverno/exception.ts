import { type JsonObject, type KubernetesRule, type Waivers, waiverCondition } from '@palisade/rules';
import { policyName } from './name';

/**
 * The PolicyExceptions of a rule's waivers, each with its name. Kyverno's controllers end them after the last day; its
 * command line does not look at the date, so files are to be exported anew, which refuses what has expired.
 */
export function policyExceptions(
  rule: KubernetesRule,
  waivers: Waivers,
): { readonly name: string; readonly exception: JsonObject }[] {
  return waivers.forRule(rule.id).flatMap((waiver, i) => {
    const expression = waiverCondition(waiver);
    // A Pulumi resource is nothing to Kyverno.
    if (expression === undefined) return [];
    const name = `${policyName(rule)}-${i + 1}`;
    const exception = {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'PolicyException',
      metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'palisade' } },
      spec: {
        policyRefs: [{ name: policyName(rule), kind: 'ValidatingPolicy' }],
        matchConditions: [{ name: 'is-waived', expression }],
        expiresAt: `${waiver.expires}T23:59:59Z`,
        properties: { owner: waiver.owner, reason: waiver.reason },
      },
    };
    return [{ name, exception }];
  });
}
