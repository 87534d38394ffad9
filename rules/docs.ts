import { catalogue } from './catalogue';
import { about, cell, fenced, referenceText } from './docs/words';
import type { BadSample, Rule, Sample } from './rule';

/**
 * The page about every control, as Markdown: a table sorted by id, then a section for each with its reasons, its
 * logic and its samples.
 *
 * @param rules Default: the whole {@link catalogue}.
 */
export function renderControls(rules: readonly Rule[] = catalogue): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = sorted.map(
    (rule) => `| [${rule.id}](#${rule.id}) | ${rule.severity} | ${about(rule)} | ${cell(rule.title)} |`,
  );
  const table = ['| Control | Severity | About | What it asks |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const intro = `This page is generated from the catalogue in \`rules/\`: ${sorted.length} controls. Run \`npm run docs\` to write it again.`;
  return `${['# Controls', intro, table, ...sorted.map(section)].join('\n\n')}\n`;
}

function section(rule: Rule): string {
  const parts = [
    `## ${rule.id}`,
    `**${rule.title}.** Severity ${rule.severity}; about ${about(rule)}.`,
    rule.rationale,
    `**What to do:** ${rule.remediation}`,
    `**References:** ${rule.references.map(referenceText).join('; ')}.`,
    ...logic(rule),
    '**Passes:**',
    rule.samples.good.map((sample: Sample<unknown>) => `- ${sample.name}`).join('\n'),
    '**Is found:**',
    rule.samples.bad.map((sample: BadSample<unknown>) => `- ${sample.name}: “${sample.message}”`).join('\n'),
    details('The first sample of each', [rule.samples.good[0], rule.samples.bad[0]]),
  ];
  return parts.join('\n\n');
}

function logic(rule: Rule): string[] {
  if (rule.on === 'stack') return ['Judged over the whole stack.'];
  const each =
    'forEach' in rule && rule.forEach ? `For each \`${rule.forEach.as}\` in \`${rule.forEach.in}\`:` : undefined;
  const lead =
    each ?? (rule.on === 'container' ? 'For each container, init and ephemeral ones too:' : 'True where all is well:');
  return [lead, fenced('cel', rule.cel)];
}

function details(summary: string, samples: readonly Sample<unknown>[]): string {
  const bodies = samples.map(({ name, given }) => `${name}:\n\n${fenced('json', JSON.stringify(given, null, 2))}`);
  return `<details><summary>${summary}</summary>\n\n${bodies.join('\n\n')}\n\n</details>`;
}
