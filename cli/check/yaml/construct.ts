import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { type Loaded, YamlError } from './load';
import { keyOf, resolvePlain, ScalarError } from './scalar';

type EventOf<Type> = Extract<Event, { readonly type: Type }>;
type ScalarEvent = EventOf<typeof EVENT_ID.SCALAR>;
type Mapping = Record<string, unknown>;

/** Values that aliases stand for: far above any real document, and far below what a few lines can be blown up to. */
const most = 1_000_000;

/** Makes the value of one document out of the parser's events. */
export class Construction {
  readonly #anchors = new Map<string, { readonly value: unknown; readonly weight: number }>();
  readonly #starts = { nodes: [] as object[], offsets: [] as number[] };
  /** Values so far, an alias counted as all that it stands for. */
  #weight = 0;
  /** Of those, the ones that aliases stand for. */
  #aliased = 0;

  constructor(
    readonly text: string,
    readonly events: readonly Event[],
    /** The event to be read next; where the document begins, then where the one after it does. */
    public next: number,
  ) {}

  /** @throws YamlError */
  document(): Loaded {
    this.next += 1;
    let value: unknown = null;
    if (this.#peek().type !== EVENT_ID.POP) value = this.#node();
    this.next += 1;
    return { value, starts: this.#starts };
  }

  #peek(): Event {
    const event = this.events[this.next];
    if (event === undefined) throw new YamlError('ends too early', this.text.length);
    return event;
  }

  #node(): unknown {
    const event = this.#peek();
    this.next += 1;
    const before = this.#weight;
    this.#weight += 1;
    let value: unknown;
    switch (event.type) {
      case EVENT_ID.SCALAR:
        value = this.#scalar(event);
        break;
      case EVENT_ID.MAPPING:
        value = this.#mapping(event.start);
        break;
      case EVENT_ID.SEQUENCE:
        value = this.#sequence(event.start);
        break;
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      default:
        throw new YamlError('is no YAML document', 0);
    }
    if (event.anchorStart >= 0) {
      const anchor = this.text.slice(event.anchorStart, event.anchorEnd);
      this.#anchors.set(anchor, { value, weight: this.#weight - before });
    }
    return value;
  }

  #start(node: object, offset: number): void {
    this.#starts.nodes.push(node);
    this.#starts.offsets.push(offset);
  }

  #alias(event: EventOf<typeof EVENT_ID.ALIAS>): unknown {
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw new YamlError(`the anchor ${name} is not known here`, event.anchorStart);
    this.#weight += anchor.weight;
    this.#aliased += anchor.weight;
    if (this.#aliased > most) {
      throw new YamlError(`blows up to more than ${most.toLocaleString('en')} values`, event.anchorStart);
    }
    return anchor.value;
  }

  #sequence(start: number): unknown[] {
    const list: unknown[] = [];
    this.#start(list, start);
    while (this.#peek().type !== EVENT_ID.POP) list.push(this.#node());
    this.next += 1;
    return list;
  }

  #mapping(start: number): Mapping {
    const mapping: Mapping = {};
    this.#start(mapping, start);
    let merged: Set<string> | undefined;
    for (let event = this.#peek(); event.type !== EVENT_ID.POP; event = this.#peek()) {
      if (event.type === EVENT_ID.SCALAR && this.#isMerge(event)) {
        this.next += 1;
        merged ??= new Set();
        this.#merge(mapping, merged, event);
        continue;
      }
      const key = this.#key(event);
      if (Object.hasOwn(mapping, key) && merged?.delete(key) !== true) {
        throw new YamlError(`the key ${JSON.stringify(key)} stands twice in one mapping`, offsetOf(event));
      }
      set(mapping, key, this.#node());
    }
    this.next += 1;
    return mapping;
  }

  #isMerge(event: ScalarEvent): boolean {
    return (
      event.style === SCALAR_STYLE.PLAIN &&
      event.valueEnd - event.valueStart === 2 &&
      this.text.startsWith('<<', event.valueStart)
    );
  }

  /** As in Kubernetes, a merge key yields to the keys after it, and overrules those before it. */
  #merge(mapping: Mapping, merged: Set<string>, event: Event): void {
    const given = this.#node();
    // Of a list, earlier mappings take precedence.
    for (const source of Array.isArray(given) ? given.toReversed() : [given]) {
      if (!isMapping(source)) throw new YamlError('only mappings can be merged by <<', offsetOf(event));
      for (const [key, value] of Object.entries(source)) {
        if (!Object.hasOwn(mapping, key)) merged.add(key);
        set(mapping, key, value);
      }
    }
  }

  #key(event: Event): string {
    if (event.type === EVENT_ID.SCALAR && event.fast && event.style !== SCALAR_STYLE.PLAIN && event.tagStart < 0) {
      this.next += 1;
      return this.text.slice(event.valueStart, event.valueEnd);
    }
    const key = this.#node();
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'boolean') return located(event, () => keyOf(key));
    throw new YamlError('a key must be a text, a number or a boolean', offsetOf(event));
  }

  #scalar(event: ScalarEvent): unknown {
    const text = event.fast
      ? this.text.slice(event.valueStart, Math.max(event.valueStart, event.valueEnd))
      : getScalarValue(this.text, event);
    if (event.tagStart >= 0) {
      return located(event, () => tagged(this.text.slice(event.tagStart, event.tagEnd), text, event));
    }
    return event.style === SCALAR_STYLE.PLAIN ? plain(text, event) : text;
  }
}

function plain(text: string, event: Event): unknown {
  const first = text.charCodeAt(0);
  // Most scalars are words, and start with a letter that no word of YAML's own starts with.
  return first > 96 && !wordStarts.has(first) ? text : located(event, () => resolvePlain(text));
}

const wordStarts: ReadonlySet<number> = new Set([...'yntfo~'].map((letter) => letter.charCodeAt(0)));

/** Says where a scalar stands that Kubernetes makes no JSON of. */
function located<T>(event: Event, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScalarError) throw new YamlError(error.message, offsetOf(event));
    throw error;
  }
}

/** Sets a key without touching what an object is by itself. */
function set(mapping: Mapping, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(mapping, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    mapping[key] = value;
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const types: { readonly [tag: string]: string } = { bool: 'boolean', int: 'number', float: 'number', null: 'null' };

/** A scalar with a tag: of YAML's own tags what it says, of any other tag its text. */
function tagged(tag: string, text: string, event: ScalarEvent): unknown {
  const name = /^(?:!!|!<tag:yaml\.org,2002:)(\w+)>?$/.exec(tag)?.[1];
  if (name === 'binary') {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.toString('base64') !== text.replace(/\s/g, '')) throw new YamlError('is no base64', offsetOf(event));
    return bytes.toString('utf8');
  }
  if (name === 'timestamp') return text;
  const type = name === undefined ? undefined : types[name];
  if (type === undefined) return text;
  const value = resolvePlain(text);
  if (kind(value) !== type || (name === 'int' && !Number.isInteger(value))) {
    throw new YamlError(`${JSON.stringify(text)} is no ${tag}`, offsetOf(event));
  }
  return value;
}

function kind(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function offsetOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return Math.max(event.valueStart, 0);
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    default:
      return 0;
  }
}
