import { isObject } from '../registry/manifest';

/** A key of a configuration that does not hold what it must. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the fields of one mapping of a configuration, and knows where it stands. */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;

  /**
   * @param at where the mapping stands, such as `images[0]`; empty for the whole.
   * @param known all keys that it may have.
   * @throws ConfigError where it is no mapping, or has a key that nobody reads: a misspelt one would ask for nothing.
   */
  constructor(
    value: unknown,
    readonly at: string,
    known: readonly string[],
  ) {
    if (!isObject(value))
      throw new ConfigError(`${at === '' ? 'the file' : at} must be a mapping of ${known.join(', ')}`);
    this.#value = value;
    const unknown = Object.keys(value).find((key) => !known.includes(key));
    if (unknown !== undefined)
      throw new ConfigError(`${this.path(unknown)} is not known; known are ${known.join(', ')}`);
  }

  /** A key's place, for messages. */
  path(key: string): string {
    return this.at === '' ? key : `${this.at}.${key}`;
  }

  raw(key: string): unknown {
    return this.#value[key];
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined;
  }

  text(key: string): string {
    const value = this.#value[key];
    if (typeof value !== 'string' || value === '') throw new ConfigError(`${this.path(key)} must be a text`);
    return value;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#value[key] ?? otherwise;
    if (typeof value !== 'boolean') throw new ConfigError(`${this.path(key)} must be true or false`);
    return value;
  }

  list(key: string): readonly unknown[] {
    const value = this.#value[key];
    if (!Array.isArray(value) || value.length === 0)
      throw new ConfigError(`${this.path(key)} must be a list of one or more`);
    return value;
  }

  map(key: string): ReadonlyMap<string, unknown> {
    const value = this.#value[key] ?? {};
    if (!isObject(value)) throw new ConfigError(`${this.path(key)} must be a mapping`);
    return new Map(Object.entries(value));
  }

  /** A whole number within bounds. */
  number(key: string, otherwise: number, [least, most]: readonly [number, number]): number {
    const value = this.#value[key] ?? otherwise;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
      throw new ConfigError(`${this.path(key)} must be a whole number from ${least} to ${most}`);
    }
    return value;
  }

  /** Milliseconds, from a text such as `30s`, `10m`, `24h` or `7d`. */
  duration(key: string, otherwise?: string): number {
    const value = this.#value[key] ?? otherwise;
    const found = typeof value === 'string' ? /^([1-9][0-9]{0,5})(s|m|h|d)$/.exec(value) : null;
    if (found === null) throw new ConfigError(`${this.path(key)} must be a duration such as 30s, 10m, 24h or 7d`);
    return Number(found[1]) * (units[found[2] as keyof typeof units] ?? 0);
  }
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
