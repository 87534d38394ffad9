import { podPathCel } from './pod-cel';
import { podKinds } from './pods';
import type { JsonObject, KubernetesRule, ObjectRule, PodRule } from './rule';
import { anyWaiverCondition } from './waivers/condition';
import { Waivers } from './waivers/waivers';

/** A policy and the binding that puts it in force, as plain objects of `admissionregistration.k8s.io/v1`. */
export interface AdmissionPolicy {
  readonly policy: JsonObject;
  readonly binding: JsonObject;
}

/** Namespaces of the cluster's own components, which need what workloads may not have. */
export const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Writers of RBAC objects that only repeat what was admitted before: the API server's own roles at its start, and the
 * controller that adds roles up. Neither name can be taken without the cluster's signing key or `impersonate`.
 */
const rbacWriters = ['system:apiserver', 'system:serviceaccount:kube-system:clusterrole-aggregation-controller'];

/** Kinds that the API server shows to no policy, so that a policy cannot lock out its own repair. */
const unseen = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

/** Whether a policy can judge what the rule is about. Where not, the rule holds at every gate but admission. */
export function isSeenByAdmission(rule: KubernetesRule): boolean {
  return (
    rule.on !== 'object' ||
    (rule.notForAdmission === undefined &&
      rule.resources.some(({ kinds }) => Object.keys(kinds).some((kind) => !unseen.includes(kind))))
  );
}

/**
 * Derives the ValidatingAdmissionPolicy (and its binding) that judges as the evaluator does: the rule's CEL goes in to
 * the letter, and the message names the same containers or elements.
 *
 * @param exemptNamespaces Namespaces that are not judged; default {@link systemNamespaces}. Cluster-scoped objects
 *   always are.
 * @param waivers What is let through all the same; a policy cannot tell the date, so it must be made anew before one
 *   expires. Waivers of Pulumi resources do not concern it. Default: nothing.
 */
export function validatingAdmissionPolicy(
  rule: KubernetesRule,
  {
    exemptNamespaces = systemNamespaces,
    waivers = Waivers.none,
  }: { exemptNamespaces?: readonly string[]; waivers?: Waivers } = {},
): AdmissionPolicy {
  const name = `palisade-${rule.id}`;
  const labels = { 'app.kubernetes.io/managed-by': 'palisade', 'palisade.dev/severity': rule.severity };
  const isPodRule = rule.on !== 'object';
  const matchConditions = [...conditions(rule), ...exceptions(rule, waivers)];
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name, labels },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: isPodRule ? podResourceRules() : objectResourceRules(rule) },
      ...(matchConditions.length > 0 ? { matchConditions } : {}),
      ...(isPodRule ? { variables: podVariables() } : {}),
      validations: [validation(rule)],
    },
  };
  const binding = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name, labels },
    spec: {
      policyName: name,
      validationActions: ['Deny'],
      matchResources: {
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...exemptNamespaces].sort() },
          ],
        },
      },
    },
  };
  return { policy, binding };
}

const operations = ['CREATE', 'UPDATE'];

function podResourceRules(): JsonObject[] {
  return ['', 'apps', 'batch'].map((group) => ({
    apiGroups: [group],
    apiVersions: ['v1'],
    operations,
    resources: [
      ...podKinds.filter((podKind) => podKind.group === group).map(({ plural }) => plural),
      // Debugging containers and in-place resizes come in by their own paths, with the whole pod as the object.
      ...(group === '' ? ['pods/ephemeralcontainers', 'pods/resize'] : []),
    ],
  }));
}

function objectResourceRules(rule: ObjectRule): JsonObject[] {
  return rule.resources.map(({ group, versions, kinds }) => ({
    apiGroups: [group],
    apiVersions: [...versions],
    operations,
    resources: Object.values(kinds),
  }));
}

function conditions(rule: KubernetesRule): JsonObject[] {
  if (rule.on !== 'object') {
    // What was there before a policy must still be able to lose a finalizer, or it could never be deleted.
    const expression =
      'request.operation != "UPDATE" || object.?spec != oldObject.?spec || object.?template != oldObject.?template';
    return [{ name: 'is-new-or-changes-the-pod', expression }];
  }
  if (!rule.resources.some(({ group }) => group === 'rbac.authorization.k8s.io')) return [];
  const expression = `!(request.userInfo.username in ${JSON.stringify(rbacWriters)})`;
  return [{ name: 'is-not-of-the-control-plane', expression }];
}

function exceptions(rule: KubernetesRule, waivers: Waivers): JsonObject[] {
  const waived = anyWaiverCondition(waivers.forRule(rule.id));
  return waived === undefined ? [] : [{ name: 'is-not-waived', expression: `!(${waived})` }];
}

/** The variables of {@link PodRule}s, as CEL: the same places that {@link podKinds} names. */
function podVariables(): JsonObject[] {
  const list = (field: string) => `variables.podSpec.?${field}.orValue([])`;
  return [
    { name: 'podSpec', expression: podPathCel((path) => `${path}.spec`) },
    { name: 'podMetadata', expression: podPathCel((path) => `${path}.?metadata.orValue({})`) },
    { name: 'resourceContainers', expression: `variables.podSpec.containers + ${list('initContainers')}` },
    { name: 'containers', expression: `variables.resourceContainers + ${list('ephemeralContainers')}` },
  ];
}

function validation(rule: KubernetesRule): JsonObject {
  const loop = loopOf(rule);
  if (loop === undefined) return { expression: rule.cel, message: rule.message, reason: 'Forbidden' };
  const { list, element, label } = loop;
  const labels = `${list}.filter(${element}, !(${rule.cel})).map(${element}, ${label}).join(", ")`;
  return {
    expression: `${list}.all(${element}, ${rule.cel})`,
    messageExpression: rule.message
      .split('{label}')
      .map((text) => JSON.stringify(text))
      .join(` + ${labels} + `),
    // Shown only if the expression above fails.
    message: rule.title,
    reason: 'Forbidden',
  };
}

function loopOf(rule: PodRule | ObjectRule): { list: string; element: string; label: string } | undefined {
  if (rule.on === 'container') return { list: 'variables.containers', element: 'container', label: 'container.name' };
  return rule.forEach && { list: `(${rule.forEach.in})`, element: rule.forEach.as, label: rule.forEach.label };
}
