import { EvaluationError } from '@marcbachmann/cel-js';

/**
 * Text functions as the API server has them: a character is a code point and not half of one, and `lowerAscii` leaves all
 * letters but A to Z alone, which is where cel-js differs; and those that rules call most, without the library's search
 * for a form that fits. By name and number of arguments, after the text; undefined where an argument has another type,
 * which the library then refuses.
 */
export const textFunctions: { readonly [form: string]: ((text: string, ...given: unknown[]) => unknown) | undefined } =
  {
    'contains/1': (text, part) => (typeof part === 'string' ? text.includes(part) : undefined),
    'startsWith/1': (text, part) => (typeof part === 'string' ? text.startsWith(part) : undefined),
    'endsWith/1': (text, part) => (typeof part === 'string' ? text.endsWith(part) : undefined),
    'lowerAscii/0': (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    'split/1': (text, separator) => {
      if (typeof separator !== 'string') return undefined;
      return separator === '' ? Array.from(text) : text.split(separator);
    },
    'lastIndexOf/1': (text, part) => {
      if (typeof part !== 'string') return undefined;
      const index = text.lastIndexOf(part);
      return BigInt(index > 0 && hasPairs(text) ? Array.from(text.slice(0, index)).length : index);
    },
    'substring/1': (text, start) => (typeof start === 'bigint' ? slice(text, Number(start)) : undefined),
    'substring/2': (text, start, end) =>
      typeof start === 'bigint' && typeof end === 'bigint' ? slice(text, Number(start), Number(end)) : undefined,
  };

function slice(text: string, start: number, end?: number): string {
  const characters = hasPairs(text) ? Array.from(text) : text;
  const last = end ?? characters.length;
  if (start < 0 || last < start || last > characters.length) {
    throw new EvaluationError(`substring from ${start} to ${last} of a text of ${characters.length} characters`);
  }
  return typeof characters === 'string' ? characters.slice(start, last) : characters.slice(start, last).join('');
}

/** Whether a text has characters that JavaScript counts as two. */
export function hasPairs(text: string): boolean {
  return /[\ud800-\udfff]/.test(text);
}
