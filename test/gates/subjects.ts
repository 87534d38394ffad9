import { type JsonObject, type KubernetesRule, type SampleObject, samplesAsObjects } from '@palisade/rules';

/** What a gate found on an object: the rule's id, and the text that names what is at fault. */
export interface Found {
  readonly rule: string;
  readonly message: string;
}

/** A whole object that gates judge; samples that are alike to the letter are one subject. */
export interface Subject {
  readonly object: JsonObject;
  readonly via: SampleObject['via'];
  /** The samples it stands for. */
  readonly samples: readonly { readonly rule: KubernetesRule; readonly name: string; readonly isBad: boolean }[];
}

/** A gate's verdicts, by the subject's {@link keyOf}; a subject without an entry was not judged. */
export type Verdicts = ReadonlyMap<string, readonly Found[]>;

/** Every sample of the rules as subjects, in the order of the rules. */
export function subjectsOf(rules: readonly KubernetesRule[]): Subject[] {
  const subjects = new Map<string, Subject & { samples: Subject['samples'][number][] }>();
  for (const rule of rules) {
    for (const { name, object, via, message } of samplesAsObjects(rule)) {
      const sample = { rule, name, isBad: message !== undefined };
      const known = subjects.get(keyOf(object));
      if (known === undefined) subjects.set(keyOf(object), { object, via, samples: [sample] });
      else known.samples.push(sample);
    }
  }
  return [...subjects.values()];
}

/** An object's text, fields sorted: what gates hand back is found again by it. */
export function keyOf(object: unknown): string {
  return JSON.stringify(sorted(object));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, held]) => [key, sorted(held)]));
}

/** Findings as texts, `rule: message`, in an order of their own. CEL goes over the keys of a map in no given order. */
export function textsOf(found: readonly Found[]): string[] {
  return found.map(({ rule, message }) => `${rule}: ${ordered(message)}`).sort();
}

function ordered(message: string): string {
  const labels = message.lastIndexOf(': ') + 2;
  if (labels === 1) return message;
  return message.slice(0, labels) + message.slice(labels).split(', ').sort().join(', ');
}
