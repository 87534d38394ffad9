/**
 * `palisade graph`: who may talk to whom, by the policies of some manifests.
 *
 * Documents become objects (read.ts), `@palisade/constructs/reachability` says what they open, build.ts makes a
 * {@link Graph} of it, and svg/, mermaid.ts and json.ts write it. Start at {@link runGraph}.
 */
import { writeFileSync } from 'node:fs';
import { Reachability } from '@palisade/constructs/reachability';
import { reasonOf } from '../check/sources';
import type { Streams } from '../streams';
import { UsageError } from '../usage-error';
import { buildGraph } from './build';
import type { Graph } from './graph';
import { toJson } from './json';
import { toMermaid } from './mermaid';
import { readObjects, type Unread } from './read';
import { toSvg } from './svg';

/** What the command line says. */
export interface GraphArguments {
  readonly paths: readonly string[];
  readonly format?: string | undefined;
  readonly out?: string | undefined;
  readonly namespace?: string | undefined;
}

const formats: { readonly [format: string]: (graph: Graph) => string | Promise<string> } = {
  svg: toSvg,
  mermaid: toMermaid,
  json: toJson,
};

/** What can still be read as a picture; to lay that much out takes some ten seconds. */
const mostDrawn = { nodes: 250, edges: 500 };

/** Runs the command. @returns 0 drawn; 2 something could not be read or is not understood, or the call was wrong. */
export async function runGraph(given: GraphArguments, streams: Streams): Promise<0 | 2> {
  try {
    return await run(given, streams);
  } catch (error) {
    const hint = error instanceof UsageError ? '\nTry: palisade graph --help' : '';
    streams.stderr.write(`palisade graph: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
    return 2;
  }
}

async function run({ paths, format = 'svg', out, namespace }: GraphArguments, streams: Streams): Promise<0 | 2> {
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (write === undefined) {
    throw new UsageError(`--format is '${format}'; write one of ${Object.keys(formats).join(', ')}`);
  }
  if (paths.length === 0) throw new UsageError('name files or folders to read, or - for standard input');
  const { objects, unread } = await readObjects(paths, streams.stdin);
  const model = new Reachability(objects);
  for (const line of complaints(unread, model)) streams.stderr.write(`${printable(line)}\n`);
  if (namespace !== undefined && !model.namespaces.has(namespace)) {
    const known = [...model.namespaces.keys()].slice(0, 20).join(', ') || 'none';
    throw new UsageError(`there is no namespace '${namespace}' here; there are: ${known}`);
  }
  if (model.workloads.length === 0) {
    throw new Error('there is no workload here: name manifests that hold Deployments, Jobs, Pods or the like');
  }
  const graph = buildGraph(model, namespace);
  const nodes = graph.workloads.length + graph.groups.length + graph.outside.length;
  if (format !== 'json' && (nodes > mostDrawn.nodes || graph.edges.length > mostDrawn.edges)) {
    throw new Error(
      `${nodes} nodes and ${graph.edges.length} arrows are more than a picture can show (${mostDrawn.nodes} and ${mostDrawn.edges}): choose a namespace with --namespace, or write --format json`,
    );
  }
  const text = await write(graph);
  if (out === undefined) streams.stdout.write(text);
  else writeTo(out, text);
  return unread.length + model.leftOut.length > 0 ? 2 : 0;
}

function complaints(unread: readonly Unread[], { leftOut }: Reachability): string[] {
  return [
    ...unread.map(({ place, reason }) => `${place}: ${reason}`),
    ...leftOut.map(({ object, reason }) => `${object} is left out: ${reason}`),
  ];
}

/** @throws Error saying where it could not be written. */
function writeTo(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Error(`${path} could not be written: ${reasonOf(error)}`);
  }
}

/** Manifests may hold what a terminal would obey. */
function printable(text: string): string {
  return text.replaceAll(
    /\p{Cc}|\p{Cf}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
