import type { InitOptions } from './options';

/** Versions that a new app is pinned to. Those of the constructs are their own, so that one copy is installed. */
export const versions = {
  '@palisade/constructs': '0.1.0',
  cdk8s: '2.70.106',
  'cdk8s-plus-28': '2.5.6',
  constructs: '10.8.1',
} as const;

/** The same, of what is needed to compile, check and test. */
export const toolVersions = {
  '@palisade/cli': '0.1.0',
  '@types/node': '20.19.43',
  typescript: '6.0.3',
} as const;

const scripts = {
  // Compiled first: what is insecure to write does not compile.
  synth: 'tsc && node build/main.js',
  check: 'npm run synth && palisade check --waivers waivers.yaml dist',
  test: 'npm run synth && node --test build/main.test.js',
};

/** `package.json` of a new app, or one that is there with what it lacks; undefined where it lacks nothing. */
export function packageManifest(
  { name }: InitOptions,
  there?: string,
): { readonly text: string; readonly added: readonly string[]; readonly kept: readonly string[] } {
  const known = there === undefined ? { name, private: true, engines: { node: '>=20.19' } } : parsed(there);
  const added: string[] = [];
  const kept: string[] = [];
  const manifest: { [key: string]: unknown } = { ...known };
  for (const [section, wanted] of Object.entries({ scripts, dependencies: versions, devDependencies: toolVersions })) {
    const existing = known[section] ?? {};
    if (!isMap(existing)) throw new Error(`package.json: ${section} is no map; write it as { "name": "value" }`);
    const others = section === 'scripts' ? {} : { ...mapOf(known.dependencies), ...mapOf(known.devDependencies) };
    const missing = Object.entries(wanted).filter(([key]) => existing[key] === undefined && others[key] === undefined);
    const different = Object.entries(wanted).filter(([key, value]) => {
      const found = existing[key] ?? others[key];
      return found !== undefined && found !== value;
    });
    added.push(...missing.map(([key]) => `${section}.${key}`));
    kept.push(...different.map(([key]) => `${section}.${key}`));
    if (missing.length > 0) manifest[section] = { ...existing, ...Object.fromEntries(missing) };
  }
  if (added.length === 0 && there !== undefined) return { text: there, added, kept };
  const indent = /^[\t ]+(?=")/m.exec(there ?? '')?.[0] ?? '  ';
  const text = `${JSON.stringify(manifest, null, indent)}\n`.replaceAll('\n', newlineOf(there ?? ''));
  return { text, added, kept };
}

/** How a text's lines end. */
export const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

type Json = { readonly [key: string]: unknown };

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const mapOf = (value: unknown): Json => (isMap(value) ? value : {});

function parsed(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`package.json: ${(error as Error).message}; mend it first`);
  }
  if (!isMap(value)) throw new Error('package.json: no map; mend it first');
  return value;
}

/** `tsconfig.json` of a new app: strict, into build/. */
export const compilerConfig = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "exactOptionalPropertyTypes": true,
    "skipLibCheck": true,
    "outDir": "build",
    "rootDir": "."
  },
  "include": ["main.ts", "main.test.ts"]
}
`;

/** `waivers.yaml` of a new app: empty, and how one is written. */
export const emptyWaivers = `# Reviewed exceptions to the catalogue: the only ones there are. Each ends, after a year at the latest, and an expired
# one fails. To see what a rule asks and why: npx palisade check --explain require-image-digest
#
# - rule: require-image-digest
#   select: { kind: Deployment, name: legacy }
#   reason: the vendor publishes no digests; asked for them
#   owner: team-platform
#   expires: 2027-01-31
`;

/** Lines of `.gitignore`: all of it can be made again. */
export const ignored = ['node_modules/', 'build/', 'dist/'] as const;
