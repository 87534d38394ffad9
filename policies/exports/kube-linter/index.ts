import type { KubernetesRule } from '@palisade/rules';
import type { ExportOptions, GateExport } from '../gate';
import { Untranslatable } from '../untranslatable';
import { toYaml } from '../yaml';
import { checkOf } from './check';

/**
 * KubeLinter's custom checks in CEL: `kube-linter lint --config .kube-linter.yaml FILE`. KubeLinter has CEL's own
 * functions alone, and no optionals: rules that need more are left out, and no message names the containers. It has no
 * stages either: whoever runs it decides what its exit code does.
 */
export function kubeLinterExport(rules: readonly KubernetesRule[], { waivers }: ExportOptions): GateExport {
  const untranslated: string[] = [];
  const customChecks = rules.flatMap((rule) => {
    try {
      const name = `palisade-${rule.id}`;
      return [
        {
          name,
          description: rule.title,
          remediation: rule.remediation,
          scope: { objectKinds: ['Any'] },
          template: 'cel-expression',
          params: { check: checkOf(rule, waivers) },
        },
      ];
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      untranslated.push(`${rule.id}: ${error.message}`);
      return [];
    }
  });
  const checks = { doNotAutoAddDefaults: true, include: customChecks.map(({ name }) => name) };
  return { files: [{ path: '.kube-linter.yaml', text: toYaml({ checks, customChecks }) }], untranslated };
}
