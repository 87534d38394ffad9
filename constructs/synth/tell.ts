import type { Waiver } from '@palisade/rules';
import type { Violation } from '../check';
import { printable } from './printable';

/** What a synth that goes through has to say. */
export interface Told {
  readonly advice: readonly Violation[];
  readonly unused: readonly Waiver[];
  /** The file of the waivers. */
  readonly waivers: string | undefined;
}

/**
 * The text of it, a line for each rule and each waiver; empty where there is nothing to say. Without colours: it goes
 * through the cdk8s command and through the logs of CI.
 */
export function tellingText({ advice, unused, waivers }: Told): string {
  const byRule = new Map<string, Violation[]>();
  for (const one of advice) byRule.set(one.rule, [...(byRule.get(one.rule) ?? []), one]);
  const lines = [...byRule.values()].map(ruleLine).sort();
  const stale = unused.map(
    ({ rule, line }) =>
      `palisade: ${waivers}:${line}: nothing that this waiver of ${rule} selects breaks the rule: delete it`,
  );
  const head = `palisade: advice by ${byRule.size === 1 ? 'one rule' : `${byRule.size} rules`}, which stops nothing:`;
  return [...(lines.length === 0 ? [] : [head, ...lines]), ...stale].map((line) => `${line}\n`).join('');
}

function ruleLine([first, ...others]: readonly Violation[]): string {
  const { path, object, rule, severity, found } = first as Violation;
  const more = others.length === 0 ? '' : ` (and on ${others.length} more)`;
  return printable(`  [${rule}, ${severity}] ${path} (${object}): ${found}${more}`);
}
