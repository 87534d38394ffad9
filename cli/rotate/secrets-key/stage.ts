import { Refusal } from './encryption-file';

/** How far a rotation has come, by the keys of the file alone. The first encrypts; all decrypt. */
export type Stage =
  | { readonly at: 'one-key'; readonly key: string }
  /** The new key is there, and does not encrypt yet. */
  | { readonly at: 'added'; readonly key: string; readonly old: readonly string[] }
  /** The new key encrypts, and others are still there. */
  | { readonly at: 'first'; readonly key: string; readonly old: readonly string[] };

/** A key's name in two: what all names share, and which of them it is. `key` and `key2` are the first two. */
function parts(name: string): { stem: string; number: number } {
  const [, stem = '', digits = ''] = /^(.*?)(\d{0,9})$/.exec(name) ?? [];
  return { stem, number: digits === '' ? 1 : Number(digits) };
}

/**
 * The stage that keys are in, which their names tell: the newest has the highest number.
 *
 * @param given which key is the new one, where that was written down
 * @throws Refusal where names do not tell
 */
export function stageOf(path: string, keys: readonly [string, ...string[]], given?: string): Stage {
  const [first, ...others] = keys;
  if (others.length === 0) return { at: 'one-key', key: first };
  const key = given !== undefined && keys.includes(given) ? given : newest(path, keys);
  const old = keys.filter((name) => name !== key);
  return { at: key === first ? 'first' : 'added', key, old };
}

function newest(path: string, keys: readonly string[]): string {
  const all = keys.map((name) => ({ name, ...parts(name) }));
  const [one] = all;
  // A date's last digits alone would take the first of a month for older than the last of the one before.
  const comparable = all.every(({ stem }) => stem === one?.stem && !/\d/.test(stem));
  const sorted = [...all].sort((a, b) => b.number - a.number);
  if (!comparable || sorted[0]?.number === sorted[1]?.number) {
    throw new Refusal(
      `${path} has the keys ${keys.join(', ')}, whose names do not tell which is the newest. Write everything anew under the first by hand, and take the others out`,
    );
  }
  return sorted[0]?.name ?? '';
}

/** A name for a key that comes after all these. */
export function nextName(keys: readonly string[]): string {
  const all = keys.map(parts);
  const stem = all[0]?.stem ?? 'key';
  const number = Math.max(...all.map((each) => each.number)) + 1;
  // `key-2026-11-25` is followed by `key-2026-11-25-2`: no date is made up.
  return /\d/.test(stem) ? `${keys[0]}-2` : `${stem}${number}`;
}
