/**
 * Reads a CloudWatch metric filter pattern and says what is wrong with it, or undefined. Three forms: JSON (`{ ... }`),
 * space-delimited (`[ ... ]`) and terms. The grammar is the one in the CloudWatch Logs user guide, "Filter pattern syntax".
 */
export function refuseFilterPattern(pattern: string): string | undefined {
  const text = pattern.trim();
  const says = (reason: string) =>
    `InvalidParameterException: Invalid metric filter pattern: ${reason} in ${JSON.stringify(pattern)}`;
  try {
    if (text.startsWith('{')) new JsonPattern(text).read();
    else if (text.startsWith('[')) readColumns(text);
    else readTerms(text);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return says(error.message);
    throw error;
  }
}

class PatternError extends Error {}

const token =
  /\s*(?:(&&|\|\||[{}()]|!=|>=|<=|=|>|<)|("(?:[^"\\]|\\.)*")|(%(?:[^%\\]|\\.)+%)|([^\s"&|{}()=!<>%]+(?:\[[^\]]*\][^\s"&|{}()=!<>%]*)*))/y;

class JsonPattern {
  readonly #tokens: string[] = [];
  #next = 0;

  constructor(text: string) {
    token.lastIndex = 0;
    let end = 0;
    for (let match = token.exec(text); match; match = token.exec(text)) {
      this.#tokens.push(match[0].trim());
      end = token.lastIndex;
    }
    const rest = text.slice(end).trim();
    if (rest !== '') throw new PatternError(`unexpected ${rest.slice(0, 20)}`);
  }

  read(): void {
    this.#expect('{');
    this.#alternatives();
    this.#expect('}');
    if (this.#peek() !== undefined) throw new PatternError(`unexpected ${this.#peek()} after the closing brace`);
  }

  #alternatives(): void {
    this.#comparison();
    while (this.#peek() === '&&' || this.#peek() === '||') {
      this.#next += 1;
      this.#comparison();
    }
  }

  #comparison(): void {
    if (this.#peek() === '(') {
      this.#next += 1;
      this.#alternatives();
      this.#expect(')');
      return;
    }
    const selector = this.#take('a selector such as $.verb');
    if (!/^\$(\.[\w*-]+|\.?\[(\d+|\*|'[^']+'|"[^"]+")\])+$/.test(selector))
      throw new PatternError(`"${selector}" is no selector such as $.verb`);
    const operator = this.#take('an operator');
    if (operator === 'IS' || operator === 'NOT' || operator === 'EXISTS') this.#words(operator);
    else if (['=', '!=', '<', '>', '<=', '>='].includes(operator)) this.#value();
    else
      throw new PatternError(
        `"${operator}" is no operator; write =, !=, <, >, <=, >=, IS TRUE, IS FALSE, IS NULL, EXISTS or NOT EXISTS`,
      );
  }

  #words(operator: string): void {
    if (operator === 'EXISTS') return;
    const word = this.#take('a word');
    const allowed = operator === 'IS' ? ['TRUE', 'FALSE', 'NULL'] : ['EXISTS'];
    if (!allowed.includes(word))
      throw new PatternError(`${operator} must be followed by ${allowed.join(', ')}, not ${word}`);
  }

  #value(): void {
    const value = this.#take('a value');
    if (['{', '}', '(', ')', '&&', '||', '=', '!=', '<', '>', '<=', '>='].includes(value)) {
      throw new PatternError(`a value is missing before ${value}`);
    }
  }

  #expect(wanted: string): void {
    const found = this.#take(wanted);
    if (found !== wanted) throw new PatternError(`"${wanted}" expected, found "${found}"`);
  }

  #take(wanted: string): string {
    const found = this.#peek();
    if (found === undefined)
      throw new PatternError(`${wanted.length === 1 ? `"${wanted}"` : wanted} expected at the end`);
    this.#next += 1;
    return found;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next];
  }
}

function readColumns(text: string): void {
  if (!text.endsWith(']')) throw new PatternError('"]" expected at the end');
  const inside = text.slice(1, -1);
  if (/[[\]]/.test(inside.replace(/"(?:[^"\\]|\\.)*"/g, ''))) throw new PatternError('brackets inside brackets');
  if ((inside.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) throw new PatternError('a quotation mark is not closed');
  const columns = inside.split(',').map((column) => column.trim());
  if (columns.some((column) => column === '')) throw new PatternError('a column is empty');
}

function readTerms(text: string): void {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, ' ').replace(/%(?:[^%\\]|\\.)+%/g, ' ');
  if (bare.includes('"')) throw new PatternError('a quotation mark is not closed');
  const bad = bare.split(/\s+/).find((word) => word !== '' && !/^[?-]?[\w]*$/.test(word));
  if (bad !== undefined)
    throw new PatternError(`the term ${bad} has other than letters, digits and _; put it in quotation marks`);
}
