/**
 * `palisade check`: judges manifests by the catalogue, and by admission policies, without a cluster.
 *
 * Text becomes documents (documents.ts, yaml/), documents objects (objects.ts), judges find what is broken (judge.ts,
 * policies/), and formats/ writes the {@link Report}. Start at {@link runCheck}.
 */
import { createRequire } from 'node:module';
import { catalogue, type Framework, frameworks, loadRules, type Rule, severities } from '@palisade/rules';
import { UsageError } from '../usage-error';
import { CatalogueJudge, isAboutKubernetes } from './catalogue-judge';
import { check } from './check';
import { explain } from './explain';
import { type Format, formats } from './formats/format';
import type { Judge } from './judge';
import { loadPolicies, PolicyJudge } from './policies';
import { Progress } from './progress';
import { exitCode, type Unchecked } from './report';
import { SelectionError, select, unknownRule } from './select';
import { decode, type Source, sourcesOf } from './sources';
import { waiversIn } from './waivers';

/** What the command line says. */
export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format?: string | undefined;
  readonly severity?: string | undefined;
  readonly framework?: string | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly waivers?: string | undefined;
  readonly policies?: readonly string[] | undefined;
  readonly policiesOnly?: boolean | undefined;
  readonly rules?: string | undefined;
  readonly explain?: string | undefined;
}

/** Where the report goes. */
export interface Output {
  /** False where whoever reads is behind: then `drain` tells when to go on. */
  write(text: string): unknown;
  once(event: 'drain', goOn: () => void): unknown;
  readonly isTTY?: boolean;
}

/** Where a command reads and writes; the process's own, but in tests. */
export interface Streams {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: Output;
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly env: { readonly [name: string]: string | undefined };
}

/** Runs the command. @returns 0 clean, 1 violations, 2 something could not be checked or the call was wrong. */
export async function runCheck(given: CheckArguments, streams: Streams): Promise<0 | 1 | 2> {
  try {
    if (given.explain !== undefined) return explainRule(given.explain, given.rules, streams);
    return await run(given, streams);
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof SelectionError;
    const hint = expected ? '\nTry: palisade check --help' : '';
    streams.stderr.write(`palisade check: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
    return 2;
  }
}

async function run(given: CheckArguments, streams: Streams): Promise<0 | 1 | 2> {
  const format = oneOf('--format', given.format ?? 'text', Object.keys(formats) as Format[]);
  const team = given.rules === undefined ? [] : loadRules(given.rules);
  const all = [...catalogue, ...team];
  const known = all.filter(isAboutKubernetes);
  const policies = await policiesFor(given.policies ?? []);
  const judges = [...(given.policiesOnly ? [] : [catalogueJudge(given, known)]), ...policies.judges];
  if (judges.length === 0) throw new UsageError('--policies-only needs --policies');
  const { waive, notes } = waiversIn(given.waivers, all);
  for (const note of notes) streams.stderr.write(`palisade check: ${note}\n`);
  const { sources, unchecked: unfound } = await sourcesFor(given.paths, streams);
  const unchecked = [...policies.unchecked, ...unfound];
  const progress = new Progress(streams.stderr);
  const report = check({ sources, unchecked, judges, waive, progress: (objects) => progress.show(objects) });
  progress.clear();
  const nothing = report.objects === 0 && report.unchecked.length === 0;
  const whole = nothing ? { ...report, unchecked: [nothingIn(given.paths)] } : report;
  const colour = streams.stdout.isTTY === true && !streams.env.NO_COLOR;
  const written = formats[format](whole, { colour, version: ownVersion() });
  for (const part of typeof written === 'string' ? [written] : written) await send(streams.stdout, part);
  return exitCode(whole);
}

/** Waits for a slow reader, for what it has not read yet would be held in memory. */
async function send(output: Output, part: string): Promise<void> {
  if (output.write(part) === false) await new Promise<void>((resolve) => output.once('drain', resolve));
}

/** An empty input passes nothing: upstream of a pipe, something may have failed. */
function nothingIn(paths: readonly string[]): Unchecked {
  return { file: paths.join(' '), reason: 'there is no Kubernetes object here: nothing was checked' };
}

function catalogueJudge({ severity, framework, rule, waivers }: CheckArguments, known: readonly Rule[]): Judge {
  const selected = select(known, {
    ...(severity === undefined ? {} : { severity: oneOf('--severity', severity, severities) }),
    ...(framework === undefined ? {} : { framework: oneOf<Framework>('--framework', framework, frameworks) }),
    ...(rule === undefined ? {} : { ids: rule }),
  });
  // A waiver may go by the images of a pod.
  return new CatalogueJudge(selected, { keepWhole: waivers !== undefined });
}

/** Policies that somebody else wrote, and what of them cannot be judged by. */
async function policiesFor(paths: readonly string[]): Promise<{ judges: Judge[]; unchecked: Unchecked[] }> {
  if (paths.length === 0) return { judges: [], unchecked: [] };
  const found = sourcesOf(paths, undefined);
  const { set, unchecked } = loadPolicies(found.sources);
  const judge = new PolicyJudge(set, await import('@palisade/rules/policies'));
  const refused = judge.refused.map(({ policy, reason }) => ({ ...policy.place, reason: `${policy.name}: ${reason}` }));
  const problems = [...found.unchecked, ...unchecked, ...refused];
  if (set.policies.length === 0 && problems.length === 0) {
    throw new UsageError(`--policies ${paths.join(' ')} holds no ValidatingAdmissionPolicy`);
  }
  return { judges: [judge], unchecked: problems };
}

async function sourcesFor(paths: readonly string[], { stdin }: Streams) {
  if (paths.length === 0) throw new UsageError('name files or folders to check, or - for standard input');
  if (!paths.includes('-')) return sourcesOf(paths, undefined);
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  const found = sourcesOf(paths, '');
  const sources = found.sources.map((source): Source => {
    return source.file === '-' ? { file: '-', read: () => decode(Buffer.concat(chunks)) } : source;
  });
  return { ...found, sources };
}

function explainRule(id: string, folder: string | undefined, { stdout }: Streams): 0 {
  const known = [...catalogue, ...(folder === undefined ? [] : loadRules(folder))];
  const rule = known.find((each) => each.id === id);
  if (rule === undefined) throw new UsageError(unknownRule(id, known));
  stdout.write(explain(rule));
  return 0;
}

function oneOf<T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given);
  if (found === undefined) throw new UsageError(`${option} is '${given}'; write one of ${allowed.join(', ')}`);
  return found;
}

function ownVersion(): string {
  return createRequire(__filename)('@palisade/cli/package.json').version;
}
