import { z } from 'zod';

/** A place in the stack config, such as `['network', 'egress', 'domains', 2]`. */
export type Path = readonly PropertyKey[];

/** Says what to write: the second half of every config error. */
export type Advice = string;

/**
 * An object that knows all its keys: an unknown one is an error that lists the known ones.
 *
 * @param shape key to schema.
 */
export function strict<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `write only ${listed(Object.keys(shape), 'and')}` : undefined,
  });
}

/** A string that passes a test; `advice` says what to write where it does not. */
export function text(test: RegExp | ((value: string) => boolean), advice: Advice) {
  return z.string({ error: advice }).refine((value) => (test instanceof RegExp ? test.test(value) : test(value)), {
    error: advice,
  });
}

/** An integer between two bounds, both allowed. */
export function whole(least: number, most: number, unit = '') {
  const error = `write a whole number from ${least} to ${most}${unit === '' ? '' : ` (${unit})`}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** One of some words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: `write ${listed(words, 'or')}` });
}

/** Reports a fault at a path relative to the object that is checked. */
export type Report = (path: Path, advice: Advice) => void;

/**
 * A check across the fields of one object. It runs where the fields that it reads are right each by itself, whatever
 * else is wrong, so that one run reports as much as can be known.
 *
 * @param fields the fields that `check` reads.
 */
export function across<S extends z.ZodObject, K extends keyof z.output<S> & string>(
  schema: S,
  fields: readonly K[],
  check: (value: Pick<z.output<S>, K>, report: Report) => void,
): S {
  const reads = new Set<PropertyKey>(fields);
  return schema.check(
    z.core._check(
      (payload: z.core.ParsePayload) =>
        check(payload.value as Pick<z.output<S>, K>, (path, message) =>
          payload.issues.push({ code: 'custom', input: payload.value, path: [...path], message, continue: true }),
        ),
      {
        when: ({ value, issues }: z.core.ParsePayload) =>
          typeof value === 'object' &&
          value !== null &&
          issues.every(({ path }) => path?.[0] === undefined || !reads.has(path[0])),
      },
    ),
  ) as S;
}

/**
 * A list whose items differ in what `keyOf` takes from them.
 *
 * @param noun what that is, such as `name`.
 * @param at the path from an item to it.
 */
export function distinct<T extends z.ZodType>(
  list: z.ZodArray<T>,
  keyOf: (item: z.output<T>) => string,
  noun: string,
  at: Path = [],
) {
  return list.superRefine((items, context) => {
    const seen = new Map<string, number>();
    for (const [index, item] of items.entries()) {
      const first = seen.get(keyOf(item));
      if (first === undefined) seen.set(keyOf(item), index);
      else {
        const message = `write a ${noun} that no other entry has (entry ${first} has it too)`;
        context.addIssue({ code: 'custom', input: items, path: [index, ...at], message });
      }
    }
  });
}

/** `a, b and c`. */
export function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
