import { type KubernetesRule, validatingAdmissionPolicy } from '@palisade/rules';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of {@link AdmissionPolicies}. */
export interface AdmissionPoliciesProps {
  /** The rules to enforce. Each becomes a policy and its binding, named by the rule. */
  readonly rules: readonly KubernetesRule[];
}

/**
 * Rules as ValidatingAdmissionPolicies: what the check at synth refuses, the API server refuses too, whoever sends it.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class AdmissionPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionPoliciesProps) {
    super(scope, id);
    for (const rule of props.rules) {
      const { policy, binding } = validatingAdmissionPolicy(rule);
      new ApiObject(this, rule.id, policy);
      new ApiObject(this, `${rule.id}-binding`, binding);
    }
  }
}
