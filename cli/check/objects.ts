import type { JsonObject } from '@palisade/rules';
import type { Document } from './documents';
import type { ObjectName } from './report';

/** One Kubernetes object of a document. */
export interface KubernetesObject {
  readonly value: JsonObject;
  /** `''` is the core group. */
  readonly group: string;
  readonly version: string;
  readonly name: ObjectName;
  readonly document: Document;
  /** Where it begins and ends, as offsets into the source. */
  readonly start: number;
  readonly end: number;
}

/** What stands where an object belongs, and what is wrong with it. */
export interface NoObject {
  readonly reason: string;
  readonly offset: number;
}

/** Lists may hold lists; deeper than this nobody nests them but to do harm. */
const deepest = 10;

/**
 * The Kubernetes objects of a document, those of a `List` one by one. A document that does not say what kind it is (the
 * values of a chart, say) has none.
 */
export function objectsIn(document: Document): (KubernetesObject | NoObject)[] {
  const { value } = document;
  if (!isObject(value) || (value.apiVersion === undefined && value.kind === undefined)) return [];
  return object(value, document, { start: startOf(value, document), end: Number.POSITIVE_INFINITY }, {}, 0);
}

/** Tells what can be judged from what cannot. */
export function isObjectless(object: KubernetesObject | NoObject): object is NoObject {
  return 'reason' in object;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function object(
  given: JsonObject,
  document: Document,
  range: Range,
  inherited: { apiVersion?: unknown; kind?: unknown },
  depth: number,
): (KubernetesObject | NoObject)[] {
  const { kind = inherited.kind, apiVersion = inherited.apiVersion } = given;
  for (const [field, found] of Object.entries({ kind, apiVersion })) {
    if (typeof found === 'string' && found !== '') continue;
    const what = found === undefined ? 'names no' : 'names no text as its';
    return [{ offset: range.start, reason: `the object ${what} ${field}, so it cannot be judged` }];
  }
  const whole = { value: given, kind: kind as string, apiVersion: apiVersion as string };
  if (whole.kind.endsWith('List') && Array.isArray(given.items))
    return items(whole, given.items, document, range, depth);
  if (whole.kind === 'List' && whole.apiVersion === 'v1') {
    if (given.items === undefined || given.items === null) return [];
    return [{ offset: range.start, reason: 'items of the List is no list' }];
  }
  const value = given.kind === undefined || given.apiVersion === undefined ? { ...given, kind, apiVersion } : given;
  const slash = whole.apiVersion.indexOf('/');
  const metadata = isObject(given.metadata) ? given.metadata : {};
  const name = {
    apiVersion: whole.apiVersion,
    kind: whole.kind,
    ...(typeof metadata.namespace === 'string' ? { namespace: metadata.namespace } : {}),
    ...(typeof metadata.name === 'string'
      ? { name: metadata.name }
      : typeof metadata.generateName === 'string'
        ? { name: `${metadata.generateName}*` }
        : {}),
  };
  return [
    {
      value,
      group: slash < 0 ? '' : whole.apiVersion.slice(0, slash),
      version: whole.apiVersion.slice(slash + 1),
      name,
      document,
      ...range,
    },
  ];
}

/** An item of a typed list (`PodList`) may leave out what the list says already. */
function items(
  { kind, apiVersion }: { kind: string; apiVersion: string },
  list: readonly unknown[],
  document: Document,
  range: Range,
  depth: number,
): (KubernetesObject | NoObject)[] {
  if (depth >= deepest) return [{ offset: range.start, reason: `more than ${deepest} lists stand inside each other` }];
  const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
  const inherited = itemKind === undefined ? {} : { kind: itemKind, apiVersion };
  const starts = startsOf(list, document, range.start);
  return list.flatMap((item, index): (KubernetesObject | NoObject)[] => {
    const start = starts[index] ?? range.start;
    const end = starts[index + 1] ?? range.end;
    if (!isObject(item)) return [{ offset: start, reason: `item ${index + 1} of the ${kind} is no object` }];
    return object(item, document, { start, end }, inherited, depth + 1);
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startOf(node: object, { starts, base }: Document): number {
  return starts.nodes[0] === node ? base + (starts.offsets[0] ?? 0) : base;
}

/** Where the items of a list begin, found in one pass: they stand in the order of the text. */
function startsOf(
  list: readonly unknown[],
  { starts: { nodes, offsets }, base }: Document,
  fallback: number,
): number[] {
  const found: number[] = [];
  let at = 0;
  for (const item of list) {
    // What an alias stands for was written elsewhere, and is not looked for.
    const index = typeof item === 'object' && item !== null ? nodes.indexOf(item, at) : -1;
    if (index >= 0) at = index + 1;
    found.push(index < 0 ? (found.at(-1) ?? fallback) : base + (offsets[index] ?? 0));
  }
  return found;
}

/**
 * Where in an object something of a name stands: the first mapping with that `name`, such as a container; the object
 * itself where there is none.
 */
export function offsetOf({ document, start, end }: KubernetesObject, name: string | undefined): number {
  if (name === undefined) return start;
  const { base, starts } = document;
  for (let index = firstFrom(starts.offsets, start - base); index < starts.nodes.length; index += 1) {
    const at = base + (starts.offsets[index] ?? 0);
    if (at >= end) break;
    const node = starts.nodes[index] as { readonly name?: unknown };
    if (node.name === name && !isMetadata(node)) return at;
  }
  return start;
}

/** The first of ascending offsets that is no less than one. A list may hold a whole cluster: no search from its beginning. */
function firstFrom(offsets: readonly number[], wanted: number): number {
  let from = 0;
  let to = offsets.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((offsets[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** An object's own name is no name of something in it. */
function isMetadata(node: object): boolean {
  return 'namespace' in node || 'labels' in node || 'annotations' in node;
}
