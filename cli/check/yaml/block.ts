import type { Loaded } from './load';
import { keyWords, resolvePlain, ScalarError } from './scalar';

/** Thrown, and caught here, where the text leaves what is read here. */
const leaves = Symbol('leaves the plain part of YAML');

const plainText = /^[\n\u0020-\u007e]*$/;
const deepest = 100;
const largest = 1_000_000;

const newline = 10;
const space = 32;
const quote = 34;
const hash = 35;
const apostrophe = 39;
const dash = 45;
const colon = 58;

/** Letters, digits and `_./-`. */
const inWord: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9_./-]/.test(String.fromCharCode(code)),
);
/** What begins something other than a plain scalar, or nothing at all. */
const notPlain: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  '"\'[]{}|>&*!%@`?,:#'.includes(String.fromCharCode(code)),
);

/**
 * Reads what most manifests consist of, five times as fast as the whole of YAML can be read: one document in ASCII, of
 * block mappings and lists, plain keys, and scalars on one line. The value and the places are those of the general way,
 * which everything else is left to; a test holds the two against each other.
 *
 * @returns undefined where there is anything else in the text, be it right or wrong.
 */
export function loadPlainBlocks(text: string): Loaded | undefined {
  if (text.length > largest || !plainText.test(text)) return undefined;
  try {
    return new Blocks(text).document();
  } catch (error) {
    if (error === leaves || error instanceof ScalarError) return undefined;
    throw error;
  }
}

class Blocks {
  readonly #nodes: object[] = [];
  readonly #offsets: number[] = [];
  /** What is read next: the first character of a line that is no blank, at its column. */
  #at = 0;
  #column = 0;
  #depth = 0;

  /** Where a comment or the like begins next; behind the text where none does. */
  #comment = -1;

  constructor(readonly text: string) {}

