import type { CelNode } from '@palisade/rules';
import { Untranslatable } from '../untranslatable';
import { isCondition, isNumber, plainText, valueCall } from './functions';
import { Body, type Scope, type Term, within } from './scope';
import { fieldText, freeIn, indented, isReference, pathText, ruleText } from './text';

/** What terms need of the conditions among them. */
export interface Conditions {
  /** Makes a helper of some rules, and returns the call of it. */
  helper(hint: string, node: CelNode, scope: Scope, rules: (head: string, own: Scope) => readonly string[]): string;
  /** Adds statements to a body that all hold exactly where the condition is `wanted`. */
  require(node: CelNode, wanted: boolean, body: Body, scope: Scope): void;
  /** Bodies of which one holds exactly where the condition is `wanted`. */
  alternatives(node: CelNode, wanted: boolean, scope: Scope): readonly Body[];
}

/** A macro's list, its variable, and what may be used in its body. */
export interface Loop {
  readonly elements: string;
  readonly variable: string;
  readonly inner: Scope;
}

type Of<Kind extends CelNode['is']> = CelNode & { readonly is: Kind };

/** Translates expressions for their value; a term is undefined where CEL reports an error. */
export class Terms {
  readonly #conditions: Conditions;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  term(node: CelNode, body: Body, scope: Scope): Term {
    switch (node.is) {
      case 'literal':
        return value(typeof node.value === 'bigint' ? `${node.value}` : JSON.stringify(node.value));
      case 'variable': {
        const known = scope.get(node.name);
        if (known === undefined) throw new Untranslatable(`the variable ${node.name}`);
        return known;
      }
      case 'select':
        return this.#step(node, JSON.stringify(node.field), body, scope);
      case 'index':
        return this.#step(node, this.#plain(node.key, body, scope), body, scope);
      case 'list':
        return this.#list(node, body, scope);
      case 'map': {
        const sides = (pair: readonly [CelNode, CelNode]) => pair.map((side) => this.#plain(side, body, scope));
        return value(`{${node.entries.map((entry) => sides(entry).join(': ')).join(', ')}}`);
      }
      case 'conditional':
        return this.#conditional(node, scope);
      case 'macro':
        if (node.macro === 'map') return value(this.#map(node, body, scope));
        if (node.macro === 'filter') return value(this.#filter(node, body, scope));
        if (node.macro === 'exists_one') return value(this.#existsOne(node, body, scope));
        break;
      case 'operation':
        if (node.operator in arithmetic) return value(this.#arithmetic(node, body, scope));
        break;
      case 'call':
        if (node.name === 'or' || node.name === 'orValue') return this.#otherwise(node, body, scope);
        if (isCondition(node.name, node.arguments.length + (node.receiver ? 1 : 0))) break;
        return value(valueCall(node.name, this.ofCall(node, body, scope), node.receiver !== undefined));
      default:
    }
    return value(this.#truth(node, scope));
  }

  /** The receiver of a call, if it has one, and its arguments. */
  ofCall(node: Of<'call'>, body: Body, scope: Scope): Term[] {
    return [...(node.receiver ? [node.receiver] : []), ...node.arguments].map((one) => this.term(one, body, scope));
  }

  loop(node: Of<'macro'>, body: Body, scope: Scope): Loop {
    const list = this.term(node.of, body, scope);
    const shape = list.shape === 'optionals' ? 'optional' : 'value';
    const elements = body.named(
      shape === 'optional' || node.of.is === 'list' ? list.text : `cel.elements(${plainText(list)})`,
      'elements',
    );
    // Rego refuses a variable that nothing uses.
    const isUsed = node.macro === 'filter' || freeIn(node.body).has(node.variable);
    const variable = isUsed ? body.fresh(node.variable) : '_';
    return { elements, variable, inner: within(scope, node.variable, { text: variable, shape }) };
  }

  #plain(node: CelNode, body: Body, scope: Scope): string {
    return plainText(this.term(node, body, scope));
  }

  #step(node: Of<'select'> | Of<'index'>, key: string, body: Body, scope: Scope): Term {
    const holder = this.term(node.of, body, scope);
    if (!node.optional && holder.shape !== 'optional') {
      if (node.is === 'index') return value(`cel.at(${plainText(holder)}, ${key})`);
      const named = isReference(holder.text) ? holder.text : body.named(holder.text, 'holder');
      return value(fieldText(named, node.field));
    }
    if (node.is === 'index' && !isText(node.key)) {
      const within = holder.shape === 'optional' ? holder.text : `[${holder.text}]`;
      return { text: `cel.step(${within}, ${key})`, shape: 'optional' };
    }
    const path = { base: holder.path?.base ?? holder, keys: [...(holder.path?.keys ?? []), key] };
    return { text: pathText(path.base, path.keys), shape: 'optional', path };
  }

  #list(node: Of<'list'>, body: Body, scope: Scope): Term {
    const elements = node.elements.map((element) => this.term(element, body, scope));
    const optionals = elements.filter(({ shape }) => shape === 'optional').length;
    if (optionals > 0 && optionals < elements.length) throw new Untranslatable('a list of optionals and values');
    const text = `[${elements.map((element) => element.text).join(', ')}]`;
    return { text, shape: optionals > 0 ? 'optionals' : 'value' };
  }

  #conditional(node: Of<'conditional'>, scope: Scope): Term {
    let shape: Term['shape'] = 'value';
    const text = this.#conditions.helper('choice', node, scope, (head, own) =>
      [true, false].map((chosen) => {
        const body = new Body(own);
        this.#conditions.require(node.condition, chosen, body, own);
        const result = this.term(chosen ? node.then : node.otherwise, body, own);
        shape = result.shape;
        return ruleText(`${head} := ${result.text}`, body.statements);
      }),
    );
    return { text, shape };
  }

