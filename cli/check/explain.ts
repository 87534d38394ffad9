import type { BadSample, Reference, Rule, Sample } from '@palisade/rules';

const standards: { readonly [standard in Exclude<Reference['standard'], 'documentation'>]: string } = {
  'aws-fsbp': 'AWS Foundational Security Best Practices',
  'cis-eks': 'CIS Amazon EKS Benchmark',
  'cis-kubernetes': 'CIS Kubernetes Benchmark',
  'mitre-attack': 'MITRE ATT&CK',
  'nsa-cisa': 'NSA/CISA Kubernetes Hardening Guide',
  'pod-security': 'Pod Security Standards',
};

/** A rule as a page for the terminal: what it asks and why, what to do, its logic, and a sample of either kind. */
export function explain(rule: Rule): string {
  const { dump } = require('js-yaml') as typeof import('js-yaml');
  const good: Sample<unknown> = rule.samples.good[0];
  const bad: BadSample<unknown> = rule.samples.bad[0];
  const parts = [
    `${rule.id} (${rule.severity})`,
    `${rule.title}.`,
    rule.rationale,
    `What to do: ${rule.remediation}`,
    `References:\n${rule.references.map((reference) => `  ${referenceText(reference)}`).join('\n')}`,
    ...(rule.on === 'stack' ? [] : [`Logic (CEL):\n${indented(rule.cel)}`]),
    `Passes: ${good.name}\n${indented(dump(good.given))}`,
    `Is found: ${bad.name}\n${indented(dump(bad.given))}\n  # ${bad.message}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function referenceText(reference: Reference): string {
  if (reference.standard === 'documentation') return reference.url;
  const level = reference.standard === 'pod-security' ? ` (${reference.level})` : '';
  return `${standards[reference.standard]}${level}: ${reference.control}`;
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '  ');
}
