import { type KubernetesRule, validatingAdmissionPolicy } from '@palisade/rules';

/** The parts of a ValidatingAdmissionPolicy that other gates take over as they are. */
export interface AdmissionSpec {
  readonly failurePolicy: string;
  readonly matchConstraints: { readonly resourceRules: readonly ResourceRule[] };
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly {
    readonly expression: string;
    readonly message: string;
    readonly messageExpression?: string;
  }[];
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

/** What the API server judges a rule by. */
export function admissionSpec(rule: KubernetesRule): AdmissionSpec {
  return validatingAdmissionPolicy(rule).policy.spec as unknown as AdmissionSpec;
}
