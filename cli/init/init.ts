import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { InitOptions } from './options';
import { mainProgram, programTest } from './program';
import { compilerConfig, emptyWaivers, ignored, newlineOf, packageManifest } from './project';
import { readme } from './readme';
import { workflow } from './workflow';

/** What {@link init} did with one file. */
export interface Outcome {
  readonly path: string;
  readonly what: 'made' | 'added to' | 'left';
  /** What was added to it. */
  readonly added: readonly string[];
  /** What it has that a new app would have otherwise. */
  readonly kept: readonly string[];
}

/** More than this no file of ours is, and none that it is worth reading. */
const largestFile = 1_000_000;

/**
 * Makes an app in a folder, or adds what one lacks to what is there. Nothing that is there is changed but for what
 * `package.json` and `.gitignore` lack, which is added to them.
 *
 * @throws Error where the folder is a file, holds another program by the names of ours, or would have us write elsewhere;
 * then nothing is written
 */
export function init(folder: string, options: InitOptions): Outcome[] {
  const root = resolve(folder);
  if (existsSync(root) && !statSync(root).isDirectory()) throw new Error(`${folder} is a file; name a folder`);
  const manifestText = textOf(join(root, 'package.json'));
  const manifest = packageManifest(options, manifestText);
  const isOurs = manifestText !== undefined && !manifest.added.includes('dependencies.@palisade/constructs');
  const files = new Map([
    ['main.ts', mainProgram(options)],
    ['main.test.ts', programTest(options)],
    ['tsconfig.json', compilerConfig],
    ['waivers.yaml', emptyWaivers],
    ['README.md', readme(options)],
    ['.github/workflows/app.yml', workflow],
  ]);
  if (!isOurs) refuseOthers(folder, root, files, manifest.kept);
  for (const path of ['package.json', '.gitignore', ...files.keys()]) {
    refuseDetour(root, path);
    textOf(join(root, path));
  }

  mkdirSync(root, { recursive: true });
  return [
    written(root, 'package.json', manifestText, manifest),
    ...[...files].map(([path, text]) => make(root, path, text)),
    ignore(root),
  ];
}

/** Another program's files would be compiled or run in the place of ours. */
function refuseOthers(folder: string, root: string, files: ReadonlyMap<string, string>, kept: readonly string[]): void {
  const taken = ['main.ts', 'tsconfig.json'].filter((path) => {
    const text = textOf(join(root, path));
    return text !== undefined && text !== files.get(path);
  });
  if (kept.includes('scripts.synth')) taken.push('scripts.synth in package.json');
  if (taken.length === 0) return;
  throw new Error(
    `${folder} has ${taken.join(' and ')} of another program, and nothing was written. Give the app a folder of its own: palisade init ${join(folder, 'deploy')}`,
  );
}

/** A link on the way would lead out of the folder. */
function refuseDetour(root: string, path: string): void {
  let parent = dirname(join(root, path));
  while (!existsSync(parent)) parent = dirname(parent);
  if (!existsSync(root)) return;
  const real = relative(realpathSync(root), realpathSync(parent));
  if (real.split(sep)[0] === '..') throw new Error(`${parent} is a link that leads elsewhere, and nothing was written`);
}

function written(
  root: string,
  path: string,
  there: string | undefined,
  { text, added, kept }: { text: string; added: readonly string[]; kept: readonly string[] },
): Outcome {
  if (there === undefined) return make(root, path, text);
  if (added.length > 0) writeFileSync(join(root, path), text);
  return { path, what: added.length > 0 ? 'added to' : 'left', added, kept };
}

function make(root: string, path: string, text: string): Outcome {
  const target = join(root, path);
  const there = textOf(target);
  if (there !== undefined) return { path, what: 'left', added: [], kept: [] };
  mkdirSync(dirname(target), { recursive: true });
  // Fails where somebody was faster, or a link is there that leads to nothing.
  writeFileSync(target, text, { flag: 'wx' });
  return { path, what: 'made', added: [], kept: [] };
}

function ignore(root: string): Outcome {
  const path = '.gitignore';
  const there = textOf(join(root, path));
  if (there === undefined) return make(root, path, `${ignored.join('\n')}\n`);
  const lines = there.split(/\r?\n/).map((line) => line.trim());
  const missing = ignored.filter((each) => ![each, each.slice(0, -1), `/${each}`].some((form) => lines.includes(form)));
  if (missing.length === 0) return { path, what: 'left', added: [], kept: [] };
  const newline = newlineOf(there);
  const gap = there === '' || there.endsWith('\n') ? '' : newline;
  writeFileSync(join(root, path), `${there}${gap}${missing.map((line) => `${line}${newline}`).join('')}`);
  return { path, what: 'added to', added: missing, kept: [] };
}

/** What stands in a file, or undefined where there is none. */
function textOf(file: string): string | undefined {
  const entry = lstatSync(file, { throwIfNoEntry: false });
  if (entry === undefined) return undefined;
  if (!existsSync(file)) throw new Error(`${file} is a link that leads nowhere, and nothing was written`);
  const { size } = statSync(file);
  if (!statSync(file).isFile()) throw new Error(`${file} is no file, and nothing was written`);
  if (size > largestFile)
    throw new Error(`${file} has ${size} bytes, more than ${largestFile}, and nothing was written`);
  return readFileSync(file, 'utf8');
}
