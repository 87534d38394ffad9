import type { CelNode } from '@palisade/rules';
import { Untranslatable } from '../untranslatable';
import type { Term } from './scope';

/** How a CEL function is written in Rego, given its receiver (if any) and its arguments. */
type Writing = (...terms: string[]) => string;

/** Functions that are true or false: by CEL's name, with the number of receiver and arguments together. */
const conditions: Readonly<Record<string, Writing>> = {
  'startsWith/2': (text, part) => `startswith(${text}, ${part})`,
  'endsWith/2': (text, part) => `endswith(${text}, ${part})`,
  'contains/2': (text, part) => `contains(${text}, ${part})`,
  'isIP/1': (text) => `cel.is_ip(${text})`,
  'isCIDR/1': (text) => `cel.is_cidr(${text})`,
  'containsIP/2': (range, address) => `cel.contains_ip(${range}, ${address})`,
  'containsCIDR/2': (range, other) => `cel.contains_cidr(${range}, ${other})`,
  'isLoopback/1': (address) => `cel.is_loopback(${address})`,
  'isUnspecified/1': (address) => `cel.is_unspecified(${address})`,
};

const values: Readonly<Record<string, Writing>> = {
  'size/1': (of) => `count(${of})`,
  'split/2': (text, separator) => `split(${text}, ${separator})`,
  'join/1': (list) => `concat("", ${list})`,
  'join/2': (list, separator) => `concat(${separator}, ${list})`,
  'lowerAscii/1': (text) => `cel.lower_ascii(${text})`,
  'lastIndexOf/2': (text, part) => `cel.last_index_of(${text}, ${part})`,
  'substring/2': (text, start) => `cel.substring_from(${text}, ${start})`,
  'substring/3': (text, start, end) => `cel.substring_between(${text}, ${start}, ${end})`,
  'string/1': (of) => `cel.text(${of})`,
  'ip/1': (of) => `cel.ip(${of})`,
  // Of a range, not of a text.
  '.ip/1': (range) => `cel.address_of(${range})`,
  'cidr/1': (of) => `cel.cidr(${of})`,
  'prefixLength/1': (range) => `cel.prefix_length(${range})`,
  'family/1': (address) => `cel.family(${address})`,
};

const numbers: ReadonlySet<string> = new Set(['size', 'prefixLength', 'family', 'lastIndexOf']);

/** Whether what a node stands for is a number, as far as its form says. */
export function isNumber(node: CelNode): boolean {
  switch (node.is) {
    case 'literal':
      return typeof node.value === 'number' || typeof node.value === 'bigint';
    case 'call':
      return numbers.has(node.name);
    case 'operation':
      return ['+', '-', '*', '/', '%'].includes(node.operator) && isNumber(node.left) && isNumber(node.right);
    default:
      return false;
  }
}

/** A statement that holds where the result of a condition's call is as wanted. */
export function conditionCall(name: string, terms: readonly Term[], wanted: boolean): string {
  const [first] = terms;
  if (name === 'hasValue' && first?.shape === 'optional') return `count(${first.text}) == ${wanted ? 1 : 0}`;
  const writing = conditions[`${name}/${terms.length}`];
  if (writing === undefined) throw new Untranslatable(`the function ${name}`);
  const text = writing(...terms.map(plainText));
  return wanted ? text : `${text} == false`;
}

/** The term of a call that is no condition. */
export function valueCall(name: string, terms: readonly Term[], hasReceiver: boolean): string {
  const [first] = terms;
  if (name === 'value' && first?.shape === 'optional') return `cel.at(${first.text}, 0)`;
  const form = `${name}/${terms.length}`;
  const writing = (hasReceiver ? values[`.${form}`] : undefined) ?? values[form];
  if (writing === undefined) throw new Untranslatable(`the function ${name}`);
  return writing(...terms.map(plainText));
}

/** Whether a call's result is true or false. */
export function isCondition(name: string, count: number): boolean {
  return name === 'hasValue' || `${name}/${count}` in conditions;
}

/** The text of a term that is no optional. */
export function plainText({ text, shape }: Term): string {
  if (shape === 'optional') throw new Untranslatable('an optional is used as a value');
  return text;
}
