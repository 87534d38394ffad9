import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CheckArguments, runCheck } from '.';

/** What a run of the command gave. */
export interface Run {
  readonly code: number;
  /** Standard output; the folder that the files lay in is written as nothing. */
  readonly out: string;
  readonly err: string;
}

/** Runs the command on files of the given texts, all of them unless `paths` says which. For tests. */
export async function runOn(
  files: { readonly [path: string]: string | Buffer },
  given: Partial<CheckArguments> = {},
  {
    stdin = '',
    isTTY = false,
    env = {},
  }: { stdin?: string | Buffer; isTTY?: boolean; env?: Record<string, string> } = {},
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-check-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const written = { out: '', err: '' };
    // Whoever reads the report is always behind, and may not be given more before they have caught up.
    let behind = false;
    const stdout = {
      isTTY,
      write: (text: string) => {
        if (behind) throw new Error('more is written than can be read');
        written.out += text;
        behind = true;
        return false;
      },
      once: (_: 'drain', goOn: () => void) =>
        setImmediate(() => {
          behind = false;
          goOn();
        }),
    };
    const stderr = {
      isTTY,
      write: (text: string) => {
        written.err += text;
      },
    };
    const inFolder = (path: string) => (path === '-' ? path : join(folder, path));
    const code = await runCheck(
      {
        ...given,
        paths: (given.paths ?? Object.keys(files)).map(inFolder),
        ...(given.waivers === undefined ? {} : { waivers: inFolder(given.waivers) }),
        ...(given.rules === undefined ? {} : { rules: inFolder(given.rules) }),
        ...(given.policies === undefined ? {} : { policies: given.policies.map(inFolder) }),
      },
      { stdin: chunks(stdin), stdout, stderr, env },
    );
    const bare = (text: string) => text.replaceAll(`${folder}/`, '').replaceAll(folder, '');
    return { code, out: bare(written.out), err: bare(written.err) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function* chunks(text: string | Buffer): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  // Cut where it hurts: within characters.
  const size = Math.max(3, Math.floor(bytes.length / 100) | 1);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
