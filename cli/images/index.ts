/**
 * `palisade images`: which images manifests name or a cluster runs, what signatures and attestations they have, and whether a policy
 * trusts them. Manifests are read by read.ts, clusters by cluster.ts, registries asked by look-up.ts, files edited by
 * pin-files.ts.
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
import { Client } from '../api-server/client';
import { readKubeconfig } from '../api-server/kubeconfig';
import type { Streams } from '../streams';
import { UsageError } from '../usage-error';
import { imagesOfCluster } from './cluster';
import { type ImageReport, lookUp } from './look-up';
import { type NamedImage, textOfPlace, type Unread } from './named-image';
import { pinFiles } from './pin-files';
import { runPolicy } from './policy';
import { readImages } from './read';

/** What the command line says. */
export interface ImagesArguments {
  readonly words: readonly string[];
  readonly json?: boolean | undefined;
  readonly pin?: boolean | undefined;
  readonly policy?: string | undefined;
  readonly config?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** `all` for all of them. @default the context's */
  readonly namespace?: string | undefined;
  /** Of `policy`: who is to judge. */
  readonly for?: string | undefined;
  readonly out?: string | undefined;
  readonly ca?: string | undefined;
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
    if (given.words[0] === 'policy') return runPolicy(given, streams, loadPolicy);
    return await run(given, streams);
  } catch (error) {
    const { message } = error as Error;
    const hint = error instanceof UsageError ? '\nTry: palisade images --help' : '';
    const file = error instanceof ConfigError ? `${given.config ?? given.policy}: ` : '';
    streams.stderr.write(`palisade images: ${printable(`${file}${message}`)}${hint}\n`);
    return 2;
  }
}

async function runServe(
  { words, config, ...others }: ImagesArguments,
  { stdout }: Streams,
  stopped: AbortSignal,
): Promise<0> {
  if (words.length > 1 || Object.values(others).some((value) => value !== undefined)) {
    throw new UsageError('serve takes --config FILE and nothing else');
  }
  if (config === undefined) throw new UsageError('serve needs --config FILE');
  await serve(config, stdout, stopped);
  return 0;
}

async function run(given: ImagesArguments, streams: Streams): Promise<0 | 1 | 2> {
  expectSense(given);
  const { json, pin, policy: file } = given;
  const policy = file === undefined ? undefined : loadPolicy(file);
  const { images, unread, where } = await namedImages(given, streams);
  const client = new RegistryClient(policy === undefined ? {} : { access: policy.registries });
  try {
    const reports = await lookUp(images, client, policy);
    const pinned = pin ? pinFiles(reports) : undefined;
    const problems = [...unread, ...(pinned?.refused ?? [])];
    if (json)
      streams.stdout.write(`${JSON.stringify({ images: reports, unread, ...(pinned ? { pinned } : {}) }, null, 2)}\n`);
    else streams.stdout.write(textOf(reports, pinned?.files ?? []));
    if (images.length === 0 && unread.length === 0) problems.push({ place: where, reason: 'no image is named here' });
    streams.stderr.write(problems.map(({ place, reason }) => `${printable(`${place}: ${reason}`)}\n`).join(''));
    if (unread.length > 0 || images.length === 0) return 2;
    const isBad = ({ problem, verdict }: ImageReport): boolean => problem !== undefined || verdict?.allowed === false;
    return problems.length > 0 || reports.some(isBad) ? 1 : 0;
  } finally {
    client.close();
  }
}

/** @throws UsageError where what was asked for does not go together. */
function expectSense({ words, pin, config, kubeconfig, context, namespace, ...exported }: ImagesArguments): void {
  if (exported.for !== undefined || exported.out !== undefined || exported.ca !== undefined)
    throw new UsageError('--for, --out and --ca go with policy');
  if (config !== undefined) throw new UsageError('--config goes with serve; a policy is given with --policy FILE');
  if (kubeconfig !== undefined) {
    if (words.length > 0) throw new UsageError('name files and folders, or a cluster with --kubeconfig: not both');
    if (pin) throw new UsageError('--pin edits files: pin the manifests that the cluster is made from');
    return;
  }
  if (context !== undefined || namespace !== undefined)
    throw new UsageError('--context and --namespace go with --kubeconfig FILE');
  if (words.length === 0)
    throw new UsageError('name files or folders, - for standard input, a cluster with --kubeconfig, or serve');
  if (pin && words.includes('-')) throw new UsageError('--pin edits files in place: name files or folders');
}

/** A DNS label, as namespaces are named. */
const namespaceName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What names images, and where that was looked for. */
async function namedImages(
  { words, kubeconfig, context, namespace }: ImagesArguments,
  { stdin }: Streams,
): Promise<{ images: NamedImage[]; unread: Unread[]; where: string }> {
  if (kubeconfig === undefined) return { ...(await readImages(words, stdin)), where: words.join(' ') };
  const { access, namespace: own } = await readKubeconfig(kubeconfig, context);
  const chosen = namespace ?? own;
  if (!namespaceName.test(chosen)) throw new UsageError(`--namespace is '${chosen}', which is no name of a namespace`);
  const client = new Client(access);
  try {
    const found = await imagesOfCluster(client, chosen === 'all' ? undefined : chosen);
    return { ...found, where: chosen === 'all' ? 'the cluster' : `namespace ${chosen}` };
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

function detailsOf(report: ImageReport): string[] {
  const { digest, current, runs, isPinned, signatures, attestations, verdict, problem, places } = report;
  const attested = attestations.map(({ predicateType }) => predicateType).join(', ');
  return [
    ...(digest === undefined
      ? []
      : [`${runs !== undefined ? 'runs    ' : isPinned ? 'pinned  ' : 'digest  '} ${digest}`]),
    ...(current === undefined ? [] : [`moved    its tag stands for ${current} now`]),
    ...(digest === undefined
      ? []
      : [`signed   ${signatures.length === 0 ? 'no' : signatures.length}, attested ${attested || 'nothing'}`]),
    ...(verdict === undefined
      ? []
      : [verdict.allowed ? `trusted  ${verdict.signer}` : `refused  ${verdict.reasons.join('; ')}`]),
    ...(problem === undefined ? [] : [`problem  ${problem}`]),
    ...places.slice(0, 3).map((place) => `at       ${textOfPlace(place)} ${place.object} ${place.at}`),
    ...(places.length > 3 ? [`at       ${places.length - 3} more places`] : []),
  ];
}

/** What a registry or a manifest says cannot steer the terminal. */
function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return line.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}

export type { ImageReport, NamedImage, Unread };
