import type { JsonObject } from '@palisade/rules';
import { documentsIn, isMalformed } from '../documents';
import { Lines } from '../lines';
import { isObjectless, type KubernetesObject, objectsIn } from '../objects';
import type { Unchecked } from '../report';
import type { Source } from '../sources';
import { reasonOf } from '../sources';
import type { Binding, BindingSpec, Policy, PolicySet, PolicySpec } from './policy';

/**
 * Reads policies, bindings and parameters. What is no policy, binding or CustomResourceDefinition may be a parameter.
 * A policy that no binding puts in force, and a binding without its policy, are told as what cannot be checked: in a
 * cluster they would do nothing, and nobody would learn of it.
 */
export function loadPolicies(sources: readonly Source[]): { set: PolicySet; unchecked: Unchecked[] } {
  const unchecked: Unchecked[] = [];
  const found: KubernetesObject[] = [];
  for (const { file, read } of sources) {
    try {
      const origin = { file, lines: new Lines(read()) };
      for (const document of documentsIn(origin)) {
        for (const object of isMalformed(document) ? [document] : objectsIn(document)) {
          if (isObjectless(object)) unchecked.push({ file, ...origin.lines.at(object.offset), reason: object.reason });
          else found.push(object);
        }
      }
    } catch (error) {
      unchecked.push({ file, reason: reasonOf(error) });
    }
  }
  const isOf = (group: string, kind: string) => (object: KubernetesObject) =>
    object.group === group && object.name.kind === kind;
  const isPolicy = isOf('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy');
  const isBinding = isOf('admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding');
  const isDefinition = isOf('apiextensions.k8s.io', 'CustomResourceDefinition');
  const refuse = ({ document, start }: KubernetesObject, reason: string) => {
    const { file, lines } = document.origin;
    unchecked.push({ file, ...lines.at(start), reason });
  };
  const bindings = found.filter(isBinding).flatMap((object): (Binding & { object: KubernetesObject })[] => {
    const spec = object.value.spec as BindingSpec | undefined;
    const problem = problemOfBinding(spec);
    if (problem === undefined && spec !== undefined) return [{ object, name: object.name.name ?? '', spec }];
    refuse(object, `the binding ${problem}`);
    return [];
  });
  const policies = found.filter(isPolicy).flatMap((object): Policy[] => {
    const spec = object.value.spec as PolicySpec | undefined;
    const { name } = object.name;
    const problem = problemOf(name, spec);
    if (problem !== undefined || spec === undefined || name === undefined) {
      refuse(object, problem ?? '');
      return [];
    }
    const own = bindings.filter((binding) => binding.spec.policyName === name);
    const isNamed = found.some((each) => isBinding(each) && (each.value.spec as BindingSpec)?.policyName === name);
    if (!isNamed) refuse(object, `no binding puts the policy ${name} in force`);
    const { file, lines } = object.document.origin;
    return [{ name, spec, bindings: own, place: { file, ...lines.at(object.start) } }];
  });
  for (const { object, spec } of bindings) {
    if (policies.some(({ name }) => name === spec.policyName)) continue;
    if (found.some((each) => isPolicy(each) && each.name.name === spec.policyName)) continue;
    refuse(object, `there is no policy ${spec.policyName} for the binding to put in force`);
  }
  const others = found.filter((each) => !isPolicy(each) && !isBinding(each) && !isDefinition(each));
  const valuesOf = (objects: readonly KubernetesObject[]): JsonObject[] => objects.map(({ value }) => value);
  return { set: { policies, params: valuesOf(others), definitions: valuesOf(found.filter(isDefinition)) }, unchecked };
}

/** What the API server would refuse a binding for. Let through, it would put nothing in force, and nobody would know. */
function problemOfBinding(spec: BindingSpec | undefined): string | undefined {
  if (typeof spec?.policyName !== 'string') return 'names no policy: write spec.policyName';
  const actions: unknown = spec.validationActions;
  const known = ['Deny', 'Warn', 'Audit'];
  if (!Array.isArray(actions) || actions.length === 0) return `says not what to do: write spec.validationActions`;
  const unknown = actions.find((action) => !known.includes(action));
  if (unknown !== undefined) return `has the action ${JSON.stringify(unknown)}: write ${known.join(', ')}`;
  if (actions.includes('Deny') && actions.includes('Warn')) return 'has both Deny and Warn: write one of them';
  const { paramRef } = spec;
  if (paramRef === undefined || paramRef === null) return undefined;
  if ((paramRef.name ? 1 : 0) + (paramRef.selector ? 1 : 0) !== 1)
    return 'needs one of paramRef.name and paramRef.selector';
  if (['Allow', 'Deny'].includes(paramRef.parameterNotFoundAction ?? '')) return undefined;
  return 'says not what a missing parameter means: write Allow or Deny as paramRef.parameterNotFoundAction';
}

function problemOf(name: string | undefined, spec: PolicySpec | undefined): string | undefined {
  if (name === undefined) return 'the policy has no name';
  if (typeof spec !== 'object' || spec === null) return `the policy ${name} has no spec`;
  for (const field of ['validations', 'variables', 'matchConditions', 'auditAnnotations'] as const) {
    const list: unknown = spec[field] ?? [];
    if (!Array.isArray(list) || list.some((item) => typeof item !== 'object' || item === null)) {
      return `spec.${field} of the policy ${name} is no list of objects`;
    }
  }
  const { failurePolicy = 'Fail' } = spec;
  if (!['Fail', 'Ignore'].includes(failurePolicy)) {
    return `spec.failurePolicy of the policy ${name} is ${JSON.stringify(failurePolicy)}: write Fail or Ignore`;
  }
  const rules: unknown = spec.matchConstraints?.resourceRules;
  if (!Array.isArray(rules) || rules.length === 0) {
    return `the policy ${name} says not what it is about: write spec.matchConstraints.resourceRules`;
  }
  if ((spec.validations ?? []).length === 0 && (spec.auditAnnotations ?? []).length === 0) {
    return `the policy ${name} has no validations`;
  }
  return undefined;
}
