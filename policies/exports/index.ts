/**
 * The catalogue for other gates: each rule in the form that the gate knows, all derived from the rule's own CEL.
 *
 * Start at {@link exportGate}.
 */
import { type KubernetesRule, systemNamespaces, Waivers } from '@palisade/rules';
import { conftestExport } from './conftest';
import type { ExportedFile, Exporter, ExportOptions, GateExport, Stage } from './gate';
import { gatekeeperExport } from './gatekeeper';
import { kubeLinterExport } from './kube-linter';
import { kyvernoExport } from './kyverno';
import { vapExport } from './vap';

export type { ExportedFile, ExportOptions, GateExport, Stage };

const exporters = {
  conftest: conftestExport,
  gatekeeper: gatekeeperExport,
  'kube-linter': kubeLinterExport,
  kyverno: kyvernoExport,
  vap: vapExport,
} as const satisfies Readonly<Record<string, Exporter>>;

/** The gates that rules can be exported to. */
export type Gate = keyof typeof exporters;

/** The gates that rules can be exported to, sorted. */
export const gates = Object.keys(exporters) as readonly Gate[];

/**
 * Exports rules to a gate. The same rules and options give the same bytes, in whatever order the rules come.
 *
 * @returns The files, sorted by path, and the rules that the gate's language cannot say. Whoever writes the files must
 *   say the latter: the gate does not hold them.
 */
export function exportGate(
  gate: Gate,
  rules: readonly KubernetesRule[],
  { stage = 'deny', exemptNamespaces = systemNamespaces, waivers = Waivers.none }: Partial<ExportOptions> = {},
): GateExport {
  const sorted = [...rules].sort((a, b) => compare(a.id, b.id));
  const { files, untranslated } = exporters[gate](sorted, { stage, exemptNamespaces, waivers });
  return { files: [...files].sort((a, b) => compare(a.path, b.path)), untranslated };
}

/** By code unit, so that no locale of a machine has a say. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
