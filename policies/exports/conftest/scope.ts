/** What a CEL value is in Rego: an optional is a list of one or of none, so that it can be told from a missing value. */
export type Shape = 'value' | 'optional' | 'optionals';

/** A Rego term: a literal, a variable, a path from one, or a call. */
export interface Term {
  readonly text: string;
  readonly shape: Shape;
  /** Of an optional: where it was looked for, so that a further step makes a longer path, not a path from a path. */
  readonly path?: { readonly base: Term; readonly keys: readonly string[] };
}

/** CEL variables that may be used, with the Rego variables that hold them. */
export type Scope = ReadonlyMap<string, Term>;

/** Words that Rego keeps for itself. */
export const words: ReadonlySet<string> = new Set([
  ...['as', 'contains', 'data', 'default', 'else', 'every', 'false', 'if', 'import', 'in', 'input', 'not', 'null'],
  ...['package', 'set', 'some', 'true', 'with'],
]);

/** What translated rules call by its bare name. */
const called: ReadonlySet<string> = new Set([
  ...['cel', 'objects', 'concat', 'count', 'endswith', 'split', 'sprintf', 'startswith'],
  ...['deny', 'warn', 'holds', 'label', 'message', 'passes'],
]);

/** A Rego variable for a CEL variable. */
export function variableFor(name: string): string {
  return words.has(name) || called.has(name) ? `${name}_` : name;
}

/** The body of a Rego rule: its statements in order, and which names are free in it. */
export class Body {
  readonly statements: string[] = [];
  readonly #used: Set<string>;

  constructor(scope: Scope) {
    this.#used = new Set([...scope.values()].map(({ text }) => text));
  }

  add(...statements: readonly string[]): void {
    this.statements.push(...statements);
  }

  /** A variable of this name, or of one like it where that is taken. */
  fresh(name: string): string {
    const base = variableFor(name);
    let candidate = base;
    for (let count = 2; this.#used.has(candidate); count += 1) candidate = `${base}_${count}`;
    this.#used.add(candidate);
    return candidate;
  }

  /**
   * Gives a term a name, unless it is a name or a literal. Only those are safe under `not`, because they are never
   * undefined.
   */
  named(text: string, name: string): string {
    if (/^([a-z_][a-z0-9_]*|"[^"\\]*")$/i.test(text)) return text;
    const variable = this.fresh(name);
    this.add(`${variable} := ${text}`);
    return variable;
  }
}

/** The scope with one variable more. */
export function within(scope: Scope, name: string, term: Term): Scope {
  return new Map([...scope, [name, term]]);
}
