import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ExportedFile, exportGate, type Gate } from '@palisade/policies/exports';
import { type JsonObject, type KubernetesRule, Waivers } from '@palisade/rules';
import { type Found, keyOf, type Verdicts } from './subjects';

/** Runs a program in a folder of its own that holds an export in `policies`, and files. */
export async function run<T>(
  gate: Gate,
  rules: readonly KubernetesRule[],
  files: readonly ExportedFile[],
  command: () => readonly [string, ...string[]],
  read: (output: string) => T,
  waivers = Waivers.none,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `palisade-${gate}-`));
  try {
    for (const { path, text } of exportGate(gate, rules, { waivers }).files)
      write(join(folder, 'policies', path), text);
    for (const { path, text } of files) write(join(folder, path), text);
    const [program, ...args] = command();
    return read(await outputOf(program, args, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects, a file each. */
function filesOf(objects: readonly JsonObject[]): ExportedFile[] {
  return objects.map((object, i) => ({ path: `objects/${i}.json`, text: keyOf(object) }));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** What a program prints. Findings make it fail, so its exit status says nothing; output that is no JSON does. */
function outputOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', reject);
    child.once('close', () => {
      if (chunks.length > 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`${program} printed nothing:\n${Buffer.concat(errors).toString('utf8').slice(-2000)}`));
    });
  });
}

interface ConftestResult {
  readonly filename: string;
  readonly failures?: readonly { readonly metadata: { readonly rule: string; readonly found: string } }[];
}

/** Conftest's verdicts, in one run. */
export function byConftest(
  program: string,
  rules: readonly KubernetesRule[],
  objects: readonly JsonObject[],
  waivers = Waivers.none,
): Promise<Verdicts> {
  const command = () => [program, 'test', '--policy', 'policies/policy', '--output', 'json', 'objects'] as const;
  const files = filesOf(objects);
  const keys = new Map(files.map(({ path, text }) => [path, text]));
  return run(
    'conftest',
    rules,
    files,
    command,
    (output) => {
      const results = JSON.parse(output) as ConftestResult[];
      return new Map(
        results.map(({ filename, failures = [] }) => [
          keys.get(filename) ?? filename,
          failures.map(({ metadata }) => ({ rule: metadata.rule, message: metadata.found })),
        ]),
      );
    },
    waivers,
  );
}

interface GatorResult {
  readonly msg: string;
  readonly constraint: { readonly metadata: { readonly name: string } };
  readonly violatingObject: unknown;
}

/** Gator's verdicts, in one run. What it finds nothing on it does not mention. */
export function byGator(
  program: string,
  rules: readonly KubernetesRule[],
  objects: readonly JsonObject[],
  waivers = Waivers.none,
): Promise<Verdicts> {
  const inputs = ['policies/templates', 'policies/constraints', 'objects'].flatMap((folder) => ['--filename', folder]);
  const command = () => [program, 'test', ...inputs, '--output', 'json'] as const;
  return run(
    'gatekeeper',
    rules,
    filesOf(objects),
    command,
    (output) => {
      const verdicts = new Map<string, Found[]>(objects.map((object) => [keyOf(object), []]));
      for (const { msg, constraint, violatingObject } of (JSON.parse(output) ?? []) as GatorResult[]) {
        const key = keyOf(violatingObject);
        const found = verdicts.get(key);
        if (found === undefined) throw new Error(`gator speaks of an object that it was not given: ${key}`);
        found.push({ rule: constraint.metadata.name, message: msg });
      }
      return verdicts;
    },
    waivers,
  );
}
