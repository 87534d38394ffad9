import type { Reference, ResourceSelector, Rule } from '../rule';

/** A body of recommendations that rules refer to. */
export interface Framework {
  /** As `--framework` and tags name it; the Pod Security Standards have one for each level. */
  readonly id: string;
  readonly name: string;
  /** In a narrow column. */
  readonly short: string;
}

/** In the order in which pages list them. */
export const frameworks: readonly Framework[] = [
  { id: 'pss-baseline', name: 'Pod Security Standards, baseline', short: 'PSS baseline' },
  { id: 'pss-restricted', name: 'Pod Security Standards, restricted', short: 'PSS restricted' },
  { id: 'cis-kubernetes', name: 'CIS Kubernetes Benchmark', short: 'CIS' },
  { id: 'cis-eks', name: 'CIS Amazon EKS Benchmark', short: 'CIS EKS' },
  { id: 'nsa-cisa', name: 'NSA/CISA Kubernetes Hardening Guide', short: 'NSA/CISA' },
  { id: 'mitre-attack', name: 'MITRE ATT&CK', short: 'ATT&CK' },
  { id: 'aws-fsbp', name: 'AWS Foundational Security Best Practices', short: 'FSBP' },
];

/** The framework that a reference is to; undefined for mere documentation. */
export function frameworkOf(reference: Reference): Framework | undefined {
  const id = reference.standard === 'pod-security' ? `pss-${reference.level}` : reference.standard;
  return frameworks.find((framework) => framework.id === id);
}

/** A reference in full. */
export function referenceText(reference: Reference): string {
  if (reference.standard === 'documentation') return `<${reference.url}>`;
  const name = frameworkOf(reference)?.name;
  // Numbers follow a name as they are, headings after a colon.
  return /^\S*\d\S*$/.test(reference.control) ? `${name} ${reference.control}` : `${name}: ${reference.control}`;
}

/** What a rule looks at. */
export function about(rule: Rule): string {
  switch (rule.on) {
    case 'pod':
      return 'pods';
    case 'container':
      return 'containers';
    case 'object':
      return kindsOf(rule.resources);
    case 'aws':
      return rule.types.map((type) => `\`${type}\``).join(', ');
    case 'stack':
      return 'the stack';
  }
}

function kindsOf(resources: readonly ResourceSelector[]): string {
  const kinds = [...new Set(resources.flatMap((each) => Object.keys(each.kinds)))].sort();
  return kinds.length > 12 ? `${kinds.length} kinds of objects` : kinds.join(', ');
}

/** Text for a cell of a table. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A block of code. */
export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Rules sorted by id, by code unit, so that no locale of a machine has a say. */
export function sortedById(rules: readonly Rule[]): Rule[] {
  return [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
}
