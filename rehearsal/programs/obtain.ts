import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, findGo } from './build';
import { Cache } from './cache';
import { downloadArchive } from './download';
import { Lock } from './lock';
import { findOnPath, versionOf } from './on-path';
import { ProgressEvent, Report, reporter } from './progress';
import { Archive, Platform, ProgramName, Recipe } from './recipe';
import { RECIPES } from './recipes';
import { formatVersion, Version } from './version';

/** A program that can be run. */
export interface Program {
  /** Absolute. Nothing of Pulumi's lies beside it, unless it was found on PATH. */
  readonly path: string;
  readonly version: string;
  /** How it came here. */
  readonly way: 'path' | 'cache' | 'download' | 'source';
}

export interface ObtainOptions {
  readonly progress: (event: ProgressEvent) => void;
  /** Ends it at any moment, with all that was started; what was finished stays in the cache. */
  readonly signal: AbortSignal;
}

/**
 * A program, by the first of four ways that works: on PATH at a supported version, from this user's cache, by the
 * vendor's download, or built from source. The second time, nothing is fetched or built.
 * @throws when none works: what was tried, and the three ways to put it right.
 */
export function obtain(program: ProgramName, options: ObtainOptions): Promise<Program> {
  return obtainBy(RECIPES[program], options);
}

/** {@link obtain} for any recipe, in any environment. */
export async function obtainBy(
  recipe: Recipe,
  { progress, signal }: ObtainOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Program> {
  const report = reporter(recipe.name, progress);
  const done = (way: Program['way'], path: string, version: Version): Program => {
    report('done', `${path} (${formatVersion(version)})`);
    return { path, version: formatVersion(version), way };
  };

  report('search', 'looking on PATH and in the cache');
  const found = await findOnPath(recipe, env, signal);
  if ('path' in found) return done('path', found.path, found.version);

  const cache = Cache.ofUser(env);
  cache.open();
  const ways = waysOf(recipe);
  const cached = async () => {
    for (const { key, version } of ways) {
      const path = await cache.find(recipe.name, key);
      if (path !== undefined) return done('cache', path, version);
    }
    return undefined;
  };
  const early = await cached();
  if (early !== undefined) return early;

  // One at a time, over all processes: two builds at once need 5 GB, and one archive holds two programs.
  const lock = await Lock.acquire(cache.lock('obtain'), signal, ({ pid }) =>
    report('wait', pid === process.pid ? 'another program goes first' : `process ${pid} is fetching or building`),
  );
  try {
    const meanwhile = await cached();
    if (meanwhile !== undefined) return meanwhile;
    cache.sweep();
    const failures = [`on PATH: ${found.reason}`];
    for (const { way, label, version, make } of ways) {
      const scratch = cache.scratch();
      try {
        const path = await make({ cache, scratch, env, report, signal });
        return done(way, path, version);
      } catch (error) {
        signal.throwIfAborted();
        failures.push(`${label}: ${(error as Error).message}`);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    }
    throw new Error(advice(recipe, failures));
  } finally {
    lock.release();
  }
}

interface Making {
  readonly cache: Cache;
  readonly scratch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly signal: AbortSignal;
}

interface Way {
  readonly way: 'download' | 'source';
  readonly label: string;
  readonly version: Version;
  /** What the cache knows the result by: the same key, the same program. */
  readonly key: string;
  readonly make: (making: Making) => Promise<string>;
}

/** This machine, as Go names it. */
export function platform(): string {
  return `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

function waysOf(recipe: Recipe): Way[] {
  const archive = recipe.archives[platform() as Platform];
  return [...(archive === undefined ? [] : [byDownload(recipe, archive)]), bySource(recipe)];
}

function byDownload(recipe: Recipe, archive: Archive): Way {
  const key = `${formatVersion(archive.version)}-${platform()}-${archive.digest.slice(0, 12)}`;
  return {
    way: 'download',
    label: 'download',
    version: archive.version,
    key,
    make: async ({ cache, scratch, env, report, signal }) => {
      report('download', archive.url);
      const files = await downloadArchive(archive, scratch, env, report, signal);
      const paths: Record<string, string> = {};
      for (const [name, file] of Object.entries(files)) paths[name] = await cache.put(name, key, file);
      return paths[recipe.name] ?? '';
    },
  };
}

function bySource(recipe: Recipe): Way {
  const { version, folder, variables, cTags } = recipe.source;
  const written = readdirSync(folder).filter((name) => name.endsWith('.go'));
  const pins = ['go.mod', 'go.sum', ...written.sort()].map((name) => readFileSync(join(folder, name), 'utf8'));
  const digest = createHash('sha256')
    .update(JSON.stringify([pins, variables, ...(cTags === undefined ? [] : [cTags])]))
    .digest('hex');
  const key = `${formatVersion(version)}-${platform()}-${digest.slice(0, 12)}`;
  return {
    way: 'source',
    label: 'build from source',
    version,
    key,
    make: async ({ cache, scratch, env, report, signal }) => {
      const go = findGo(env);
      if (go === undefined) throw new Error('no `go` on PATH');
      const output = join(scratch, recipe.name);
      await build(go, recipe, output, join(cache.root, 'go'), env, report, signal);
      if (recipe.versionArguments !== undefined) {
        const built = formatVersion(await versionOf(output, recipe, env, signal));
        if (built !== formatVersion(version)) throw new Error(`the program that was built says it is ${built}`);
      }
      return cache.put(recipe.name, key, output);
    },
  };
}

function advice(recipe: Recipe, failures: readonly string[]): string {
  const archive = recipe.archives[platform() as Platform];
  const ways = [`Put ${recipe.name} ${recipe.supported} on PATH (${recipe.homepage}).`];
  if (archive !== undefined)
    ways.push(`For the download: let this machine reach https://${new URL(archive.url).host}.`);
  else if (Object.keys(recipe.archives).length > 0) {
    ways.push('For the download: use a Linux machine, for which there is a pinned download.');
  }
  ways.push('Install Go 1.26 or later (https://go.dev/dl/), so that it can be built from source.');
  return [
    `${recipe.name} cannot be had. What was tried:`,
    ...failures.map((failure) => `  - ${failure}`),
    'Do one of these, and run it again:',
    ...ways.map((way, i) => `  ${i + 1}. ${way}`),
  ].join('\n');
}
