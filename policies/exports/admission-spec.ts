import { type KubernetesRule, validatingAdmissionPolicy, Waivers } from '@palisade/rules';

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

/** What the API server judges a rule by, such that it can also be judged without a request. */
export function admissionSpec(rule: KubernetesRule, waivers = Waivers.none): AdmissionSpec {
  const spec = validatingAdmissionPolicy(rule, { waivers }).policy.spec as unknown as AdmissionSpec;
  if (spec.matchConditions === undefined) return spec;
  const matchConditions = spec.matchConditions.map(({ name, expression }) => ({
    name,
    expression: withoutUser(expression),
  }));
  return { ...spec, matchConditions };
}

/** What gates judge beside requests (files, what is in the cluster already) has no user, and to ask for one fails. */
function withoutUser(expression: string): string {
  return expression.replaceAll('request.userInfo.username', 'request.?userInfo.?username.orValue("")');
}
