/** What a CEL value is in Rego: an optional is a list of one or of none, so that it can be told from a missing value. */
export type Shape = 'value' | 'optional' | 'optionals';

/** A Rego term: a literal, a variable, a path from one, or a call. */
export interface Term {
  readonly text: string;
  readonly shape: Shape;
}

/** CEL variables that may be used, with the Rego variables that hold them. */
export type Scope = ReadonlyMap<string, Term>;

/** Words that Rego keeps for itself, and functions that translated rules call by their bare names. */
const taken: ReadonlySet<string> = new Set([
  ...['as', 'cel', 'contains', 'data', 'default', 'else', 'every', 'false', 'if', 'import', 'in', 'input', 'not', 'null'],
  ...['objects', 'package', 'set', 'some', 'true', 'with'],
  ...['concat', 'count', 'deny', 'endswith', 'finding', 'holds', 'label', 'message', 'passes', 'split', 'startswith'],
]);

/** The body of a Rego rule: its statements in order, and names that are free in it. */
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
    const base = taken.has(name) ? `${name}_` : name;
    let candidate = base;
    for (let count = 2; this.#used.has(candidate); count += 1) candidate = `${base}_${count}`;
    this.#used.add(candidate);
    return candidate;
  }

  /** Gives a term a name, unless it has one. A name can be asked twice, and under `not`, without going undefined. */
  named(text: string, name: string): string {
    if (/^[a-z_][a-z0-9_]*$/i.test(text)) return text;
    const variable = this.fresh(name);
    this.add(`${variable} := ${text}`);
    return variable;
  }
}

/** The scope with one variable more. */
export function within(scope: Scope, name: string, term: Term): Scope {
  return new Map([...scope, [name, term]]);
}