  /** `a.or(b)` and `a.orValue(b)`; b may fail where a is there. */
  #otherwise(node: Of<'call'>, body: Body, scope: Scope): Term {
    const [otherwise] = node.arguments;
    if (node.receiver === undefined || otherwise === undefined) throw new Untranslatable(`the function ${node.name}`);
    const type = demandedType(node.receiver, otherwise);
    if (node.name === 'orValue' && isConstant(otherwise)) {
      const { text, shape, path } = this.term(node.receiver, body, scope);
      if (shape !== 'optional') throw new Untranslatable('orValue of what is no optional');
      const instead = this.#plain(otherwise, body, scope);
      const suffix = type === undefined ? '' : '_like';
      if (path?.base.shape !== 'value') return value(`cel.or_value${suffix}(${text}, ${instead})`);
      return value(`cel.get${suffix}(${path.base.text}, [${path.keys.join(', ')}], ${instead})`);
    }
    const isValue = node.name === 'orValue';
    const text = this.#conditions.helper('first', node, scope, (head, own) =>
      [1, 0].map((found) => {
        const inner = new Body(own);
        const name = inner.named(this.term(node.receiver as CelNode, inner, own).text, 'found');
        inner.add(`count(${name}) == ${found}`);
        if (found === 1 && isValue && type !== undefined) inner.add(`is_${type}(${name}[0])`);
        const result = found === 1 ? (isValue ? `${name}[0]` : name) : this.term(otherwise, inner, own).text;
        return ruleText(`${head} := ${result}`, inner.statements);
      }),
    );
    return { text, shape: isValue ? 'value' : 'optional' };
  }

  #arithmetic(node: Of<'operation'>, body: Body, scope: Scope): string {
    const [left, right] = [node.left, node.right].map((side) => this.#plain(side, body, scope));
    // A whole number of an object is an int, and Rego can't tell 2.0 from it.
    const hasDouble = !isNegation(node) && [node.left, node.right].some(isWholeDouble);
    if (hasDouble) throw new Untranslatable('a double without a fraction in arithmetic');
    const isDirect = isNumber(node.left) && isNumber(node.right) && ['+', '-', '*'].includes(node.operator);
    if (isDirect) return `(${left} ${node.operator} ${right})`;
    return `cel.${arithmetic[node.operator]}(${left}, ${right})`;
  }

  /** A body that fails for one element would drop it silently, where CEL fails as a whole: hence the counting. */
  #map(node: Of<'macro'>, body: Body, scope: Scope): string {
    const { elements, variable, inner } = this.loop(node, body, scope);
    const own = new Body(inner);
    const each = this.#plain(node.body, own, inner);
    const result = body.fresh('mapped');
    const element = own.fresh('element');
    const steps = [`some ${variable} in ${elements}`, ...own.statements, `${element} := ${each}`];
    body.add(`${result} := [${element} |\n${indented(steps)}\n]`, `count(${result}) == count(${elements})`);
    return result;
  }

  #filter(node: Of<'macro'>, body: Body, scope: Scope): string {
    const loop = this.loop(node, body, scope);
    const kept = this.#judged(node, loop, body);
    const result = body.fresh('filtered');
    const index = body.fresh('i');
    const { elements, variable } = loop;
    body.add(`${result} := [${variable} | some ${index}, ${variable} in ${elements}; ${kept}[${index}]]`);
    return result;
  }

  #existsOne(node: Of<'macro'>, body: Body, scope: Scope): string {
    const kept = this.#judged(node, this.loop(node, body, scope), body);
    const result = body.fresh('exactly_one');
    const keep = body.fresh('keep');
    body.add(`${result} := count([true | some ${keep} in ${kept}; ${keep}]) == 1`);
    return result;
  }

  /** A list that says for each element whether the macro's body is true of it. */
  #judged(node: Of<'macro'>, { elements, variable, inner }: Loop, body: Body): string {
    const result = body.fresh('kept');
    const keep = body.fresh('keep');
    const truth = this.#truth(node.body, inner);
    body.add(
      `${result} := [${keep} | some ${variable} in ${elements}; ${keep} := ${truth}]`,
      `count(${result}) == count(${elements})`,
    );
    return result;
  }

  /** A condition as a value: true, false, or undefined. */
  #truth(node: CelNode, scope: Scope): string {
    return this.#conditions.helper('truth', node, scope, (head, own) =>
      [true, false].flatMap((wanted) =>
        this.#conditions
          .alternatives(node, wanted, own)
          .map((body) => ruleText(`${head} := ${wanted}`, body.statements)),
      ),
    );
  }
}

