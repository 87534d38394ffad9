import type { Waiver } from '@palisade/rules';
import type { Change } from '../hardened/hardened';
import type { Violation } from './check';
import { printable } from './printable';

/** What a synth that goes through has to say. */
export interface Told {
  readonly changed: readonly Change[];
  readonly advice: readonly Violation[];
  readonly unused: readonly Waiver[];
  /** The file of the waivers. */
  readonly waivers: string | undefined;
}

/**
 * The text of it, a line for each rule and each waiver; empty where there is nothing to say. Without colours: it goes
 * through the cdk8s command and through the logs of CI.
 */
export function tellingText({ changed, advice, unused, waivers }: Told): string {
  const lines = [
    ...section(changed, 'made safe what others wrote,', ({ rule, path, object, set }) => {
      const fields = set.map(({ pointer, value }) => `${pointer}: ${JSON.stringify(value)}`);
      return `[${rule}] ${path} (${object}): ${fields.join(', ')}`;
    }),
    ...section(advice, 'advice, which stops nothing,', ({ rule, severity, path, object, found }) => {
      return `[${rule}, ${severity}] ${path} (${object}): ${found}`;
    }),
    ...unused.map(
      ({ rule, line }) =>
        `palisade: ${waivers}:${line}: nothing that this waiver of ${rule} selects breaks the rule: delete it`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The first of each rule, and how many more there are. */
function section<T extends { readonly rule: string }>(
  all: readonly T[],
  what: string,
  line: (one: T) => string,
): string[] {
  const byRule = new Map<string, T[]>();
  for (const one of all) {
    const group = byRule.get(one.rule);
    if (group === undefined) byRule.set(one.rule, [one]);
    else group.push(one);
  }
  const lines = [...byRule.values()].map(([first, ...others]) => {
    const more = others.length === 0 ? '' : ` (and on ${others.length} more)`;
    return printable(`  ${line(first as T)}${more}`);
  });
  if (lines.length === 0) return [];
  return [`palisade: ${what} by ${lines.length === 1 ? 'one rule' : `${lines.length} rules`}:`, ...lines.sort()];
}
