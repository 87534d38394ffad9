/** Items of a list that are written at one time. */
const AT_ONCE = 1000;

/** Characters of a part at least, but for the last. */
const PART = 65_536;

/** A list whose items are made when they are written, so that a million of them are never there at one time. */
export class LongList<T> {
  constructor(
    readonly items: readonly T[],
    readonly write: (item: T) => object,
  ) {}
}

/** What `JSON.stringify(value, null, 2)` gives and a line break, in parts: of a million findings, it is longer than a string may be. */
export function* jsonParts(value: unknown): Generator<string> {
  let part = '';
  for (const piece of pieces(value, '')) {
    part += piece;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  yield `${part}\n`;
}

function* pieces(value: unknown, indent: string): Generator<string> {
  const inner = `${indent}  `;
  if (value instanceof LongList) {
    yield* longList(value, inner);
    yield value.items.length === 0 ? '[]' : `\n${indent}]`;
  } else if (typeof value !== 'object' || value === null) yield JSON.stringify(value);
  else {
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    let isFirst = true;
    for (const [key, field] of Object.entries(value)) {
      if (field === undefined) continue;
      yield `${isFirst ? open : ','}\n${inner}${Array.isArray(value) ? '' : `${JSON.stringify(key)}: `}`;
      yield* pieces(field, inner);
      isFirst = false;
    }
    yield isFirst ? `${open}${close}` : `\n${indent}${close}`;
  }
}

function* longList<T>({ items, write }: LongList<T>, indent: string): Generator<string> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const texts = items.slice(from, from + AT_ONCE).map((item) => JSON.stringify(write(item), null, 2));
    // In texts of JSON, line breaks are escaped: these are between fields.
    yield `${from === 0 ? '[' : ','}\n${texts.join(',\n')}`.replaceAll('\n', `\n${indent}`);
  }
}