  document(): Loaded | undefined {
    this.#toContent(0);
    if (this.#column < 0) return undefined;
    const value = this.#node();
    if (this.#column >= 0) throw leaves;
    return { value, starts: { nodes: this.#nodes, offsets: this.#offsets } };
  }

  /** Goes to the first character of the next line that holds any; the column is -1 at the end of the text. */
  #toContent(lineStart: number): void {
    const { text } = this;
    let start = lineStart;
    for (;;) {
      let at = start;
      while (text.charCodeAt(at) === space) at += 1;
      const code = text.charCodeAt(at);
      if (code !== newline && code !== hash) {
        this.#at = at;
        this.#column = Number.isNaN(code) ? -1 : at - start;
        if (this.#column === 0 && (text.startsWith('...', at) || text.startsWith('---', at))) throw leaves;
        return;
      }
      start = code === newline ? at + 1 : text.indexOf('\n', at) + 1;
      if (start === 0) {
        this.#column = -1;
        return;
      }
    }
  }

  /** A mapping or a list, in the column where it begins. */
  #node(): unknown {
    this.#depth += 1;
    if (this.#depth > deepest) throw leaves;
    const value = this.#isItem(this.#at) ? this.#list(this.#column) : this.#mapping(this.#column);
    this.#depth -= 1;
    return value;
  }

  #isItem(at: number): boolean {
    if (this.text.charCodeAt(at) !== dash) return false;
    const next = this.text.charCodeAt(at + 1);
    return next === space || next === newline || Number.isNaN(next);
  }

  #start(node: object): void {
    this.#nodes.push(node);
    this.#offsets.push(this.#at);
  }

  #list(column: number): unknown[] {
    const list: unknown[] = [];
    this.#start(list);
    while (this.#column === column && this.#isItem(this.#at)) {
      let at = this.#at + 1;
      while (this.text.charCodeAt(at) === space) at += 1;
      list.push(this.#item(at, column));
    }
    if (this.#column > column) throw leaves;
    return list;
  }

  #item(at: number, column: number): unknown {
    if (this.#endsAt(at)) return this.#nested(at, column + 1);
    if (this.#isItem(at)) throw leaves;
    if (this.#keyEnd(at) < 0) return this.#scalar(at, column);
    this.#column = column + (at - this.#at);
    this.#at = at;
    return this.#node();
  }

  #mapping(column: number): Record<string, unknown> {
    const mapping: Record<string, unknown> = {};
    this.#start(mapping);
    while (this.#column === column) {
      const end = this.#keyEnd(this.#at);
      if (end < 0) throw leaves;
      const key = this.text.slice(this.#at, end);
      if (Object.hasOwn(mapping, key) || keyWords.has(key) || key === '__proto__') throw leaves;
      let at = end + 1;
      while (this.text.charCodeAt(at) === space) at += 1;
      mapping[key] = this.#endsAt(at) ? this.#valueBelow(at, column) : this.#scalar(at, column);
    }
    if (this.#column > column) throw leaves;
    return mapping;
  }

  /** Where a plain key ends that begins here, which is where its colon stands; -1 where none does. */
  #keyEnd(at: number): number {
    const { text } = this;
    const first = text.charCodeAt(at);
    // What begins like a number may be one; it is read the long way.
    if (first < 65 || !inWord[first]) return -1;
    let end = at + 1;
    while (inWord[text.charCodeAt(end)]) end += 1;
    if (text.charCodeAt(end) !== colon) return -1;
    const next = text.charCodeAt(end + 1);
    return next === space || next === newline || Number.isNaN(next) ? end : -1;
  }

  /** Whether nothing but a comment is left of the line, before which stands a blank. */
  #endsAt(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === newline || Number.isNaN(code) || (code === hash && this.text.charCodeAt(at - 1) === space);
  }

  /** The value of a key whose line holds no more; a list may stand in the column of its key. */
  #valueBelow(at: number, column: number): unknown {
    this.#nextLine(at);
    if (this.#column > column || (this.#column === column && this.#isItem(this.#at))) return this.#structure();
    return null;
  }

  #nested(at: number, column: number): unknown {
    this.#nextLine(at);
    return this.#column >= column ? this.#structure() : null;
  }

  /** What stands on lines of its own: a scalar there is read the long way. */
  #structure(): unknown {
    if (!this.#isItem(this.#at) && this.#keyEnd(this.#at) < 0) throw leaves;
    return this.#node();
  }

  #nextLine(at: number): void {
    const end = this.text.indexOf('\n', at);
    this.#toContent(end < 0 ? this.text.length : end + 1);
  }

  /** A scalar, or a short list in brackets, that ends in its line. @param column Where a line would have to begin beyond to go on. */
  #scalar(at: number, column: number): unknown {
    const code = this.text.charCodeAt(at);
    let value: unknown;
    let end: number;
    if (code === quote || code === apostrophe) {
      end = this.#quoteEnd(at, code);
      value = this.text.slice(at + 1, end);
      end += 1;
    } else if (code === 91 || code === 123) {
      [value, end] = this.#flow(at);
    } else {
      end = this.#plainEnd(at);
      value = resolvePlain(this.text.slice(at, end));
    }
    while (this.text.charCodeAt(end) === space) end += 1;
    if (!this.#endsAt(end)) throw leaves;
    this.#nextLine(end);
    if (this.#column > column) throw leaves;
    return value;
  }

  #quoteEnd(at: number, mark: number): number {
    const { text } = this;
    for (let end = at + 1; ; end += 1) {
      const code = text.charCodeAt(end);
      if (code === mark) {
        // Doubled, an apostrophe stands for one.
        if (mark === apostrophe && text.charCodeAt(end + 1) === apostrophe) throw leaves;
        return end;
      }
      if (code === newline || Number.isNaN(code) || (mark === quote && code === 92)) throw leaves;
    }
  }

  /** Without the blanks at its end. */
  #plainEnd(at: number): number {
    const { text } = this;
    const first = text.charCodeAt(at);
    if (notPlain[first] || (first === dash && text.charCodeAt(at + 1) === space)) throw leaves;
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    for (let from = at; ; ) {
      const mark = text.indexOf(':', from);
      if (mark < 0 || mark >= end) break;
      if (mark + 1 === end || text.charCodeAt(mark + 1) === space) throw leaves;
      from = mark + 1;
    }
    if (this.#comment < at) {
      const comment = text.indexOf(' #', at);
      this.#comment = comment < 0 ? text.length : comment;
    }
    if (this.#comment < end) end = this.#comment;
    while (text.charCodeAt(end - 1) === space) end -= 1;
    return end;
  }

  /** `{}`, `[]`, or a list of words and quoted texts. */
  #flow(at: number): [value: object, end: number] {
    const { text } = this;
    const isList = text.charCodeAt(at) === 91;
    const list: unknown[] = [];
    const value = isList ? list : {};
    this.#nodes.push(value);
    this.#offsets.push(at);
    let next = this.#past(at + 1);
    if (text[next] === (isList ? ']' : '}')) return [value, next + 1];
    if (!isList) throw leaves;
    for (;;) {
      const code = text.charCodeAt(next);
      if (code === quote || code === apostrophe) {
        const end = this.#quoteEnd(next, code);
        list.push(text.slice(next + 1, end));
        next = end + 1;
      } else {
        let end = next;
        while (inWord[text.charCodeAt(end)]) end += 1;
        if (end === next || code === dash) throw leaves;
        list.push(resolvePlain(text.slice(next, end)));
        next = end;
      }
      next = this.#past(next);
      if (text[next] === ']') return [list, next + 1];
      if (text[next] !== ',') throw leaves;
      next = this.#past(next + 1);
    }
  }

  #past(at: number): number {
    let next = at;
    while (this.text.charCodeAt(next) === space) next += 1;
    return next;
  }
}
