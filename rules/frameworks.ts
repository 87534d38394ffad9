import type { Reference, Rule, Severity } from './rule';

/** Severities, the worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** Published sets of controls that a gate can be narrowed to, or made stricter for. */
export const frameworks = ['pss-baseline', 'pss-restricted', 'cis', 'nsa'] as const;
/** One of {@link frameworks}. */
export type Framework = (typeof frameworks)[number];

const asksFor: { readonly [framework in Framework]: (reference: Reference) => boolean } = {
  'pss-baseline': (reference) => reference.standard === 'pod-security' && reference.level === 'baseline',
  // What restricted pods must hold, baseline ones must too.
  'pss-restricted': ({ standard }) => standard === 'pod-security',
  cis: ({ standard }) => standard === 'cis-kubernetes' || standard === 'cis-eks',
  nsa: ({ standard }) => standard === 'nsa-cisa',
};

/** The frameworks that ask for a rule. */
export function frameworksOf({ references }: Pick<Rule, 'references'>): Framework[] {
  return frameworks.filter((framework) => references.some(asksFor[framework]));
}
