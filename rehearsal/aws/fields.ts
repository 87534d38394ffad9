import type { Properties, Value } from '../engine/provider';
import type { Realm } from './realm';

/** How an input names another resource. */
export interface Link {
  /** The type token of what must exist. */
  readonly to: string;
  /** The handle it is named by: `id`, `arn`, `name`; the first that finds it counts. */
  readonly by: readonly string[];
  /**
   * What the link means when its target is deleted: `blocks` refuses the deletion, `owned` goes with it, `loose` stays
   * as it is.
   * @default 'blocks'
   */
  readonly mode: 'blocks' | 'owned' | 'loose';
  /** The refusal when nothing is found. @default the target type's own `notFound` */
  readonly reason?: (value: string) => string;
  /** Names that exist without anybody having made them here, such as AWS managed policies. */
  readonly given?: (value: string, realm: Realm) => boolean;
}

/** What one input may hold. */
export interface Field {
  readonly kind: 'text' | 'number' | 'flag' | 'list' | 'block' | 'map' | 'any';
  readonly required?: boolean;
  /** A change makes a new resource (ForceNew in the real provider). */
  readonly replaces?: boolean;
  /** Filled in by check when absent. */
  readonly fallback?: Value;
  readonly oneOf?: readonly string[];
  readonly pattern?: RegExp;
  /** Least value of a number, length of a text, or items of a list. */
  readonly min?: number;
  /** Greatest value of a number, length of a text, or items of a list. */
  readonly max?: number;
  /** A format that needs code: the reason for refusal, or undefined. */
  readonly refuse?: (value: string, realm: Realm) => string | undefined;
  readonly link?: Link;
  readonly item?: Field;
  readonly fields?: Fields;
  /** The text is JSON, compared by what it says and not by how it is written. */
  readonly json?: boolean;
}

export type Fields = { readonly [name: string]: Field };
type Options = Omit<Field, 'kind' | 'item' | 'fields'>;

export const text = (options: Options = {}): Field => ({ kind: 'text', ...options });
export const whole = (options: Options = {}): Field => ({ kind: 'number', ...options });
export const flag = (options: Options = {}): Field => ({ kind: 'flag', ...options });
/** Something whose inside is not looked at. */
export const anything = (options: Options = {}): Field => ({ kind: 'any', ...options });
export const list = (item: Field, options: Options = {}): Field => ({ kind: 'list', item, ...options });
export const block = (fields: Fields, options: Options = {}): Field => ({ kind: 'block', fields, ...options });
export const map = (item: Field, options: Options = {}): Field => ({ kind: 'map', item, ...options });

/** Several inputs of one kind that need no more words. */
export function each(field: Field, names: string): Fields {
  return Object.fromEntries(names.split(' ').map((name) => [name, field]));
}

/** A link to a resource that must exist. */
export function link(to: string, options: Partial<Omit<Link, 'to' | 'by'>> & { by?: string | string[] } = {}): Link {
  const by = options.by ?? 'id';
  return { mode: 'blocks', ...options, to, by: typeof by === 'string' ? [by] : by };
}

/** The tags of a resource: at most 50, keys of 1 to 128 characters not starting with `aws:`, values up to 256. */
export const tags: Field = {
  kind: 'map',
  max: 50,
  item: { kind: 'text', max: 256 },
};

/** One place in the inputs that a field describes. */
export interface Place {
  field: Field;
  value: Value;
  path: string;
}

/** Every place that holds a value, depth first, lists and maps opened. */
export function* places(fields: Fields, inputs: Properties, path = ''): Generator<Place> {
  for (const [name, value] of Object.entries(inputs)) {
    const field = fields[name];
    if (field) yield* within(field, value, path === '' ? name : `${path}.${name}`);
  }
}

function* within(field: Field, value: Value, path: string): Generator<Place> {
  yield { field, value, path };
  if (field.kind === 'list' && field.item && Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* within(field.item, item, `${path}[${index}]`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  if (field.kind === 'block' && field.fields) yield* places(field.fields, value, path);
  if (field.kind === 'map' && field.item) {
    for (const [key, item] of Object.entries(value)) yield* within(field.item, item, `${path}["${key}"]`);
  }
}
