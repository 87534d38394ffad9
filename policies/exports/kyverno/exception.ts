import type { JsonObject, KubernetesRule } from '@palisade/rules';
import { policyName } from './index';

/** An exception from some rules, granted by people and for a time. */
export interface Exception {
  /** The object's name; kebab case. */
  readonly name: string;
  readonly rules: readonly KubernetesRule[];
  /** CEL over `object`: true for what is let through. */
  readonly expression: string;
  readonly reason: string;
  readonly owner: string;
  /** The exception counts no longer after this moment, an RFC 3339 date and time. */
  readonly expires: string;
}

/** Kyverno's PolicyException. It belongs in a namespace that Kyverno is told to take exceptions from, and no other. */
export function policyException({ name, rules, expression, reason, owner, expires }: Exception): JsonObject {
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'PolicyException',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'palisade' } },
    spec: {
      policyRefs: rules.map((rule) => ({ name: policyName(rule), kind: 'ValidatingPolicy' })),
      matchConditions: [{ name: 'is-waived', expression }],
      expiresAt: expires,
      properties: { owner, reason },
    },
  };
}
