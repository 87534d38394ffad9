import { readJournal } from '../authority/journal';
import type { Stage } from '../authority/stage';
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

/** What is known of an authority that signs. */
export interface AuthorityStatus {
  readonly file: string;
  /** ISO 8601. */
  readonly ends: string;
  /** Where it is being replaced: the stage, and since when all is seen to be at it (ISO 8601), if it is. */
  readonly replacing: { readonly stage: Stage; readonly reached: string | undefined } | undefined;
}

/** The same of all authorities that sign. */
export function authorityStatuses(leaves: readonly HeldLeaf[]): readonly AuthorityStatus[] {
  return [...new Set(leaves.map(({ authority }) => authority))].map((file) => {
    const journal = readJournal({ current: { certificate: file } });
    const isOver = journal === undefined || journal.finished !== undefined;
    return {
      file,
      ends: datesOf(readAuthority(file).certificate).to.toISOString(),
      replacing: isOver ? undefined : { stage: journal.stage, reached: journal.reached },
    };
  });
}

/** As a line. */
export function authorityLine({ file, ends, replacing }: AuthorityStatus): string {
  const stage = replacing && `, being replaced: stage ${replacing.stage} ${replacing.reached ? 'reached' : 'begun'}`;
  return `authority ${file} ends ${ends.slice(0, 10)}${stage ?? ''}\n`;
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
