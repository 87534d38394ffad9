import { certificateIn, datesOf, isDue, wrongWith } from './certificate';
import type { HeldLeaf } from './leaves';
import { fileOf, heldPair, readAuthority } from './renewal';

/** What is known of one certificate. */
export interface LeafStatus {
  readonly name: string;
  readonly file: string;
  /** ISO 8601; undefined where it cannot be read. */
  readonly ends: string | undefined;
  /** Less than a third of its life is left. */
  readonly due: boolean;
  /** What is wrong with it, if anything. */
  readonly problem: string | undefined;
}

/** Looks at a certificate, and changes nothing. */
export function statusOf(leaf: HeldLeaf, now: Date): LeafStatus {
  const common = { name: leaf.name, file: fileOf(leaf) };
  try {
    const { certificate: text, key } = heldPair(leaf);
    const certificate = certificateIn(text, common.file);
    return {
      ...common,
      ends: datesOf(certificate).to.toISOString(),
      due: isDue(certificate, now),
      problem: wrongWith({ certificate, key }, readAuthority(leaf.authority), now),
    };
  } catch (error) {
    return { ...common, ends: undefined, due: false, problem: (error as Error).message };
  }
}

/** The same of all authorities that sign. */
export function authorityStatuses(leaves: readonly HeldLeaf[]): { readonly file: string; readonly ends: string }[] {
  return [...new Set(leaves.map(({ authority }) => authority))].map((file) => ({
    file,
    ends: datesOf(readAuthority(file).certificate).to.toISOString(),
  }));
}

/** As a table, a line each. */
export function statusTable(statuses: readonly LeafStatus[]): string {
  const rows = statuses.map(({ name, file, ends, due, problem }) => [
    name,
    ends?.slice(0, 10) ?? 'unknown',
    problem ?? (due ? 'due' : 'good'),
    file,
  ]);
  const all = [['certificate', 'ends', 'state', 'file'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map(([name = '', ends = '', state = '', file = '']) =>
      `${name.padEnd(widths[0] ?? 0)}  ${ends.padEnd(widths[1] ?? 0)}  ${state.padEnd(5)} ${file}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
