import { catalogue } from '../catalogue';
import type { Rule } from '../rule';
import { indexPage } from './index-page';
import { rulePage } from './rule-page';
import { sortedById } from './words';

/** A generated page. */
export interface Page {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Every page about the controls, as Markdown: a list of all with the frameworks they refer to, then one page each. The
 * same catalogue gives the same bytes.
 *
 * @param rules Default: the whole {@link catalogue}.
 */
export function renderDocs(rules: readonly Rule[] = catalogue): Page[] {
  return [
    { path: 'docs/generated/controls.md', text: indexPage(rules) },
    ...sortedById(rules).map((rule) => ({ path: `docs/generated/rules/${rule.id}.md`, text: rulePage(rule) })),
  ];
}
