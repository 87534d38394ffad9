import { type CelNode, parseCel } from '@palisade/rules';
import { Untranslatable } from '../untranslatable';

/** CEL functions that need no library. */
const known: ReadonlySet<string> = new Set(['size', 'startsWith', 'endsWith', 'contains', 'string']);

/** A value that may be missing: CEL for whether it is there, and for what it is then. */
export interface Maybe {
  readonly present: string;
  readonly value: string;
}

/** CEL for a value, or for one that may be missing. */
export type Written = string | Maybe;

/**
 * Rewrites an expression into CEL without optionals and without libraries, by asking with `has` first.
 *
 * @param names What to write for variables, and for fields of `variables`.
 * @throws Untranslatable with the reason.
 */
export function plainCel(expression: string, names: Readonly<Record<string, Written>>): string {
  return plain(parseCel(expression), new Map(Object.entries(names)));
}

type Names = ReadonlyMap<string, Written>;

function plain(node: CelNode, names: Names): string {
  const written = write(node, names);
  if (typeof written !== 'string') throw new Untranslatable('an optional is used as a value');
  return written;
}

function write(node: CelNode, names: Names): Written {
  switch (node.is) {
    case 'literal':
      return typeof node.value === 'bigint' ? `${node.value}` : JSON.stringify(node.value);
    case 'variable':
      return names.get(node.name) ?? node.name;
    case 'select': {
      const whole = node.of.is === 'variable' ? names.get(`${node.of.name}.${node.field}`) : undefined;
      return (
        whole ?? step(write(node.of, names), node.optional, (of) => [`has(${of}.${node.field})`, `${of}.${node.field}`])
      );
    }
    case 'index': {
      const key = plain(node.key, names);
      return step(write(node.of, names), node.optional, (of) => [`${key} in ${of}`, `${of}[${key}]`]);
    }
    case 'has':
      return `has(${plain(node.of, names)}.${node.field})`;
    case 'list':
      return `[${node.elements.map((element) => plain(element, names)).join(', ')}]`;
    case 'map':
      return `{${node.entries.map((entry) => entry.map((side) => plain(side, names)).join(': ')).join(', ')}}`;
    case 'and':
    case 'or':
      return `(${node.operands.map((operand) => plain(operand, names)).join(node.is === 'and' ? ' && ' : ' || ')})`;
    case 'not':
      return `!${plain(node.operand, names)}`;
    case 'operation':
      return `(${plain(node.left, names)} ${node.operator} ${plain(node.right, names)})`;
    case 'conditional':
      return `(${plain(node.condition, names)} ? ${plain(node.then, names)} : ${plain(node.otherwise, names)})`;
    case 'macro':
      return macro(node, names);
    case 'call':
      return call(node, names);
  }
}

/** One step further into something that may be missing, or that must not be. */
function step(of: Written, optional: boolean, into: (of: string) => readonly [string, string]): Written {
  if (typeof of === 'string') {
    const [present, value] = into(of);
    return optional ? { present, value } : value;
  }
  const [present, value] = into(of.value);
  return { present: `${of.present} && ${present}`, value };
}

function macro(node: CelNode & { is: 'macro' }, names: Names): string {
  // A list of optionals can't be written, but what is asked of each of them can.
  if (node.of.is === 'list' && (node.macro === 'all' || node.macro === 'exists')) {
    const elements = node.of.elements.map((element) => write(element, names));
    if (elements.some((element) => typeof element !== 'string')) {
      const each = elements.map((element) => plain(node.body, new Map([...names, [node.variable, element]])));
      return `(${each.join(node.macro === 'all' ? ' && ' : ' || ')})`;
    }
  }
  const inner = new Map([...names, [node.variable, node.variable]]);
  return `${plain(node.of, names)}.${node.macro}(${node.variable}, ${plain(node.body, inner)})`;
}

function call(node: CelNode & { is: 'call' }, names: Names): Written {
  const receiver = node.receiver && write(node.receiver, names);
  const given = node.arguments.map((argument) => write(argument, names));
  if (receiver !== undefined && typeof receiver !== 'string') {
    const [other] = given;
    if (node.name === 'hasValue') return `(${receiver.present})`;
    if (node.name === 'orValue' && typeof other === 'string') return `(${choice(receiver, other)})`;
    if (node.name === 'or' && other !== undefined && typeof other !== 'string') {
      return { present: `(${receiver.present} || ${other.present})`, value: `(${choice(receiver, other.value)})` };
    }
    if (node.name === 'value') return receiver.value;
  }
  if (!known.has(node.name)) throw new Untranslatable(`KubeLinter's CEL has no function ${node.name}`);
  const texts = [...(node.receiver ? [node.receiver] : []), ...node.arguments].map((one) => plain(one, names));
  if (node.receiver === undefined) return `${node.name}(${texts.join(', ')})`;
  return `${texts[0]}.${node.name}(${texts.slice(1).join(', ')})`;
}

function choice({ present, value }: Maybe, otherwise: string): string {
  return `${present} ? ${value} : ${otherwise}`;
}
