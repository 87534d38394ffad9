#!/usr/bin/env node
// Compiles every part to its dist/: `node build.mjs` (JavaScript, a fifth of a second), `--types` adds declarations.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const manifest = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
const parts = manifest('.').workspaces;

/**
 * What is compiled in: a package that ships as ES modules only, which not every supported Node can require silently; and of the
 * rehearsal what commands need where it is not installed.
 */
const compiledIn = new Set(['@marcbachmann/cel-js', '@palisade/rehearsal/client', '@palisade/rehearsal/lock']);

/** A policy pack is started anew for every preview: in one file, with all that it needs, it starts in half the time. */
const wholePack = join(root, 'policies', 'index.ts');

/** The TypeScript files that a part's exports name. */
const entryPoints = (part) =>
  Object.values(manifest(part).exports)
    .map((target) => target['@palisade/source'])
    .filter((source) => source !== undefined)
    .map((source) => join(root, part, source));

const externals = {
  name: 'externals',
  setup: (build) =>
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || compiledIn.has(path) ? undefined : { path, external: true },
    ),
};

/**
 * Samples are half of what the catalogue's files say, and nothing that judges reads them: they are made when they are asked
 * for, which takes a third off the time that loading the catalogue takes.
 */
const samplesWhenAsked = {
  name: 'samples-when-asked',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]rules[\\/][a-z-]+[\\/][a-z0-9-]+\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(/\n {2}samples: (\{\n[\s\S]*?\n {2}\}),\n/g, '\n  get samples() { return $1; },\n');
      return { contents, loader: 'ts' };
    }),
};

/** Writes dist/ of every part. Throws with esbuild's own messages where a source does not parse. */
export async function build() {
  // Loaded when something is built: most commands only look whether anything must be.
  const [{ build }, { compilePolicySdk }] = await Promise.all([
    import('esbuild'),
    import('./policies/sdk/compile.mjs'),
  ]);
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  };
  const compiled = parts.map((part) => ({
    ...common,
    // To import what is CommonJS all the same, Node starts its loader of ES modules, a fifth of a short command's time.
    ...(part === 'cli' ? { supported: { 'dynamic-import': false } } : {}),
    entryPoints: entryPoints(part).filter((source) => source !== wholePack),
    conditions: ['@palisade/source'],
    outdir: join(root, part, 'dist'),
    outbase: join(root, part),
    plugins: [externals, samplesWhenAsked],
  }));
  const pack = {
    ...common,
    entryPoints: [wholePack],
    outfile: join(root, 'policies', 'dist', 'index.js'),
    conditions: ['@palisade/source'],
    plugins: [compilePolicySdk, samplesWhenAsked],
  };
  await Promise.all([...compiled, pack].map((options) => build(options)));
}

/** True where a source is newer than what was built from it. */
function isStale(part) {
  const built = join(root, part, 'dist', 'index.js');
  if (!existsSync(built)) return true;
  const since = statSync(built).mtimeMs;
  const skipped = new Set(['node_modules', 'dist']);
  const anyNewer = (folder) =>
    readdirSync(folder, { withFileTypes: true }).some((entry) => {
      if (skipped.has(entry.name)) return false;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return anyNewer(path);
      return /(?<!\.test)\.(ts|json|mjs)$/.test(entry.name) && statSync(path).mtimeMs > since;
    });
  return anyNewer(join(root, part));
}

/** Builds only where something changed, so that a command from a checkout never runs yesterday's code. */
export async function buildIfStale() {
  if (parts.some(isStale)) await build();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await build();
  await (await import('./admission/image/build.mjs')).buildImageFiles();
  if (process.argv.includes('--types')) await declareTypes();
}

/** Declarations of the parts that others import, each by those that it imports: in the order of the workspaces. */
async function declareTypes() {
  const { spawnSync } = await import('node:child_process');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  for (const part of parts) {
    const project = join(root, part, 'tsconfig.types.json');
    if (!existsSync(project)) continue;
    const { status } = spawnSync(process.execPath, [tsc, '--project', project], { stdio: 'inherit' });
    if (status !== 0) process.exit(1);
  }
}
