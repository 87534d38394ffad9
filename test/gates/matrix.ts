import type { KubernetesRule } from '@palisade/rules';
import { keyOf, type Subject, textsOf, type Verdicts } from './subjects';

/** What one gate did with the samples of one rule. */
export interface Cells {
  /** Samples on which its verdict was the one that the sample states. */
  readonly agreed: number;
  /** Samples on which it was another: their names. */
  readonly differed: readonly string[];
  /** Samples that it did not judge. */
  readonly untried: number;
}

/** What one gate did with all samples, by the rule's id. */
export interface Column {
  readonly gate: string;
  /** What was run, with its version; undefined where nothing was. */
  readonly program: string | undefined;
  readonly cells: ReadonlyMap<string, Cells>;
}

/** Compares a gate's verdicts with what the samples say. A subject without a verdict is untried. */
export function columnOf(
  { gate, program }: Pick<Column, 'gate' | 'program'>,
  rules: readonly KubernetesRule[],
  subjects: readonly Subject[],
  { verdicts, judges = () => true }: { verdicts: Verdicts; judges?: (rule: KubernetesRule) => boolean },
): Column {
  const cells = new Map(rules.map(({ id }) => [id, { agreed: 0, differed: [] as string[], untried: 0 }]));
  for (const { object, samples } of subjects) {
    const found = verdicts.get(keyOf(object));
    for (const { rule, name, isBad } of samples) {
      const cell = cells.get(rule.id);
      if (cell === undefined) continue;
      if (found === undefined || !judges(rule)) cell.untried += 1;
      else if (found.some((each) => each.rule === rule.id) === isBad) cell.agreed += 1;
      else cell.differed.push(name);
    }
  }
  return { gate, program, cells };
}

/** Where a gate's findings are not those of the evaluator: what is missing, what is too much, and on which object. */
export function differences(
  expected: Verdicts,
  observed: Verdicts,
  about: (rule: string, key: string) => boolean = () => true,
): string[] {
  return [...observed].flatMap(([key, found]) => {
    const due = textsOf((expected.get(key) ?? []).filter(({ rule }) => about(rule, key)));
    const came = textsOf(found);
    const [missing, extra] = [less(due, came), less(came, due)];
    if (missing.length === 0 && extra.length === 0) return [];
    return [`missing [${missing.join(' | ')}], too much [${extra.join(' | ')}] on ${key}`];
  });
}

/** The texts without those others; a text that is there twice is taken away once for each. */
function less(texts: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return texts.filter((text) => {
    const place = left.indexOf(text);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

/** What the page says beside the matrix. */
export interface Beside {
  /** By the gate that an export is for, what it lacks and why. */
  readonly untranslated: Readonly<Record<string, readonly string[]>>;
  /** The samples of rules about AWS, which no gate but the policy pack judges. */
  readonly aws: { readonly rules: number; readonly tried: number; readonly agreed: number };
}

/** The page of what was observed. It holds nothing but what the columns say, and what exports say they lack. */
export function renderGates(
  rules: readonly KubernetesRule[],
  columns: readonly Column[],
  { untranslated, aws }: Beside,
): string {
  const all = columns.flatMap(({ cells }) => [...cells.values()]);
  const sum = (count: (cell: Cells) => number) => all.reduce((total, cell) => total + count(cell), 0);
  const [agreed, differed, untried] = [
    sum((cell) => cell.agreed),
    sum((cell) => cell.differed.length),
    sum((cell) => cell.untried),
  ];
  const samplesOf = (id: string) => total(columns[0]?.cells.get(id));
  const rows = rules.map(
    ({ id }) => `| \`${id}\` | ${samplesOf(id)} | ${columns.map(({ cells }) => shown(cells.get(id))).join(' | ')} |`,
  );
  return `${[
    '# Gates: one verdict everywhere',
    '',
    '<!-- Written by the run of test/gates; see the end of the page. Do not edit. -->',
    '',
    `${rules.length} Kubernetes rules, each on its own samples, at every gate: ${number(agreed + differed)} verdicts were tried, ` +
      `**${number(agreed)} agree** with what the sample states and **${number(differed)} differ**; ${number(untried)} could not be tried.`,
    '',
    'A pod’s sample is tried in every kind that holds pods, and a container’s as init and as ephemeral container too.',
    '✓ and a number: so many verdicts agree. ✗: so many differ. –: so many were not tried, which is no pass.',
    '',
    ...columns.map(({ gate, program }) => `- **${gate}**: ${program ?? 'not tried: it can’t be had here'}`),
    '',
    `| Rule | Samples | ${columns.map(({ gate }) => gate).join(' | ')} |`,
    `| --- | ---: | ${columns.map(() => '---:').join(' | ')} |`,
    ...rows,
    '',
    'CrossGuard’s verdicts are what the engine reports of the pack, served as in production, on resources of one preview',
    'whose provider takes everything. No gate but that one judges AWS resources and whole stacks: of the samples of',
    `${aws.rules} AWS rules, previewed in the same way, ${number(aws.agreed)} of ${number(aws.tried)} agree. Those of stack rules are stacks of their own,`,
    'each previewed by `test/gates/stack-rules.test.ts`.',
    '',
    'Not tried at admission are rules about what the API server shows to no policy, and samples that it refuses by itself',
    'before any policy sees them.',
    '',
    ...Object.entries(untranslated).flatMap(([gate, reasons]) => [
      `Not in the export to ${gate}, each with the reason:`,
      '',
      ...reasons.map((reason) => `- ${reason.replace(/^[^:]+/, '`$&`')}`),
      '',
    ]),
    'To write this page anew: `PALISADE_DOCS=write npm test -- --testPathPatterns test/gates`.',
  ].join('\n')}\n`;
}

function shown(cell: Cells | undefined): string {
  if (cell === undefined) return '–';
  const parts = [
    cell.agreed > 0 ? `✓ ${cell.agreed}` : '',
    cell.differed.length > 0 ? `✗ ${cell.differed.length}` : '',
    cell.untried > 0 ? `– ${cell.untried}` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function total(cell: Cells | undefined): number {
  return cell === undefined ? 0 : cell.agreed + cell.differed.length + cell.untried;
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}
