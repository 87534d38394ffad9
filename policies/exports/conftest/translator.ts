import { type CelNode, parseCel } from '@palisade/rules';
import { conditionCall, isCondition, isNumber, plainText } from './functions';
import { Body, type Scope } from './scope';
import { Terms } from './terms';
import { indented, parameters, pathText, restricted, ruleText } from './text';

/**
 * Translates CEL into Rego, keeping CEL's three outcomes: true, false and error. An error is undefined in Rego, so a
 * condition is translated twice, into bodies that hold where it is true and bodies that hold where it is false, and
 * nothing is ever concluded from a body that merely does not hold. `&&`, `||`, `all` and `exists` then absorb errors
 * as CEL's do.
 */
export class Translator {
  readonly #helpers: string[] = [];
  readonly #names = new Map<string, number>();
  readonly #terms = new Terms({
    helper: (hint, node, scope, heads) => this.#define(hint, node, scope, heads),
    require: (node, wanted, body, scope) => this.#require(node, wanted, body, scope),
    alternatives: (node, wanted, scope) => this.#alternatives(node, wanted, scope),
  });

  /** The rules that the translated expressions call, in the order they were needed. */
  get helpers(): readonly string[] {
    return this.#helpers;
  }

  /** Rules named `name` that hold where the expression is true. */
  predicate(name: string, expression: string, scope: Scope): string[] {
    const bodies = this.#alternatives(parseCel(expression), true, scope);
    return bodies.map(({ statements }) => ruleText(`${name}(${parameters(scope)})`, statements));
  }

  /** A rule named `name` whose value is the expression's. */
  value(name: string, expression: string, scope: Scope): string {
    const body = new Body(scope);
    const text = plainText(this.#terms.term(parseCel(expression), body, scope));
    return ruleText(`${name}(${parameters(scope)}) := ${text}`, body.statements);
  }

  /** Makes a helper of some rules, and returns the call of it. */
  #define(hint: string, node: CelNode, scope: Scope, rules: (head: string, own: Scope) => readonly string[]): string {
    const count = (this.#names.get(hint) ?? 0) + 1;
    this.#names.set(hint, count);
    const own = restricted(scope, node);
    const head = `${hint}_${count}(${parameters(own)})`;
    const made = rules(head, own);
    this.#helpers.push(...made);
    return head;
  }

  /** Bodies of which one holds exactly where the condition is `wanted`. */
  #alternatives(node: CelNode, wanted: boolean, scope: Scope): Body[] {
    switch (node.is) {
      case 'literal':
        return node.value === wanted ? [new Body(scope)] : [];
      case 'not':
        return this.#alternatives(node.operand, !wanted, scope);
      case 'and':
      case 'or':
        if ((node.is === 'or') === wanted) {
          return node.operands.flatMap((operand) => this.#alternatives(operand, wanted, scope));
        }
        return [filled(scope, (body) => this.#require(node, wanted, body, scope))];
      case 'conditional':
        return [true, false].map((chosen) =>
          filled(scope, (body) => {
            this.#require(node.condition, chosen, body, scope);
            this.#require(chosen ? node.then : node.otherwise, wanted, body, scope);
          }),
        );
      default:
        return [filled(scope, (body) => this.#require(node, wanted, body, scope))];
    }
  }

  /** Adds statements to a body that all hold exactly where the condition is `wanted`. */
  #require(node: CelNode, wanted: boolean, body: Body, scope: Scope): void {
    body.add(...this.#statements(node, wanted, body, scope));
  }

  /** The same statements, those before them that give names to their terms being added to the body already. */
  #statements(node: CelNode, wanted: boolean, body: Body, scope: Scope): readonly string[] {
    switch (node.is) {
      case 'not':
        return this.#statements(node.operand, !wanted, body, scope);
      case 'and':
      case 'or':
        if ((node.is === 'or') === wanted) return [this.#either(node, wanted, scope)];
        for (const operand of node.operands) this.#require(operand, wanted, body, scope);
        return [];
      case 'conditional':
        return [this.#either(node, wanted, scope)];
      case 'literal':
        return node.value === wanted ? [] : ['false'];
      case 'has': {
        const found = pathText(this.#terms.term(node.of, body, scope), [JSON.stringify(node.field)]);
        return [`count(${found}) == ${wanted ? 1 : 0}`];
      }
      case 'macro':
        if (node.macro === 'all' || node.macro === 'exists') return this.#quantified(node, wanted, body, scope);
        break;
      case 'operation':
        if (node.operator === 'in') return [this.#among(node, wanted, body, scope)];
        if (node.operator in opposites) return [this.#comparison(node, wanted, body, scope)];
        break;
      case 'call':
        if (!isCondition(node.name, node.arguments.length + (node.receiver ? 1 : 0))) break;
        return [conditionCall(node.name, this.#terms.ofCall(node, body, scope), wanted)];
      default:
    }
    return [`${plainText(this.#terms.term(node, body, scope))} == ${wanted}`];
  }

  /** A call of a helper that has one rule for each way in which the condition can be `wanted`. */
  #either(node: CelNode, wanted: boolean, scope: Scope): string {
    return this.#define('either', node, scope, (head, own) => {
      const bodies = this.#alternatives(node, wanted, own);
      // A helper must exist, even one that never holds.
      return bodies.length > 0 ? bodies.map((body) => ruleText(head, body.statements)) : [ruleText(head, ['false'])];
    });
  }

  #quantified(node: CelNode & { is: 'macro' }, wanted: boolean, body: Body, scope: Scope): readonly string[] {
    const { elements, variable, inner } = this.#terms.loop(node, body, scope);
    if ((node.macro === 'all') !== wanted) {
      body.add(`some ${variable} in ${elements}`);
      return this.#statements(node.body, wanted, body, inner);
    }
    const each = filled(inner, (own) => this.#require(node.body, wanted, own, inner));
    return [`every ${variable} in ${elements} {\n${indented(each.statements)}\n}`];
  }

  #among({ left, right }: CelNode & { is: 'operation' }, wanted: boolean, body: Body, scope: Scope): string {
    const value = body.named(plainText(this.#terms.term(left, body, scope)), 'value');
    const list = plainText(this.#terms.term(right, body, scope));
    // Under `not`, an element that is undefined would count for one that is not there.
    const isConstant = right.is === 'list' && right.elements.every(({ is }) => is === 'literal');
    return isConstant ? `${wanted ? '' : 'not '}${value} in ${list}` : `cel.member(${list}, ${value}) == ${wanted}`;
  }

  #comparison(node: CelNode & { is: 'operation' }, wanted: boolean, body: Body, scope: Scope): string {
    const shown = wanted ? node.operator : (opposites[node.operator] ?? '');
    const [left, right] = [node.left, node.right].map((side) => plainText(this.#terms.term(side, body, scope)));
    const isDirect = shown === '==' || shown === '!=' || (isNumber(node.left) && isNumber(node.right));
    return isDirect ? `${left} ${shown} ${right}` : `cel.compare(${left}, ${right}) ${shown} 0`;
  }
}

const opposites: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

function filled(scope: Scope, fill: (body: Body) => void): Body {
  const body = new Body(scope);
  fill(body);
  return body;
}
