import { InvalidObject } from './plain';
import { everything, type Labels, type Selector } from './selector';

type Test = (labels: Labels) => boolean;

/** Of a selector, in characters: far more than people write. */
const longest = 10_000;
/** Parentheses and negations within each other. */
const deepest = 100;

const tokenPattern =
  /\s*(?:(&&|\|\||==|!=|!|\(|\)|\{|\}|,)|"([^"]*)"|'([^']*)'|(all\(\s*\)|global\(\s*\)|has\(\s*[\w./-]+\s*\))|([\w./-]+))/y;

type Token = { readonly kind: 'sign' | 'text' | 'call' | 'word'; readonly text: string };

/**
 * A selector in Calico's own language: `app == 'web' && tier in {'a', 'b'} && !has(old)`.
 *
 * @throws InvalidObject where it is malformed, too long or nested too deep.
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
 */
export function calicoSelector(text: string, path: string): Selector {
  if (text.length > longest) throw new InvalidObject(`${path} is longer than ${longest} characters`);
  const tokens = tokensOf(text, path);
  if (tokens.length === 0) return everything;
  const parser = new Parser(tokens, path);
  const matches = parser.expression(0);
  parser.end();
  const key = tokens.map(({ kind, text: part }) => `${kind}:${JSON.stringify(part)}`).join(' ');
  if (key === 'call:"all()"') return everything;
  return { key: `calico ${key}`, text: text.trim(), equals: anchors(tokens), matches };
}

function tokensOf(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = tokenPattern.lastIndex) {
    tokenPattern.lastIndex = at;
    const found = tokenPattern.exec(text);
    if (found === null)
      throw new InvalidObject(`${path} cannot be read from ${JSON.stringify(text.slice(at, at + 20))}`);
    const [, sign, double, single, call, word] = found;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (call !== undefined) tokens.push({ kind: 'call', text: call.replaceAll(/\s/g, '') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return tokens;
}

/** Labels that a plain row of `key == 'value' && ...` begins with; anything else has none that are sure. */
function anchors(tokens: readonly Token[]): [string, string][] {
  if (tokens.some(({ kind, text }) => kind === 'sign' && text !== '==' && text !== '&&')) return [];
  return tokens.flatMap(({ text, kind }, index): [string, string][] => {
    const [key, value] = [tokens[index - 1], tokens[index + 1]];
    return kind === 'sign' && text === '==' && key && value ? [[key.text, value.text]] : [];
  });
}

class Parser {
  #at = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly path: string,
  ) {}

  /** `||` binds weaker than `&&`. */
  expression(depth: number): Test {
    const options = [this.#conjunction(depth)];
    while (this.#takes('||')) options.push(this.#conjunction(depth));
    return (labels) => options.some((option) => option(labels));
  }

  end(): void {
    if (this.#at < this.tokens.length) throw this.#wrong();
  }

  #conjunction(depth: number): Test {
    const parts = [this.#operation(depth)];
    while (this.#takes('&&')) parts.push(this.#operation(depth));
    return (labels) => parts.every((part) => part(labels));
  }

  #operation(depth: number): Test {
    if (depth > deepest) throw new InvalidObject(`${this.path} is nested deeper than ${deepest}`);
    if (this.#takes('!')) {
      const negated = this.#operation(depth + 1);
      return (labels) => !negated(labels);
    }
    if (this.#takes('(')) {
      const inner = this.expression(depth + 1);
      if (!this.#takes(')')) throw this.#wrong();
      return inner;
    }
    const token = this.tokens[this.#at];
    if (token?.kind === 'call') {
      this.#at += 1;
      if (!token.text.startsWith('has(')) return () => true;
      const key = token.text.slice('has('.length, -1);
      return (labels) => labels.has(key);
    }
    if (token?.kind !== 'word') throw this.#wrong();
    this.#at += 1;
    return this.#comparison(token.text);
  }

  #comparison(key: string): Test {
    if (this.#takes('==')) {
      const text = this.#text();
      return (labels) => labels.get(key) === text;
    }
    if (this.#takes('!=')) {
      const text = this.#text();
      return (labels) => labels.get(key) !== text;
    }
    const operator = this.#word();
    switch (operator) {
      case 'in': {
        const values = this.#set();
        return (labels) => labels.has(key) && values.has(labels.get(key) ?? '');
      }
      case 'not': {
        if (this.#word() !== 'in') throw this.#wrong();
        const values = this.#set();
        return (labels) => !labels.has(key) || !values.has(labels.get(key) ?? '');
      }
      case 'contains': {
        const text = this.#text();
        return (labels) => labels.get(key)?.includes(text) ?? false;
      }
      case 'starts':
      case 'ends': {
        if (this.#word() !== 'with') throw this.#wrong();
        const text = this.#text();
        return operator === 'starts'
          ? (labels) => labels.get(key)?.startsWith(text) ?? false
          : (labels) => labels.get(key)?.endsWith(text) ?? false;
      }
      default:
        throw this.#wrong();
    }
  }

  #set(): ReadonlySet<string> {
    const values = new Set<string>();
    if (!this.#takes('{')) throw this.#wrong();
    if (this.#takes('}')) return values;
    do values.add(this.#text());
    while (this.#takes(','));
    if (!this.#takes('}')) throw this.#wrong();
    return values;
  }

  #takes(sign: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #text(): string {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'text') throw this.#wrong();
    this.#at += 1;
    return token.text;
  }

  #word(): string {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'word') throw this.#wrong();
    this.#at += 1;
    return token.text;
  }

  #wrong(): InvalidObject {
    const found = this.tokens[this.#at];
    const what = found === undefined ? 'ends too early' : `has ${JSON.stringify(found.text)} where it does not belong`;
    return new InvalidObject(`${this.path} ${what}`);
  }
}
