import type { Attack, Outcome } from './attack';
import type { Target } from './target';

/** An attack with how it ended. */
export interface Result {
  readonly attack: Attack;
  readonly outcome: Outcome;
}

/** Tries attacks one after the other. Those that mutate are left out unless changes are allowed. */
export async function tryAll(
  attacks: readonly Attack[],
  target: Target,
  { allowChanges, signal }: { readonly allowChanges: boolean; readonly signal?: AbortSignal },
): Promise<Result[]> {
  const results: Result[] = [];
  for (const attack of attacks) {
    if (signal?.aborted) break;
    results.push({ attack, outcome: await tried(attack, target, allowChanges) });
  }
  return results;
}

async function tried(attack: Attack, target: Target, allowChanges: boolean): Promise<Outcome> {
  if (attack.mutates && !allowChanges) return { result: 'untried', reason: 'it changes something: --allow-changes' };
  try {
    return await attack.run(target);
  } catch (error) {
    return { result: 'untried', reason: (error as Error).message };
  }
}

/** 0 where all that was tried was refused, 1 where something succeeded, 2 where nothing could be tried. */
export function exitCodeOf(results: readonly Result[]): 0 | 1 | 2 {
  if (results.some(({ outcome }) => outcome.result === 'succeeded')) return 1;
  return results.some(({ outcome }) => outcome.result === 'refused') ? 0 : 2;
}

const symbols = { refused: 'refused', succeeded: 'SUCCEEDED', untried: 'not tried' } as const;

/** One line an attack, and a summary. */
export function table(results: readonly Result[]): string {
  const width = Math.max(0, ...results.map(({ attack }) => attack.id.length));
  const lines = results.map(({ attack, outcome }) => {
    const status = symbols[outcome.result].padEnd(9);
    return `${status}  ${attack.technique.padEnd(9)}  ${attack.id.padEnd(width)}  ${printable(detail(outcome))}`;
  });
  const succeeded = results.filter(({ outcome }) => outcome.result === 'succeeded');
  const worst = succeeded.map(
    ({ attack }) => `  ${attack.id}: ${attack.title}; Palisade stops it by ${attack.stoppedBy}`,
  );
  return `${[...lines, '', summary(results), ...worst].join('\n')}\n`;
}

/** How many ended how. */
export function summary(results: readonly Result[]): string {
  const count = (result: Outcome['result']) => results.filter(({ outcome }) => outcome.result === result).length;
  return `${count('refused')} refused, ${count('succeeded')} succeeded, ${count('untried')} not tried`;
}

/** The results as data. */
export function toJson(target: Pick<Target, 'endpoint' | 'namespace'>, results: readonly Result[]): string {
  const rows = results.map(({ attack: { id, subject, title, technique, stoppedBy }, outcome }) => {
    return { id, subject, title, technique, hardenedBy: stoppedBy, ...outcome };
  });
  const { endpoint, namespace } = target;
  return `${JSON.stringify({ endpoint, namespace, attacks: rows }, undefined, 2)}\n`;
}

function detail(outcome: Outcome): string {
  switch (outcome.result) {
    case 'refused':
      return outcome.status === undefined ? outcome.by : `${outcome.by} (${outcome.status})`;
    case 'succeeded':
      return outcome.evidence;
    case 'untried':
      return outcome.reason;
  }
}

/** A server's own words may hold what steers a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about.
const printable = (text: string) => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 160);
