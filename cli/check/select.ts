import { type Framework, frameworksOf, type Rule, type RuleHeader, type Severity, severities } from '@palisade/rules';

/** Which rules to check by. What is left out narrows nothing. */
export interface Selection {
  /** Rules of this severity, and of worse. */
  readonly severity?: Severity;
  /** Rules of these ids. */
  readonly ids?: readonly string[];
  /** Rules that the framework asks for; what restricted pods must hold, baseline ones must too. */
  readonly framework?: Framework;
}

/** A selection that no rule answers to. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}

/**
 * The rules that a selection leaves.
 *
 * @throws SelectionError where an id is no rule's, or nothing is left.
 */
export function select<R extends Rule>(rules: readonly R[], { severity, ids, framework }: Selection): R[] {
  for (const id of ids ?? []) {
    if (!rules.some((rule) => rule.id === id)) throw new SelectionError(unknownRule(id, rules));
  }
  const worst = severity === undefined ? severities : severities.slice(0, severities.indexOf(severity) + 1);
  const selected = rules.filter(
    (rule) =>
      (ids === undefined || ids.includes(rule.id)) &&
      worst.includes(rule.severity) &&
      (framework === undefined || frameworksOf(rule).includes(framework)),
  );
  if (selected.length === 0) throw new SelectionError('no rule is left by --severity, --rule and --framework together');
  return selected;
}

/** That there is no such rule, and which may have been meant. */
export function unknownRule(id: string, rules: readonly RuleHeader[]): string {
  const words = new Set(id.split('-').filter((word) => word.length > 2 && word !== 'require'));
  const near = rules
    .map((rule) => ({ id: rule.id, shared: rule.id.split('-').filter((word) => words.has(word)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || (a.id < b.id ? -1 : 1))
    .slice(0, 3)
    .map((candidate) => candidate.id);
  const advice = near.length === 0 ? 'docs/generated/controls.md lists all' : `did you mean ${near.join(', ')}?`;
  return `there is no rule '${id}'; ${advice}`;
}
