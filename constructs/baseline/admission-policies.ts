import { isSeenByAdmission, type KubernetesRule, systemNamespaces, validatingAdmissionPolicy } from '@palisade/rules';
import { ApiObject, type ApiObjectProps, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';

/** Properties of {@link AdmissionPolicies}. */
export interface AdmissionPoliciesProps {
  /**
   * The rules to enforce. Each becomes a policy and its binding, named by the rule; those about what admission never sees,
   * such as API versions that the server no longer has, become none.
   */
  readonly rules: readonly KubernetesRule[];
  /**
   * Namespaces, besides `kube-system`, `kube-public` and `kube-node-lease`, whose objects are not judged: those of the
   * platform's agents that need what workloads may not have, such as `amazon-guardduty`.
   *
   * @default []
   */
  readonly exemptNamespaces?: readonly string[];
}

/**
 * Rules as ValidatingAdmissionPolicies: the API server judges whatever is sent to it as the check at synth does, whoever
 * sends it. Rules that are critical or high deny, as they stop a synth; the others warn the sender and leave a mark in the
 * audit log.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class AdmissionPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionPoliciesProps) {
    super(scope, id);
    const exemptNamespaces = [...systemNamespaces, ...(props.exemptNamespaces ?? [])];
    for (const rule of props.rules.filter(isSeenByAdmission)) {
      const { policy, binding } = validatingAdmissionPolicy(rule, { exemptNamespaces });
      new ApiObject(this, rule.id, policy as ApiObjectProps);
      const bound = new ApiObject(this, `${rule.id}-binding`, binding as ApiObjectProps);
      const actions = rule.severity === 'critical' || rule.severity === 'high' ? ['Deny'] : ['Warn', 'Audit'];
      bound.addJsonPatch(JsonPatch.replace('/spec/validationActions', actions));
    }
  }
}
