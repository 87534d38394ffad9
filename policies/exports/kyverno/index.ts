import type { JsonObject, KubernetesRule } from '@palisade/rules';
import { admissionSpec } from '../admission-spec';
import type { ExportOptions, GateExport, Stage } from '../gate';
import { toYaml } from '../yaml';
import { policyExceptions } from './exception';
import { policyName } from './name';

const actions: Readonly<Record<Stage, readonly string[]>> = { warn: ['Warn'], audit: ['Audit'], deny: ['Deny'] };

/**
 * Kyverno's ValidatingPolicies in CEL, for a cluster (`kubectl apply -f policies`) and for `kyverno apply policies`; and
 * a PolicyException for each waiver, which belongs in a namespace that Kyverno is told to take exceptions from.
 */
export function kyvernoExport(rules: readonly KubernetesRule[], options: ExportOptions): GateExport {
  const policies = rules.map((rule) => ({
    path: `policies/${rule.id}.yaml`,
    text: toYaml(validatingPolicy(rule, options)),
  }));
  const exceptions = rules.flatMap((rule) => policyExceptions(rule, options.waivers));
  const files = exceptions.map(({ name, exception }) => ({ path: `exceptions/${name}.yaml`, text: toYaml(exception) }));
  return { files: [...policies, ...files], untranslated: [] };
}

function validatingPolicy(rule: KubernetesRule, { stage, exemptNamespaces }: ExportOptions): JsonObject {
  const { failurePolicy, matchConstraints, matchConditions, variables, validations } = admissionSpec(rule);
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata: {
      name: policyName(rule),
      labels: { 'app.kubernetes.io/managed-by': 'palisade', 'palisade.dev/severity': rule.severity },
      annotations: {
        'policies.kyverno.io/title': rule.title,
        'policies.kyverno.io/severity': rule.severity,
        'policies.kyverno.io/description': `${rule.rationale} ${rule.remediation}`,
      },
    },
    spec: {
      validationActions: [...actions[stage]],
      failurePolicy,
      // The policy names every kind that holds a pod; Kyverno must not write it anew for them.
      autogen: { podControllers: { controllers: [] } },
      matchConstraints: {
        resourceRules: matchConstraints.resourceRules.map((each) => ({
          ...each,
          resources: each.resources.flatMap(pluralsOf),
        })),
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...exemptNamespaces].sort() },
          ],
        },
      },
      matchConditions,
      variables,
      validations: validations.map(({ expression, message, messageExpression }) => ({
        expression,
        message,
        messageExpression,
      })),
    },
  };
}

/**
 * What Kyverno takes for the plural of a kind. Where it has no cluster to ask, `kyverno apply` makes it from the kind by rules
 * of spelling, and looks for `gatewaies`; there is no such resource in a cluster, so there it matches nothing more.
 */
function pluralsOf(plural: string): string[] {
  return plural.endsWith('ys') ? [plural, `${plural.slice(0, -2)}ies`] : [plural];
}