/** The functions of the library that calculate. */
const arithmetic: Readonly<Record<string, string>> = {
  '+': 'added',
  '-': 'subtracted',
  '*': 'multiplied',
  '/': 'divided',
  '%': 'remainder',
};

function value(text: string): Term {
  return { text, shape: 'value' };
}

/** Whether an operation is `-a`. */
function isNegation({ operator, left }: Of<'operation'>): boolean {
  return operator === '-' && left.is === 'literal' && left.value === 0n;
}

/** Whether an expression is a double such as `2.0` or `-2.0`. */
function isWholeDouble(node: CelNode): boolean {
  if (node.is === 'operation') return isNegation(node) && isWholeDouble(node.right);
  return node.is === 'literal' && typeof node.value === 'number' && Number.isInteger(node.value);
}

/** Whether an expression is a text, whatever the object is. */
function isText(node: CelNode): boolean {
  return node.is === 'literal' && typeof node.value === 'string';
}

/** Whether an expression can't fail, so that it does no harm to evaluate it where CEL would not. */
function isConstant(node: CelNode): boolean {
  if (node.is === 'literal') return true;
  if (node.is === 'list') return node.elements.every(isConstant);
  return node.is === 'map' && node.entries.length === 0;
}

/**
 * What type `a.?field.orValue(fallback)` must find where the field is there, as the evaluator of the catalogue has it: the
 * fallback says it where it is a boolean, a list or an object.
 */
function demandedType(receiver: CelNode, fallback: CelNode): 'boolean' | 'array' | 'object' | undefined {
  if (receiver.is !== 'select' || !receiver.optional) return undefined;
  if (fallback.is === 'list') return 'array';
  if (fallback.is === 'map') return 'object';
  return fallback.is === 'literal' && typeof fallback.value === 'boolean' ? 'boolean' : undefined;
}
