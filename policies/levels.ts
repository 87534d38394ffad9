import { type Framework, frameworksOf, type Rule, type Severity } from '@palisade/rules';

/** What a broken rule does to a preview, the mildest first. `remediate` mends what it can, and is `mandatory` where it cannot. */
export const levels = ['disabled', 'advisory', 'mandatory', 'remediate'] as const;
export type Level = (typeof levels)[number];

/** Levels by what they are for. A rule's own counts before those of its frameworks, and these before its severity's. */
export interface Levels {
  /** By id. */
  readonly rules?: { readonly [id: string]: Level };
  /** Of two frameworks that ask for the same rule, the stricter counts. */
  readonly frameworks?: { readonly [framework in Framework]?: Level };
  readonly severities?: { readonly [severity in Severity]?: Level };
}

const byDefault: Readonly<Record<Severity, Level>> = {
  critical: 'mandatory',
  high: 'mandatory',
  medium: 'advisory',
  low: 'advisory',
};

/**
 * The level of a rule.
 *
 * `remediate` for a framework or a severity is meant for rules with a fix; of the others the next in line decides, so that
 * nothing that was advisory stops a preview unsaid.
 *
 * @default `critical` and `high` rules are mandatory, `medium` and `low` ones advisory: who adds the pack to a stack is
 * stopped by what can be exploited, and told of the rest.
 */
export function levelOf(rule: Rule, { rules = {}, frameworks = {}, severities = {} }: Levels): Level {
  const own = Object.hasOwn(rules, rule.id) ? rules[rule.id] : undefined;
  const asked = frameworksOf(rule).map((framework) => usable(rule, frameworks[framework]));
  return own ?? strictest(asked) ?? usable(rule, severities[rule.severity]) ?? byDefault[rule.severity];
}

/** Whether a preview can mend what breaks a rule. */
export function isFixable(rule: Rule): boolean {
  return rule.on !== 'stack' && rule.fix !== undefined;
}

function usable(rule: Rule, level: Level | undefined): Level | undefined {
  return level === 'remediate' && !isFixable(rule) ? undefined : level;
}

function strictest(given: readonly (Level | undefined)[]): Level | undefined {
  return [...levels].reverse().find((level) => given.includes(level));
}
