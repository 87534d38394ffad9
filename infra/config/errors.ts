import { RunError } from '@pulumi/pulumi/errors';
import type { z } from 'zod';
import { listed, type Path } from './describe';

/** One thing wrong in the stack config. */
export interface Fault {
  /** Where, such as `network.egress.domains[2]`. */
  readonly path: string;
  /** What was found there, such as `'example'`, `nothing` or `an unknown key`. */
  readonly found: string;
  /** What to write instead, in the imperative. */
  readonly advice: string;
}

/**
 * Everything that is wrong in the stack config, in one error. Pulumi prints its message without a stack trace, since
 * it is the config and not the program that is to be changed.
 */
export class ConfigError extends RunError {
  /** Sorted by path. */
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const sorted = [...faults].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const lines = sorted.map(({ path, found, advice }) => `  ${path}: found ${found}; ${advice}`);
    const count = sorted.length === 1 ? '1 thing' : `${sorted.length} things`;
    super(`The stack config has ${count} to correct (keys of the namespace 'palisade'):\n${lines.join('\n')}`);
    this.name = 'ConfigError';
    this.faults = sorted;
  }
}

/**
 * Turns what zod found into faults.
 *
 * @param raw what it looked at.
 * @param secrets top-level keys whose values must not be shown.
 */
export function faultsOf(issues: readonly z.core.$ZodIssue[], raw: unknown, secrets: readonly string[]): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: written([...issue.path, key]),
        found: 'an unknown key',
        advice: issue.message,
      }));
    }
    // Of a key that is wrong, the key is what was found, not what it holds.
    const value = issue.code === 'invalid_key' ? `the key '${String(issue.path.at(-1))}'` : quoted(at(raw, issue.path));
    const found = secrets.includes(String(issue.path[0])) ? 'a secret' : value;
    return [{ path: written(issue.path), found, advice: advised(issue) }];
  });
}

/** Schemas carry their own advice; what follows its first line is for the few messages that zod words itself. */
function advised(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('write ')) return issue.message;
  if (issue.code === 'invalid_type') {
    const nouns: { readonly [type: string]: string } = {
      object: 'an object',
      array: 'a list',
      boolean: 'true or false',
      string: 'a string',
      record: 'an object',
    };
    return `write ${nouns[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_union' && 'options' in issue) {
    return `write ${listed((issue.options as unknown[]).map(String), 'or')}`;
  }
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

/** `network.egress.domains[2]`; a key that is no plain word stands in brackets and quotes. */
export function written(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(String(part))) return `['${String(part)}']`;
      return index === 0 ? String(part) : `.${String(part)}`;
    })
    .join('');
}

function at(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (Object(value) as { [key: PropertyKey]: unknown })[part], raw);
}

/** How a value is shown: short, and with its type where that is likely to be what is wrong. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 77)}...` : value}'`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
