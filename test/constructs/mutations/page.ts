import type { Fate, Refusal } from './gates';
import { harmless } from './harmless';

/** The page of what became of every mutant, by `place: change`. */
export function pageOf(fates: ReadonlyMap<string, Fate>): string {
  const refused = [...fates].flatMap(([key, fate]) => (typeof fate === 'string' ? [] : [{ key, by: fate.refusedBy }]));
  const others = (wanted: Fate) => [...fates].filter(([, fate]) => fate === wanted).map(([key]) => key);
  const survived = others('survived');
  return `${[
    '# What each hardening is worth',
    '',
    'Everything that the constructs write (the cases of `test/constructs/cases`) is weakened by one step in every place: taken away, turned round, set to a weaker word, an image by its tag or from another registry. Each mutant goes through the catalogue, as a synth and `palisade check` do, and to a real API server with every rule as a policy that denies and Pod Security `restricted`.',
    '',
    `- ${fates.size} mutants`,
    `- ${refused.length} refused by a gate`,
    `- ${others('seen in what is reachable').length} that open or close a connection: the test of reachability fails, and \`palisade graph\` draws it`,
    `- ${others('the same to the API server').length} that the API server turns into what was there before: its own defaults`,
    `- ${others('held elsewhere in the object').length} that something else in the same object makes up for; together with it they are refused`,
    `- ${survived.length} that are no lost hardening, listed below with the reason`,
    '',
    'Written by `PALISADE_DOCS=write npm test -- --testPathPatterns test/constructs/mutations`; the test fails where it is not what a run finds.',
    '',
    '## Refused',
    '',
    '| what was weakened | before the cluster | in the cluster |',
    '| --- | --- | --- |',
    ...refused.map(
      ({ key, by }) => `| ${cell(key)} | ${sayOf(by, isBefore)} | ${sayOf(by, (each) => !isBefore(each))} |`,
    ),
    '',
    '## Seen in what is reachable',
    '',
    ...others('seen in what is reachable').map((key) => `- ${cell(key)}`),
    '',
    '## Held elsewhere in the object',
    '',
    ...others('held elsewhere in the object').map((key) => `- ${cell(key)}`),
    '',
    '## No lost hardening',
    '',
    ...harmless.flatMap(({ reason, survivors }) => [
      `Because ${reason}:`,
      '',
      ...survived.filter((key) => survivors.some((each) => each.test(key))).map((key) => `- ${cell(key)}`),
      '',
    ]),
  ].join('\n')}`;
}

function isBefore({ gate }: Refusal): boolean {
  return gate === 'synth' || gate === 'check';
}

function sayOf(refusals: readonly Refusal[], which: (refusal: Refusal) => boolean): string {
  const found = refusals.find(which);
  if (found === undefined) return '';
  // Of several policies that refuse, the API server names one, and not always the same.
  return found.rule === undefined || found.gate === 'admission'
    ? found.gate
    : `${found.gate}: [${found.rule}](rules/${found.rule}.md)`;
}

function cell(key: string): string {
  const [place = '', change = ''] = key.split(': ');
  return `\`${place}\` ${change}`;
}
