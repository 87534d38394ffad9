/**
 * `palisade images`: which images manifests name, what signatures and attestations they have, and whether a policy
 * trusts them. Manifests are read by read.ts, registries asked by look-up.ts, files edited by pin-files.ts.
 */
import { readFileSync } from 'node:fs';
import {
  ConfigError,
  filesBeside,
  parseConfigText,
  parseTrustPolicy,
  RegistryClient,
  serve,
  type TrustPolicy,
} from '@palisade/admission';
import type { Streams } from '../streams';
import { UsageError } from '../usage-error';
import { type ImageReport, lookUp } from './look-up';
import { pinFiles } from './pin-files';
import { type NamedImage, readImages, type Unread } from './read';

/** What the command line says. */
export interface ImagesArguments {
  readonly words: readonly string[];
  readonly json?: boolean | undefined;
  readonly pin?: boolean | undefined;
  readonly policy?: string | undefined;
  readonly config?: string | undefined;
}

/**
 * Runs the command.
 *
 * @param stopped ends `serve`.
 * @returns 0 done; 1 an image is refused, not found or not pinned; 2 something could not be read, or the call was wrong.
 */
export async function runImages(given: ImagesArguments, streams: Streams, stopped: AbortSignal): Promise<0 | 1 | 2> {
  try {
    if (given.words[0] === 'serve') return await runServe(given, streams, stopped);
    return await run(given, streams);
  } catch (error) {
    const { message } = error as Error;
    const hint = error instanceof UsageError ? '\nTry: palisade images --help' : '';
    const file = error instanceof ConfigError ? `${given.config ?? given.policy}: ` : '';
    streams.stderr.write(`palisade images: ${file}${message}${hint}\n`);
    return 2;
  }
}

async function runServe(
  { words, config, ...others }: ImagesArguments,
  { stdout }: Streams,
  stopped: AbortSignal,
): Promise<0> {
  if (words.length > 1 || others.json || others.pin || others.policy !== undefined) {
    throw new UsageError('serve takes --config FILE and nothing else');
  }
  if (config === undefined) throw new UsageError('serve needs --config FILE');
  await serve(config, stdout, stopped);
  return 0;
}

async function run({ words, json, pin, policy: file, config }: ImagesArguments, streams: Streams): Promise<0 | 1 | 2> {
  if (config !== undefined) throw new UsageError('--config goes with serve; a policy is given with --policy FILE');
  if (words.length === 0) throw new UsageError('name files or folders, - for standard input, or serve');
  if (pin && words.includes('-')) throw new UsageError('--pin edits files in place: name files or folders');
  const policy = file === undefined ? undefined : loadPolicy(file);
  const { images, unread } = await readImages(words, streams.stdin);
  const client = new RegistryClient(policy === undefined ? {} : { access: policy.registries });
  try {
    const reports = await lookUp(images, client, policy);
    const pinned = pin ? pinFiles(reports) : undefined;
    const problems = [...unread, ...(pinned?.refused ?? [])];
    if (json)
      streams.stdout.write(`${JSON.stringify({ images: reports, unread, ...(pinned ? { pinned } : {}) }, null, 2)}\n`);
    else streams.stdout.write(textOf(reports, pinned?.files ?? []));
    if (images.length === 0 && unread.length === 0)
      problems.push({ place: words.join(' '), reason: 'no image is named here' });
    streams.stderr.write(problems.map(({ place, reason }) => `${place}: ${reason}\n`).join(''));
    if (unread.length > 0 || images.length === 0) return 2;
    const isBad = ({ problem, verdict }: ImageReport): boolean => problem !== undefined || verdict?.allowed === false;
    return problems.length > 0 || reports.some(isBad) ? 1 : 0;
  } finally {
    client.close();
  }
}

function loadPolicy(file: string): TrustPolicy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--policy ${file} cannot be read`);
  }
  return parseTrustPolicy(parseConfigText(text), filesBeside(file));
}

function textOf(reports: readonly ImageReport[], files: readonly { file: string; count: number }[]): string {
  const lines = reports.flatMap((report) => [report.image, ...detailsOf(report).map((detail) => `  ${detail}`)]);
  lines.push(...files.map(({ file, count }) => `${file}: ${count} pinned`));
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function detailsOf({ digest, isPinned, signatures, attestations, verdict, problem, places }: ImageReport): string[] {
  const attested = attestations.map(({ predicateType }) => predicateType).join(', ');
  return [
    ...(digest === undefined ? [] : [`${isPinned ? 'pinned  ' : 'digest  '} ${digest}`]),
    ...(digest === undefined
      ? []
      : [`signed   ${signatures.length === 0 ? 'no' : signatures.length}, attested ${attested || 'nothing'}`]),
    ...(verdict === undefined
      ? []
      : [verdict.allowed ? `trusted  ${verdict.signer}` : `refused  ${verdict.reasons.join('; ')}`]),
    ...(problem === undefined ? [] : [`problem  ${problem}`]),
    ...places.slice(0, 3).map(({ file, line, object, at }) => `at       ${file}:${line} ${object} ${at}`),
    ...(places.length > 3 ? [`at       ${places.length - 3} more places`] : []),
  ];
}

/** What a registry or a manifest says cannot steer the terminal. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}

export type { ImageReport, NamedImage, Unread };
