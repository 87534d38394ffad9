import { isSeenByAdmission, type JsonObject, type KubernetesRule, validatingAdmissionPolicy } from '@palisade/rules';
import type { ExportOptions, GateExport, Stage } from '../gate';
import { toYaml } from '../yaml';

/** What a binding does with a violation. The API server always says which policy it was. */
const actions: Readonly<Record<Stage, readonly string[]>> = { warn: ['Warn'], audit: ['Audit'], deny: ['Deny'] };

/** ValidatingAdmissionPolicies, each with the binding that puts it in force: `kubectl apply -f` the folder. */
export function vapExport(
  rules: readonly KubernetesRule[],
  { stage, exemptNamespaces, waivers }: ExportOptions,
): GateExport {
  const files = rules.filter(isSeenByAdmission).map((rule) => {
    const { policy, binding } = validatingAdmissionPolicy(rule, { exemptNamespaces, waivers });
    const spec = { ...(binding.spec as JsonObject), validationActions: [...actions[stage]] };
    return { path: `${rule.id}.yaml`, text: toYaml(policy, { ...binding, spec }) };
  });
  const untranslated = rules
    .filter((rule) => !isSeenByAdmission(rule))
    .map(({ id }) => `${id}: the API server shows no policy what it is about`);
  return { files, untranslated };
}
