import type { LineCounter, Node, YAMLMap } from 'yaml';
import type { Rule } from '../rule';
import { type Problem, WaiverError } from './problem';
import { selectorProblems } from './selector-problems';
import type { Waiver, WaiverSelector } from './waiver';
import { Waivers } from './waivers';

/** How {@link loadWaivers} judges a file. */
export interface LoadWaiversOptions {
  /** The rules that may be waived: those that the gate judges by. */
  readonly rules: readonly Rule[];
  /** @default now */
  readonly today?: Date;
  /** The file's name, for errors. @default 'waivers.yaml' */
  readonly file?: string;
}

/** A waiver is looked at again at least this often, in days. */
const longest = 366;
const keys = ['rule', 'select', 'reason', 'owner', 'expires'] as const;
const selectorKeys = ['kind', 'namespace', 'name', 'image', 'urn'] as const;

/**
 * Reads a file of waivers: a YAML list, each with `rule`, `select`, `reason`, `owner` and `expires`. An empty file waives
 * nothing.
 *
 * @throws WaiverError with all that is wrong, line by line.
 */
export function loadWaivers(
  text: string,
  { rules, today = new Date(), file = 'waivers.yaml' }: LoadWaiversOptions,
): Waivers {
  // Loaded when it is needed: most runs of a gate have no waivers, and reading the library takes longer than they do.
  const yaml = require('yaml') as typeof import('yaml');
  const lineCounter = new yaml.LineCounter();
  const documents = yaml.parseAllDocuments(text, { lineCounter });
  if ('empty' in documents) return Waivers.none;
  const reader = new Reader(yaml, lineCounter, new Map(rules.map((rule) => [rule.id, rule])), dateOf(today));
  const waivers = reader.read(documents as ReturnType<typeof yaml.parseDocument>[]);
  if (reader.problems.length > 0) throw new WaiverError(file, reader.problems);
  return new Waivers(waivers);
}

class Reader {
  readonly problems: Problem[] = [];
  readonly #seen = new Map<string, number>();

  constructor(
    readonly yaml: typeof import('yaml'),
    readonly lines: LineCounter,
    readonly rules: ReadonlyMap<string, Rule>,
    readonly today: string,
  ) {}

  read(documents: readonly ReturnType<typeof this.yaml.parseDocument>[]): Waiver[] {
    for (const { errors } of documents) {
      for (const error of errors) this.#report(this.lines.linePos(error.pos[0]).line, firstLine(error.message));
    }
    if (this.problems.length > 0) return [];
    const [first, second] = documents;
    if (second !== undefined) this.#report(this.#lineOf(second.contents), 'a second document: write one list');
    const list = first?.contents;
    if (list === null || list === undefined) return [];
    if (!this.yaml.isSeq(list)) {
      this.#report(this.#lineOf(list as Node), `not a list: write waivers as "- rule: ..."`);
      return [];
    }
    return list.items.flatMap((item) => this.#waiver(item) ?? []);
  }

  #waiver(item: unknown): Waiver | undefined {
    const line = this.#lineOf(item);
    if (!this.yaml.isMap(item)) {
      this.#report(line, `not a waiver: write ${keys.join(', ')}`);
      return undefined;
    }
    const before = this.problems.length;
    const rule = this.#text(item, 'rule', line);
    const reason = this.#text(item, 'reason', line);
    const owner = this.#text(item, 'owner', line);
    const expires = this.#text(item, 'expires', line);
    const select = this.#select(item, line);
    this.#unknownKeys(item, keys, 'a waiver');
    const known = rule === undefined ? undefined : this.rules.get(rule);
    if (rule !== undefined && known === undefined) {
      this.#report(this.#lineAt(item, 'rule'), `there is no rule ${rule}${this.#suggestion(rule)}`);
    }
    if (expires !== undefined) this.#expiry(expires, this.#lineAt(item, 'expires'));
    if (select !== undefined) {
      const at = this.#lineAt(item, 'select');
      for (const problem of selectorProblems(select, known)) this.#report(at, problem);
    }
    if (rule !== undefined && select !== undefined) this.#duplicate(rule, select, line);
    if (this.problems.length > before) return undefined;
    return { rule, select, reason, owner, expires, line } as Waiver;
  }

  #select(item: YAMLMap, line: number): WaiverSelector | undefined {
    const select = item.get('select', true) as unknown;
    if (select === undefined) {
      this.#report(line, 'selects nothing: write select with a namespace, a name, an image or a urn');
      return undefined;
    }
    if (!this.yaml.isMap(select)) {
      this.#report(this.#lineOf(select), `select is not a map: write ${selectorKeys.join(', ')} with their values`);
      return undefined;
    }
    const before = this.problems.length;
    this.#unknownKeys(select, selectorKeys, 'select');
    const found: Record<string, string> = {};
    for (const key of selectorKeys) {
      const value = select.has(key) ? this.#text(select, key, this.#lineOf(select)) : undefined;
      if (value !== undefined) found[key] = value;
    }
    return this.problems.length > before ? undefined : found;
  }

  #text(map: YAMLMap, key: string, line: number): string | undefined {
    const node = map.get(key, true) as unknown;
    if (node === undefined) {
      this.#report(line, `has no ${key}`);
      return undefined;
    }
    const value = this.yaml.isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    const found =
      value === null || typeof value === 'string' ? 'empty' : 'no text; put it into quotes if it is meant as one';
    this.#report(this.#lineAt(map, key), `${key} is ${found}`);
    return undefined;
  }

  #unknownKeys(map: YAMLMap, known: readonly string[], of: string): void {
    for (const { key } of map.items) {
      const name = this.yaml.isScalar(key) ? String(key.value) : 'something that is no text';
      if (!known.includes(name)) this.#report(this.#lineOf(key), `${of} has no key ${name}: write ${known.join(', ')}`);
    }
  }

  #expiry(expires: string, line: number): void {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(expires) ? Date.parse(`${expires}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(time) || dateOf(new Date(time)) !== expires) {
      this.#report(line, `expires is ${expires}, which is no date: write it as 2027-01-31`);
      return;
    }
    if (expires < this.today) {
      this.#report(
        line,
        `expired on ${expires} (today is ${this.today}): mend what is waived, or have it reviewed again`,
      );
    }
    const latest = dateOf(new Date(Date.parse(`${this.today}T00:00:00Z`) + longest * 24 * 60 * 60 * 1000));
    if (expires > latest) {
      this.#report(line, `expires on ${expires}, more than ${longest} days from now: write ${latest} at the latest`);
    }
  }

  #duplicate(rule: string, select: WaiverSelector, line: number): void {
    const identity = JSON.stringify([rule, ...selectorKeys.map((key) => select[key])]);
    const first = this.#seen.get(identity);
    if (first === undefined) this.#seen.set(identity, line);
    else this.#report(line, `the same waiver of ${rule} stands on line ${first}: keep one of them`);
  }

  #suggestion(id: string): string {
    const like = [...this.rules.keys()].find((known) => known.includes(id) || id.includes(known));
    return like === undefined ? '' : `; did you mean ${like}?`;
  }

  #lineAt(map: YAMLMap, key: string): number {
    return this.#lineOf(map.items.find((pair) => this.yaml.isScalar(pair.key) && pair.key.value === key)?.key);
  }

  #lineOf(node: unknown): number {
    const range = this.yaml.isNode(node) ? node.range : undefined;
    return range ? this.lines.linePos(range[0]).line : 1;
  }

  #report(line: number, message: string): void {
    this.problems.push({ line, message });
  }
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}

function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
