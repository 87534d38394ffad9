import { severities } from '@palisade/rules';
import { documentsIn, isMalformed, type Origin } from './documents';
import type { Judge, Judgement } from './judge';
import { Lines } from './lines';
import { isObjectless, type KubernetesObject, objectsIn, offsetOf } from './objects';
import type { Report, RuleFacts, Unchecked, Violation } from './report';
import { reasonOf, type Source } from './sources';

/** Why a violation is waived; undefined where it is not. */
export type Waive = (rule: RuleFacts, object: KubernetesObject) => string | undefined;

export interface CheckOptions {
  readonly sources: readonly Source[];
  /** What could not even be found. */
  readonly unchecked: readonly Unchecked[];
  readonly judges: readonly Judge[];
  readonly waive: Waive;
  /** Called after every object with how many there were. */
  readonly progress: (objects: number) => void;
}

/** Checks all sources. Whatever is wrong with one document, all others are checked. */
export function check({ sources, unchecked: unfound, judges, waive, progress }: CheckOptions): Report {
  const unchecked: Unchecked[] = [...unfound];
  const violations: Violation[] = [];
  let objects = 0;
  const unread = ({ file, lines }: Origin, offset: number, reason: string) => {
    unchecked.push({ file, ...lines.at(offset), reason });
  };
  for (const { file, read } of sources) {
    let text: string;
    try {
      text = read();
    } catch (error) {
      unchecked.push({ file, reason: reasonOf(error) });
      continue;
    }
    const origin = { file, lines: new Lines(text) };
    for (const document of documentsIn(origin)) {
      for (const object of isMalformed(document) ? [document] : objectsIn(document)) {
        if (isObjectless(object)) {
          unread(origin, object.offset, object.reason);
          continue;
        }
        try {
          const found = judges.flatMap((judge) => judge.judge(object));
          const own = found.map((judgement) => violation(object, judgement, waive));
          violations.push(...(own.length > 1 ? own.sort(byPlace) : own));
        } catch (error) {
          unread(origin, object.start, `cannot be judged: ${reasonOf(error)}`);
        }
        objects += 1;
        progress(objects);
      }
    }
  }
  let late = 0;
  for (const judge of judges) {
    for (const { object, judgement } of judge.conclude()) {
      violations.push(violation(object, judgement, waive));
      late += 1;
    }
  }
  const files = sources.map(({ file }) => file);
  const rules = judges.reduce((sum, { size }) => sum + size, 0);
  if (late > 0) {
    const place = new Map(files.map((file, index) => [file, index]));
    const fileOf = (each: Violation) => place.get(each.place.file) ?? 0;
    violations.sort((a, b) => fileOf(a) - fileOf(b) || byPlace(a, b));
  }
  return { violations, unchecked, files, objects, rules };
}

/** By line, and the gravest first. */
function byPlace(a: Violation, b: Violation): number {
  return a.place.line - b.place.line || severities.indexOf(a.rule.severity) - severities.indexOf(b.rule.severity);
}

function violation(
  object: KubernetesObject,
  { rule, message, outcome, erred, at }: Judgement,
  waive: Waive,
): Violation {
  const { file, lines } = object.document.origin;
  const place = { file, ...lines.at(offsetOf(object, at)) };
  const waiver = waive(rule, object);
  const found = { rule, message, place, object: object.name, erred };
  return waiver === undefined ? { ...found, outcome } : { ...found, outcome: 'waived', waiver };
}
