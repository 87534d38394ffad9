import type { Reference, Rule } from '@palisade/rules';

/** Published sets of controls, by the names that `palisade check --framework` knows them by. */
export const frameworks = ['pss-baseline', 'pss-restricted', 'cis', 'nsa'] as const;
export type Framework = (typeof frameworks)[number];

const asksFor: { readonly [framework in Framework]: (reference: Reference) => boolean } = {
  'pss-baseline': (reference) => reference.standard === 'pod-security' && reference.level === 'baseline',
  'pss-restricted': ({ standard }) => standard === 'pod-security',
  cis: ({ standard }) => standard === 'cis-kubernetes' || standard === 'cis-eks',
  nsa: ({ standard }) => standard === 'nsa-cisa',
};

/** The frameworks that ask for a rule. */
export function frameworksOf({ references }: Pick<Rule, 'references'>): Framework[] {
  return frameworks.filter((framework) => references.some(asksFor[framework]));
}
