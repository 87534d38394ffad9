import type { Rule } from '../rule';
import { cell, type Framework, frameworkOf, frameworks, sortedById, table } from './words';

/** The page that lists every control, and what of each framework the controls refer to. */
export function indexPage(rules: readonly Rule[]): string {
  const parts = [
    '# Controls',
    `This page is generated from the catalogue in \`rules/\`: ${rules.length} controls. Run \`npm run docs\` to write it again.`,
    table(['Control', 'Severity', 'What it asks', 'Standards'], sortedById(rules).map(row)),
    '## Frameworks',
    'Counted from the references of the controls: a control of ours may answer several of theirs, and the other way round.',
    table(
      ['Framework', 'Controls here', 'Recommendations there'],
      frameworks.flatMap((each) => summary(rules, each)),
    ),
    ...frameworks.flatMap((each) => section(rules, each)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function row(rule: Rule): string[] {
  return [link(rule), rule.severity, cell(rule.title), standards(rule)];
}

function link({ id }: Rule): string {
  return `[${id}](rules/${id}.md)`;
}

/** The frameworks that a rule refers to, in short. */
function standards(rule: Rule): string {
  return frameworks
    .flatMap((framework) => {
      const controls = controlsIn(rule, framework);
      // Headings are too long for a column; numbers are not.
      const numbers = controls.filter((control) => /\d/.test(control) && !control.includes(' '));
      return controls.length === 0 ? [] : [[framework.short, ...numbers].join(' ')];
    })
    .join(', ');
}

function controlsIn(rule: Rule, framework: Framework): string[] {
  return rule.references.flatMap((reference) =>
    frameworkOf(reference) === framework && 'control' in reference ? [reference.control] : [],
  );
}

/** Each recommendation of a framework with the rules that refer to it, sorted as numbers where they are numbers. */
function recommendations(rules: readonly Rule[], framework: Framework): [string, Rule[]][] {
  const found = new Map<string, Rule[]>();
  for (const rule of sortedById(rules)) {
    for (const control of controlsIn(rule, framework)) found.set(control, [...(found.get(control) ?? []), rule]);
  }
  return [...found].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}

function summary(rules: readonly Rule[], framework: Framework): string[][] {
  const found = recommendations(rules, framework);
  const own = new Set(found.flatMap(([, referring]) => referring));
  return own.size === 0 ? [] : [[framework.name, String(own.size), String(found.length)]];
}

function section(rules: readonly Rule[], framework: Framework): string[] {
  const found = recommendations(rules, framework);
  if (found.length === 0) return [];
  const rows = found.map(([control, referring]) => [cell(control), referring.map(link).join(', ')]);
  return [`### ${framework.name}`, table(['Recommendation', 'Controls'], rows)];
}
