import { severities } from '@palisade/rules';
import type { Report } from '../report';

/** A whole number with its thousands set apart. What the language has for it takes ten milliseconds to begin. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number with its noun: `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** The whole report in one line. */
export function summary({ violations, unchecked, files, objects, rules }: Report): string {
  const of = (outcome: string) => violations.filter((violation) => violation.outcome === outcome);
  const denied = of('deny');
  const by = severities
    .map((severity) => ({ severity, number: denied.filter(({ rule }) => rule.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => `${grouped(number)} ${severity}`);
  const results = [
    `${count(denied.length, 'violation')}${by.length === 0 ? '' : ` (${by.join(', ')})`}`,
    ...(of('warn').length > 0 ? [count(of('warn').length, 'warning')] : []),
    ...(of('audit').length > 0 ? [`${count(of('audit').length, 'finding')} for the audit log`] : []),
    ...(of('waived').length > 0 ? [`${grouped(of('waived').length)} waived`] : []),
    ...(unchecked.length > 0 ? [`${grouped(unchecked.length)} could not be checked`] : []),
  ];
  const seen = `${count(objects, 'object')} in ${count(files.length, 'file')} checked by ${count(rules, 'rule')}`;
  return `${seen}: ${results.join(', ')}`;
}
