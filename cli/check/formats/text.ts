import { objectText, type Report, type Unchecked, type Violation } from '../report';
import { summary } from './count';
import type { Style } from './format';
import { printable } from './printable';

const ansi = { bold: '1', red: '31', yellow: '33', green: '32', dim: '2' } as const;
type Paint = (as: keyof typeof ansi, text: string) => string;

/** For people: by file, each finding with its place, its rule, what was found and what to do. */
export function* text(report: Report, { colour }: Pick<Style, 'colour'>): Generator<string> {
  const paint: Paint = (as, given) => (colour ? `\u001b[${ansi[as]}m${given}\u001b[0m` : given);
  const unchecked = groupBy(report.unchecked, ({ file }) => file);
  const violations = groupBy(report.violations, ({ place }) => place.file);
  for (const file of new Set([...unchecked.keys(), ...report.files])) {
    const [bad, broken] = [unchecked.get(file) ?? [], violations.get(file) ?? []];
    if (bad.length + broken.length === 0) continue;
    yield `${paint('bold', printable(file))}\n`;
    yield* inParts(bad, (each) => uncheckedText(each, paint));
    const advice = new Map<string, string>();
    yield* inParts(broken, (each) => violationText(each, printable(file), advice, paint));
    yield '\n';
  }
  const clean = report.unchecked.length === 0 && !report.violations.some(({ outcome }) => outcome === 'deny');
  yield `${paint(clean ? 'green' : 'red', summary(report))}\n`;
}

/** The whole report of a hundred thousand objects as one text would take more memory than they do. */
function* inParts<T>(items: readonly T[], write: (item: T) => string): Generator<string> {
  for (let from = 0; from < items.length; from += 1000) {
    yield `${items
      .slice(from, from + 1000)
      .map(write)
      .join('\n')}\n`;
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function uncheckedText({ file, line, column, reason }: Unchecked, paint: Paint): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `  ${printable(place)}  ${paint('red', 'could not be checked')}\n    ${printable(reason)}`;
}

/** @param advice Each remediation as it is written: thousands of findings share it. */
function violationText(
  { rule, outcome, message, place, object, waiver }: Violation,
  file: string,
  advice: Map<string, string>,
  paint: Paint,
): string {
  const grave = rule.severity === 'critical' || rule.severity === 'high';
  const degree = outcome === 'deny' ? rule.severity : outcome;
  const level = paint(outcome === 'deny' ? (grave ? 'red' : 'yellow') : 'dim', degree);
  const head = `  ${file}:${place.line}:${place.column}  ${level}  ${paint('bold', rule.id)}`;
  let last = waiver === undefined ? advice.get(rule.remediation) : `waived: ${printable(waiver)}`;
  if (last === undefined) {
    last = `fix: ${printable(rule.remediation)}`;
    advice.set(rule.remediation, last);
  }
  return `${head}  ${printable(objectText(object))}\n    ${printable(message)}\n    ${paint('dim', last)}`;
}
