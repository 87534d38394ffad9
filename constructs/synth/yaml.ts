import { Yaml } from 'cdk8s';

/** Deeper than any schema nests; the text is indented twice as much. */
const deepest = 250;

/** Words, paths, images, quantities and percentages: texts that every reader of YAML takes for themselves. */
const plain = /^(?:[A-Za-z/][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*|[0-9]+(?:m|[KMGT]i|%))$/;
/** Of these, what YAML 1.1 has a meaning for. */
const words = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;

/**
 * Where YAML 1.1 has one notation for numbers, the reader in Go that is kubectl's takes more: `0o14`, `0X1F`, and an underline
 * anywhere after the sign. This is their form without underlines.
 */
const numberInGo = /^[-+]?(?:0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?)$/;

/**
 * Writes plain JSON values as YAML that every reader reads the same, be it YAML 1.1 or 1.2: to the byte what cdk8s writes,
 * but for texts that are quoted here because some reader misreads them otherwise: such as `0o14`, a number to kubectl, blank
 * lines only, and keys that begin like the end of a document. It takes a tenth of the time, for the library makes a tree of nodes of all values
 * first; it is asked for scalars out of the ordinary only.
 */
export class YamlWriter {
  /** How scalars are written that the library was asked for. */
  readonly #known = new Map<string, string>();

  /** One document, with a line's end. */
  document(value: unknown): string {
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return Yaml.stringify(value);
    return `${this.#block(value, '', 0)}\n`;
  }

  /** Documents with `---` between them. */
  documents(values: readonly unknown[]): string {
    return values.map((value) => this.document(value)).join('---\n');
  }

  /** A map or list that is not empty, its first line without the indent. */
  #block(value: object, indent: string, depth: number): string {
    if (depth > deepest) throw new RangeError(`the object nests deeper than ${deepest} levels`);
    let text = '';
    const inner = `${indent}  `;
    if (Array.isArray(value)) {
      for (const item of value) {
        if (text !== '') text += `\n${indent}`;
        text += isBlock(item) ? `- ${this.#block(item, inner, depth + 1)}` : `- ${this.#scalar(item, inner)}`;
      }
      return text;
    }
    for (const key of Object.keys(value)) {
      const held = (value as Record<string, unknown>)[key];
      if (text !== '') text += `\n${indent}`;
      text += this.#key(key);
      text += isBlock(held) ? `:\n${inner}${this.#block(held, inner, depth + 1)}` : `: ${this.#scalar(held, inner)}`;
    }
    return text;
  }

  #key(key: string): string {
    if (isPlain(key)) return key;
    return this.#remembered(`key ${key}`, () => {
      // Unquoted, it would merge what it holds into the map around it.
      if (key === '<<' || isMisread(key)) return JSON.stringify(key);
      const text = Yaml.stringify({ [key]: 0 });
      return text.slice(0, -': 0\n'.length);
    });
  }

  #scalar(value: unknown, indent: string): string {
    if (typeof value === 'string') {
      if (isPlain(value)) return value;
      const text = this.#remembered(value, () => this.#odd(value));
      return text.includes('\n') ? text.replace(/\n(?!\n|$)/g, `\n${indent.slice(2)}`) : text;
    }
    if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    return Yaml.stringify(value).trimEnd();
  }

  /** As it is written one level deep. */
  #odd(value: string): string {
    if (isMisread(value)) return JSON.stringify(value);
    return Yaml.stringify({ k: value }).slice('k: '.length, -1);
  }

  #remembered(key: string, write: () => string): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const written = write();
    this.#known.set(key, written);
    return written;
  }
}

function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function isPlain(text: string): boolean {
  return plain.test(text) && !words.test(text);
}

/** What some reader makes something else of when it is written as the library does. */
function isMisread(text: string): boolean {
  if (/^(?:[-+]_|[-+]?[0-9])/.test(text)) return numberInGo.test(text.replaceAll('_', ''));
  // Blanks and nothing else, on several lines.
  return /^[\n ]*$/.test(text) && text.includes('\n') && text.includes(' ');
}
