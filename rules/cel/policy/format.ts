import { EvaluationError } from '@marcbachmann/cel-js';

const clause = /%(?:(%)|(?:\.([0-9]+))?([a-zA-Z]))/g;

/** CEL's `string.format(list)`: `%s %d %f %b %o %x %X %%`. */
export function format(template: string, values: readonly unknown[]): string {
  let next = 0;
  const text = template.replace(
    clause,
    (_, percent: string | undefined, precision: string | undefined, verb: string) => {
      if (percent !== undefined) return '%';
      if (next >= values.length) throw new EvaluationError(`index ${next} out of range`);
      const value = values[next];
      next += 1;
      return written(verb, precision === undefined ? undefined : Number(precision), value);
    },
  );
  return text;
}

function written(verb: string, precision: number | undefined, value: unknown): string {
  switch (verb) {
    case 's':
      return textOf(value);
    case 'd':
      if (typeof value === 'bigint') return String(value);
      break;
    case 'f':
      if (typeof value === 'number') return grouped(fixed(value, precision ?? 6));
      break;
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (typeof value === 'bigint') return value.toString(2);
      break;
    case 'o':
      if (typeof value === 'bigint') return value.toString(8);
      break;
    case 'x':
    case 'X': {
      const digits = typeof value === 'bigint' ? value.toString(16) : hexOf(value);
      if (digits !== undefined) return verb === 'X' ? digits.toUpperCase() : digits;
      break;
    }
    default:
      throw new EvaluationError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
  throw new EvaluationError(`error during formatting: %${verb} does not fit what stands for it`);
}

/** Half of a last digit goes to the even one, in Go; in JavaScript it goes up. */
function fixed(value: number, precision: number): string {
  const exact = Math.abs(value).toFixed(100);
  const cut = exact.indexOf('.') + 1 + precision;
  const isTie = /^50*$/.test(exact.slice(cut));
  const size =
    isTie && Number(exact.slice(0, cut).replace('.', '').at(-1) ?? 0) % 2 === 0 ? exact.slice(0, cut) : undefined;
  const text = size === undefined ? Math.abs(value).toFixed(precision) : size.replace(/\.$/, '');
  return value < 0 ? `-${text}` : text;
}

/** Thousands are set apart. */
function grouped(digits: string): string {
  const [whole = '', ...fraction] = digits.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

function hexOf(value: unknown): string | undefined {
  return typeof value === 'string' ? Buffer.from(value).toString('hex') : undefined;
}

function textOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = value instanceof Map ? [...value] : isPlain(value) ? Object.entries(value) : undefined;
  if (entries === undefined) throw new EvaluationError('error during formatting: %s does not fit what stands for it');
  const pairs = entries.map(([key, held]) => [literal(key), literal(held)] as const);
  return `{${pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join(':'))
    .join(', ')}}`;
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Within lists and maps, values are written as CEL would write them. */
function literal(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' ? fixed(value, 6) : textOf(value);
}
