import type { Lines } from './lines';
import { type Loaded, loadYaml, type Starts, YamlError } from './yaml/load';

/** The text that a document comes from. */
export interface Origin {
  /** As reports name it. */
  readonly file: string;
  readonly lines: Lines;
}

/** One document of a source. */
export interface Document {
  readonly origin: Origin;
  readonly value: unknown;
  readonly starts: Starts;
  /** Where the text that `starts` counts in begins in the source. */
  readonly base: number;
}

/** A document that could not be read, and where and why. */
export interface Malformed {
  readonly reason: string;
  readonly offset: number;
  /** It is no YAML at all, and could still be JSON. */
  readonly isSyntax?: boolean;
}

/**
 * The documents of a text, one after the other, in the way of kubectl: YAML is split at lines that start with `---`,
 * whatever stands around them, so that one malformed document does not hide the others; a text that starts with `{` may
 * also be a row of JSON objects. Empty documents are left out.
 */
export function* documentsIn(origin: Origin): Generator<Document | Malformed> {
  const { text } = origin.lines;
  // Two braces begin a template's action, and never JSON.
  if (/^\s*(\{(?!\{)|\[)/.test(text.slice(0, 4096)) && !/^---/m.test(text)) {
    yield* jsonIn(text, origin);
    return;
  }
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start <= text.length) {
    const separator = text.startsWith('---', start) ? start : text.indexOf('\n---', start) + 1;
    const end = separator > start || text.startsWith('---', start) ? separator : text.length;
    yield* read(text.slice(start, end), start, origin);
    if (end === text.length) return;
    const lineEnd = text.indexOf('\n', end);
    const rest = text.slice(end + 3, lineEnd < 0 ? text.length : lineEnd).trim();
    if (rest !== '' && !rest.startsWith('#')) {
      yield { offset: end, reason: `after --- only a comment may stand on the line, not ${JSON.stringify(rest)}` };
    }
    if (lineEnd < 0) return;
    start = lineEnd + 1;
  }
}

/** An action of a template of Helm. */
const template = /\{\{-?\s*[.$("a-z]/;
const rendering = ' (a template? Check what it renders: helm template CHART | palisade check -)';

function* read(text: string, base: number, origin: Origin): Generator<Document | Malformed> {
  if (isBlank(text)) return;
  let documents: readonly Loaded[];
  try {
    documents = loadYaml(text);
  } catch (error) {
    const found = malformed(error, base);
    yield template.test(text) ? { ...found, reason: `${found.reason}${rendering}` } : found;
    return;
  }
  for (const { value, starts } of documents) {
    if (value !== null) yield { origin, value, starts, base };
  }
}

function isBlank(text: string): boolean {
  return text.length < 1000 && text.trim() === '';
}

function malformed(error: unknown, base: number): Malformed {
  if (!(error instanceof YamlError)) throw error;
  return { offset: base + error.offset, reason: error.message, isSyntax: error.isSyntax };
}

/** JSON is read as the YAML that it is, which tells places and doubled keys; what only JSON can read, as JSON. */
function* jsonIn(text: string, origin: Origin): Generator<Document | Malformed> {
  let whole: (Document | Malformed)[] = [...read(text, 0, origin)];
  if (whole.some(isNoYaml)) {
    const parts = splitJson(text);
    if (parts.length > 1)
      whole = parts.flatMap(({ part, base }) =>
        readJson(part, base, origin).map((each) => noScalar(each, base + part.search(/\S/))),
      );
    else whole = readJson(text, 0, origin);
  }
  yield* whole;
}

/** Behind a JSON object, a word is what is left of a broken one. */
function noScalar(document: Document | Malformed, offset: number): Document | Malformed {
  if (isMalformed(document) || typeof document.value === 'object') return document;
  return { offset, reason: `${JSON.stringify(document.value)} stands where a JSON object belongs` };
}

function readJson(text: string, base: number, origin: Origin): (Document | Malformed)[] {
  const asYaml = [...read(text, base, origin)];
  if (!asYaml.some(isNoYaml)) return asYaml;
  try {
    return [{ origin, value: JSON.parse(text), starts: { nodes: [], offsets: [] }, base }];
  } catch {
    return asYaml;
  }
}

/** Tells a document from one that could not be read. */
export function isMalformed(document: Document | Malformed): document is Malformed {
  return 'reason' in document;
}

function isNoYaml(document: Document | Malformed): boolean {
  return isMalformed(document) && document.isSyntax === true;
}

/** `{...} {...}` as its objects. What stands between two objects goes to the latter. */
function splitJson(text: string): { part: string; base: number }[] {
  const parts: { part: string; base: number }[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = stringEnd(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) {
        parts.push({ part: text.slice(start, at + 1), base: start });
        start = at + 1;
      }
    }
  }
  if (text.slice(start).trim() !== '') parts.push({ part: text.slice(start), base: start });
  return parts;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
