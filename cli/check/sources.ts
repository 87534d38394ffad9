import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { extname, join, posix, resolve, sep } from 'node:path';
import type { Unchecked } from './report';

/** A text to be checked. */
export interface Source {
  /** For reports, with `/`; `-` is standard input. */
  readonly file: string;
  /** @throws Error saying why it cannot be read. */
  readonly read: () => string;
}

const extensions: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);
/** Not looked into: they hold other people's files. */
const skipped: ReadonlySet<string> = new Set(['node_modules', '.git']);
/** Bytes. Far above what a cluster's whole content comes to, and well below what a text may hold in memory. */
const largest = 256 * 1024 * 1024;

/**
 * The texts that some paths stand for, each once: a file whatever its name, of a folder and all below it the `.yaml`,
 * `.yml` and `.json` files, `-` for `standardInput`. Sorted within each folder; folders behind symbolic links, `.git`
 * and `node_modules` are left out.
 */
export function sourcesOf(
  paths: readonly string[],
  standardInput: string | undefined,
): { sources: Source[]; unchecked: Unchecked[] } {
  const sources: Source[] = [];
  const unchecked: Unchecked[] = [];
  const seen = new Set<string>();
  const add = (path: string): void => {
    const absolute = resolve(path);
    if (seen.has(absolute)) return;
    seen.add(absolute);
    sources.push({ file: inReports(path), read: () => textOf(path) });
  };
  const walk = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) attempt(path, () => walk(path));
      } else if (extensions.has(extname(entry.name).toLowerCase())) {
        if (!entry.isSymbolicLink() || isFile(path)) add(path);
      }
    }
  };
  const attempt = (path: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      unchecked.push({ file: inReports(path), reason: reasonOf(error) });
    }
  };
  for (const path of paths) {
    if (path === '-') {
      if (standardInput !== undefined && !seen.has('-')) sources.push({ file: '-', read: () => standardInput });
      seen.add('-');
    } else {
      attempt(path, () => (statSync(path).isDirectory() ? walk(path) : add(path)));
    }
  }
  return { sources, unchecked };
}

/** A path the way reports write it. */
function inReports(path: string): string {
  return posix.normalize(sep === '/' ? path : path.replaceAll(sep, '/'));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * The text of a file, a pipe or the like.
 *
 * @throws Error where it is larger than 256 MiB or no UTF-8.
 */
export function textOf(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > largest) throw new Error(tooLarge);
    // One more than it says, to meet the end in the same turn; pipes say nothing and grow.
    let buffer = Buffer.allocUnsafe(size > 0 ? size + 1 : 65536);
    let filled = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, filled, buffer.length - filled, null);
      if (read === 0) return decode(buffer.subarray(0, filled));
      filled += read;
      if (filled > largest) throw new Error(tooLarge);
      if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    }
  } finally {
    closeSync(descriptor);
  }
}

const tooLarge = `is larger than ${largest / 1024 / 1024} MiB: split it`;

/**
 * Bytes as text.
 *
 * @throws Error where they are no UTF-8.
 */
export function decode(bytes: Buffer): string {
  if (bytes.length > largest) throw new Error(tooLarge);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('is no text in UTF-8');
  }
}

/**
 * The text of a stream, such as standard input, to its end.
 *
 * @throws Error as {@link decode} does.
 */
export async function textOfStream(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return decode(Buffer.concat(chunks));
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'may not be read by this user',
  ELOOP: 'is a symbolic link that leads round in circles',
};

/** What went wrong, for people. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && reasons[code]) ?? message ?? String(error);
}
