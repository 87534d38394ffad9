import { type JsonObject, type KubernetesRule, podKinds } from '@palisade/rules';
import { admissionSpec } from '../admission-spec';
import type { ExportOptions, GateExport, Stage } from '../gate';
import { toYaml } from '../yaml';

const actions: Readonly<Record<Stage, string>> = { warn: 'warn', audit: 'dryrun', deny: 'deny' };

/**
 * Gatekeeper's ConstraintTemplates in CEL, and a Constraint for each: apply `templates` before `constraints`, or give
 * both folders to `gator test`.
 */
export function gatekeeperExport(rules: readonly KubernetesRule[], options: ExportOptions): GateExport {
  const files = rules.flatMap((rule) => [
    { path: `constraints/${rule.id}.yaml`, text: toYaml(constraint(rule, options)) },
    { path: `templates/${rule.id}.yaml`, text: toYaml(constraintTemplate(rule, options)) },
  ]);
  return { files, untranslated: [] };
}

/** The kind of a rule's constraint, such as `PalisadeNoHostPid`. */
export function constraintKind({ id }: KubernetesRule): string {
  const words = id.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Palisade${words.join('')}`;
}

const labels = { 'app.kubernetes.io/managed-by': 'palisade' };

function constraintTemplate(rule: KubernetesRule, { waivers }: ExportOptions): JsonObject {
  const { failurePolicy, matchConditions, variables, validations } = admissionSpec(rule, waivers);
  const kind = constraintKind(rule);
  const source = {
    failurePolicy,
    // In the singular, as Gatekeeper reads it.
    matchCondition: matchConditions,
    variables,
    validations: validations.map(({ expression, message, messageExpression }) => ({
      expression,
      message,
      messageExpression,
    })),
  };
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: {
      // Gatekeeper wants the kind in small letters.
      name: kind.toLowerCase(),
      labels,
      annotations: { 'metadata.gatekeeper.sh/title': rule.title, description: `${rule.rationale} ${rule.remediation}` },
    },
    spec: {
      crd: { spec: { names: { kind } } },
      targets: [{ target: 'admission.k8s.gatekeeper.sh', code: [{ engine: 'K8sNativeValidation', source }] }],
    },
  };
}

function constraint(rule: KubernetesRule, { stage, exemptNamespaces }: ExportOptions): JsonObject {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: constraintKind(rule),
    metadata: { name: rule.id, labels: { ...labels, 'palisade.dev/severity': rule.severity } },
    spec: {
      enforcementAction: actions[stage],
      match: { kinds: kindsOf(rule), excludedNamespaces: [...exemptNamespaces].sort() },
    },
  };
}

function kindsOf(rule: KubernetesRule): JsonObject[] {
  if (rule.on === 'object') {
    return rule.resources.map(({ group, kinds }) => ({ apiGroups: [group], kinds: Object.keys(kinds).sort() }));
  }
  const groups = [...new Set(podKinds.map(({ group }) => group))];
  return groups.map((group) => ({
    apiGroups: [group],
    kinds: podKinds.filter((podKind) => podKind.group === group).map(({ kind }) => kind),
  }));
}
