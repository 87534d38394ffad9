import type { BadSample, Rule, Sample } from '../rule';
import { shownSample } from './shown-sample';
import { about, fenced, referenceText } from './words';

/** The page about one control: why, what to do, the logic to the letter, and samples that the tests run. */
export function rulePage(rule: Rule): string {
  const [good] = rule.samples.good;
  const parts = [
    `# ${rule.id}`,
    `**${rule.title}.** Severity ${rule.severity}; about ${about(rule)}.`,
    rule.rationale,
    `**What to do.** ${rule.remediation}`,
    ['**References**', '', ...rule.references.map((reference) => `- ${referenceText(reference)}`)].join('\n'),
    '## Logic',
    ...logic(rule),
    '## Samples',
    ...(rule.on === 'aws' || rule.on === 'stack'
      ? []
      : ['Of a pod, what differs from one that breaks no rule of the catalogue; `null` is left out.']),
    `Passes: ${good.name}.`,
    ...shown(rule, good),
    ...rule.samples.bad.flatMap((bad: BadSample<unknown>, index) => [
      `Found: ${bad.name}: “${bad.message}”.`,
      // The resources of a whole stack take a page each; the first shows what is meant.
      ...(rule.on === 'stack' && index > 0 ? [] : shown(rule, bad)),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function logic(rule: Rule): string[] {
  if (rule.on === 'stack') return ['Judged over the whole stack, in TypeScript.'];
  const lead =
    'forEach' in rule && rule.forEach
      ? `True where all is well, for each \`${rule.forEach.as}\` in:\n\n${fenced('cel', rule.forEach.in)}\n\nAsked of each:`
      : rule.on === 'container'
        ? 'True where all is well, for each container, init and ephemeral ones too:'
        : 'True where all is well:';
  const unseen =
    rule.on === 'object' && rule.notForAdmission !== undefined
      ? [`Not judged by admission in the cluster: ${rule.notForAdmission}.`]
      : [];
  return [lead, fenced('cel', rule.cel), ...unseen];
}

function shown(rule: Rule, sample: Sample<unknown>): string[] {
  const text = shownSample(rule, sample);
  return text === undefined ? [] : [fenced('yaml', text)];
}
