import { isDeepStrictEqual } from 'node:util';
import { podSpecIn } from '@palisade/admission';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, parseAllDocuments, type Scalar } from 'yaml';

/** A text with its images pinned. */
export interface Pinned {
  readonly text: string;
  /** Images that were pinned, how often each. */
  readonly count: number;
  /** Why some were not. */
  readonly refused: readonly { readonly offset: number; readonly reason: string }[];
}

interface Edit {
  readonly document: number;
  readonly path: Path;
  readonly image: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Pins the images of manifests in their text: nothing else changes, comments and quotes stay.
 *
 * @param pins what to write, by what is written; images that are not in it stay.
 * @throws Error where the text is no YAML, or would come to say something else than it should.
 */
export function pinText(text: string, pins: ReadonlyMap<string, string>): Pinned {
  const documents = parse(text);
  const edits: Edit[] = [];
  const refused: { offset: number; reason: string }[] = [];
  for (const [index, document] of documents.entries()) {
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    for (const { path, image } of pathsOfPods(value, []).flatMap((spec) => imageFields(value, spec))) {
      const pinned = typeof image === 'string' ? pins.get(image) : undefined;
      if (pinned === undefined) continue;
      const found = pin(resolved(document, path), pinned, text);
      if (found !== undefined) edits.push({ ...found, document: index, path, image: pinned });
      else
        refused.push({
          offset: offsetOf(document, path),
          reason: `${image} is written in a way that is not edited: ${how}`,
        });
    }
  }
  const unique = [...new Map(edits.map((edit) => [edit.start, edit])).values()].sort((a, b) => b.start - a.start);
  let changed = text;
  for (const { start, end, text: written } of unique) changed = changed.slice(0, start) + written + changed.slice(end);
  expectOnly(edits, documents, parse(changed));
  return { text: changed, count: unique.length, refused };
}

type Path = readonly (string | number)[];

const how = 'write it on one line, in its own container';

function parse(text: string): Document[] {
  const documents = parseAllDocuments(text, { merge: true, uniqueKeys: true, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) throw new Error(error.message.split('\n')[0]);
  return documents;
}

/** Where the pod specs of a document stand; objects in lists count one by one. */
function pathsOfPods(value: unknown, at: Path): Path[] {
  if (typeof value !== 'object' || value === null || at.length > 20) return [];
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item: unknown, index) => {
      const own = typeof item === 'object' && item !== null ? { kind: kind.slice(0, -'List'.length), ...item } : item;
      return pathsOfPods(own, [...at, 'items', index]);
    });
  }
  if (podSpecIn(value) === undefined) return [];
  if (kind === 'Pod') return [[...at, 'spec']];
  if (kind === 'PodTemplate') return [[...at, 'template', 'spec']];
  if (kind === 'CronJob') return [[...at, 'spec', 'jobTemplate', 'spec', 'template', 'spec']];
  return [[...at, 'spec', 'template', 'spec']];
}

/** Where the images of a pod spec stand, and what they are. */
function imageFields(value: unknown, spec: Path): { path: Path; image: unknown }[] {
  const at = (path: Path): unknown => path.reduce((node, key) => Object(node)[key], value);
  return ['initContainers', 'containers', 'ephemeralContainers', 'volumes'].flatMap((field) => {
    const list = at([...spec, field]);
    return (Array.isArray(list) ? list : []).map((_, index) => {
      const each = [...spec, field, index];
      const path = field === 'volumes' ? [...each, 'image', 'reference'] : [...each, 'image'];
      return { path, image: at(path) };
    });
  });
}

/** The node at a path, through aliases. */
function resolved(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isMap(node) && !isSeq(node)) return undefined;
    node = node.get(key, true);
  }
  return isAlias(node) ? node.resolve(document) : node;
}

/** The edit that pins a scalar; `undefined` where it is written in a way that is not edited. */
function pin(node: unknown, pinned: string, text: string): Pick<Edit, 'start' | 'end' | 'text'> | undefined {
  if (!isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const written = quotedLike(node, pinned, text.slice(start, end));
  return written === undefined ? undefined : { start, end, text: written };
}

/** Where the nearest node on the way to a path begins. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = resolved(document, path.slice(0, length));
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** A reference in the same quotes as before. */
function quotedLike({ type, value }: Scalar, pinned: string, source: string): string | undefined {
  if (type === 'PLAIN' && source === value) return pinned;
  if (type === 'QUOTE_DOUBLE' && source === `"${value}"`) return `"${pinned}"`;
  if (type === 'QUOTE_SINGLE' && source === `'${value}'`) return `'${pinned}'`;
  return undefined;
}

/** Holds what was written against what was meant: the same objects, with these images in these places. */
function expectOnly(edits: readonly Edit[], before: readonly Document[], after: readonly Document[]): void {
  const expected = before.map(plain);
  for (const { document, path, image } of edits) {
    let holder: unknown = expected[document];
    for (const key of path.slice(0, -1)) holder = (holder as Record<string | number, unknown>)[key];
    (holder as Record<string | number, unknown>)[path.at(-1) ?? ''] = image;
  }
  if (isDeepStrictEqual(expected, after.map(plain))) return;
  throw new Error('pinned, it would say something else than before: pin it by hand');
}

/** As JSON: what an anchor stands for in two places is two things. */
function plain(document: Document): unknown {
  return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 1000 })) ?? 'null');
}
