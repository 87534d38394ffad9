import type { JsonObject } from '@palisade/rules';
import type { Place, RuleFacts } from '../report';
import type { LabelSelector } from './selectors';

/** What a rule of a policy is about. */
export interface ResourceRule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

/** What a policy, or a binding of it, is about. */
export interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
  readonly excludeResourceRules?: readonly ResourceRule[];
  readonly matchPolicy?: string;
}

/** A ValidatingAdmissionPolicy's `spec`. */
export interface PolicySpec {
  readonly failurePolicy?: string;
  readonly matchConstraints?: MatchResources;
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly paramKind?: { readonly apiVersion: string; readonly kind: string };
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations?: readonly {
    readonly expression: string;
    readonly message?: string;
    readonly messageExpression?: string;
  }[];
  readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
}

/** A ValidatingAdmissionPolicyBinding's `spec`. */
export interface BindingSpec {
  readonly policyName: string;
  readonly validationActions?: readonly string[];
  readonly matchResources?: MatchResources;
  readonly paramRef?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly selector?: LabelSelector;
    readonly parameterNotFoundAction?: string;
  };
}

export interface Binding {
  readonly name: string;
  readonly spec: BindingSpec;
}

/** A policy with the bindings that put it in force. */
export interface Policy {
  readonly name: string;
  /** Where it is written. */
  readonly place: Place;
  readonly spec: PolicySpec;
  readonly bindings: readonly Binding[];
}

/** Policies with what they are configured by. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** Objects that policies may take as their parameters. */
  readonly params: readonly JsonObject[];
  /** CustomResourceDefinitions, which say what kinds are. */
  readonly definitions: readonly JsonObject[];
}

/** How a report names a policy. */
export function factsOf({ name }: Policy): RuleFacts {
  return {
    id: name,
    severity: 'high',
    title: `ValidatingAdmissionPolicy ${name}`,
    rationale: 'The admission policy says what it asks for.',
    remediation: 'Change the object to what the policy asks for, or the policy.',
    references: [
      {
        standard: 'documentation',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
      },
    ],
  };
}
