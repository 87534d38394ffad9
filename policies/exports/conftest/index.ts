import type { KubernetesRule } from '@palisade/rules';
import type { ExportOptions, GateExport } from '../gate';
import { Untranslatable } from '../untranslatable';
import { celLibrary } from './library';
import { moduleName, ruleModule } from './module';
import { objectsLibrary } from './objects';

/**
 * Rego for Conftest: `conftest test --policy policy FILE`. Translated from the rules' CEL; what a rule cannot decide, it
 * reports.
 */
export function conftestExport(rules: readonly KubernetesRule[], { stage, waivers }: ExportOptions): GateExport {
  const files = [
    { path: 'policy/cel.rego', text: celLibrary },
    { path: 'policy/main.rego', text: mainModule(stage === 'deny' ? 'deny' : 'warn') },
    { path: 'policy/objects.rego', text: objectsLibrary() },
  ];
  const untranslated: string[] = [];
  for (const rule of rules) {
    try {
      files.push({ path: `policy/rules/${moduleName(rule)}.rego`, text: ruleModule(rule, waivers) });
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      untranslated.push(`${rule.id}: ${error.message}`);
    }
  }
  return { files, untranslated };
}

function mainModule(verdict: 'deny' | 'warn'): string {
  return `# Where conftest looks: the findings of all rules.
package main

${verdict} contains finding if {
	some rule
	some finding in data.palisade.rules[rule].findings
}
`;
}
