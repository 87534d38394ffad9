/**
 * Judges a log event by a CloudWatch Logs JSON filter pattern, for tests of patterns. It knows the part of the syntax
 * that ours use, and refuses all else instead of guessing:
 *
 * - `{ expression }` with `&&` (binds tighter), `||` and parentheses,
 * - `$.a.b[0].c`, one of `=`, `!=`, `<`, `<=`, `>`, `>=`, and a number or a string in double quotes, in which `*` stands
 *   for any text.
 *
 * AWS does not say what `!=` makes of a field that is not there; `absentDiffers` says what to assume, and a test that
 * tries both knows that a verdict does not depend on it.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 *
 * @throws SyntaxError where the pattern is none of that syntax.
 */
export function matches(pattern: string, event: unknown, absentDiffers: boolean): boolean {
  const tokens = tokenize(pattern);
  let position = 0;
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new SyntaxError(`found ${token ?? 'the end'} where ${expected ?? 'more'} was expected in ${pattern}`);
    }
    position += 1;
    return token;
  };
  const either = (): boolean => {
    let verdict = both();
    while (tokens[position] === '||') {
      take();
      verdict = both() || verdict;
    }
    return verdict;
  };
  const both = (): boolean => {
    let verdict = one();
    while (tokens[position] === '&&') {
      take();
      verdict = one() && verdict;
    }
    return verdict;
  };
  const one = (): boolean => {
    if (tokens[position] === '(') {
      take();
      const verdict = either();
      take(')');
      return verdict;
    }
    return compare(select(take(), event), take(), take(), absentDiffers);
  };
  take('{');
  const verdict = either();
  take('}');
  if (position < tokens.length) throw new SyntaxError(`found ${tokens[position]} after the end of ${pattern}`);
  return verdict;
}

const token = /\s*(&&|\|\||!=|<=|>=|[{}()=<>]|"[^"\\]*"|\$(?:\.\w+|\[\d+\])+|-?\d+(?:\.\d+)?)/y;

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < pattern.trimEnd().length) {
    const at = token.lastIndex;
    const found = token.exec(pattern)?.[1];
    if (found === undefined) throw new SyntaxError(`cannot read '${pattern.slice(at)}'`);
    tokens.push(found);
  }
  return tokens;
}

function select(selector: string, event: unknown): unknown {
  if (!selector.startsWith('$')) throw new SyntaxError(`found ${selector} where a selector was expected`);
  return [...selector.matchAll(/\.(\w+)|\[(\d+)\]/g)].reduce<unknown>(
    (value, [, key, index]) => (Object(value) as { [key: string]: unknown })[key ?? index ?? ''],
    event,
  );
}

function compare(found: unknown, operator: string, operand: string, absentDiffers: boolean): boolean {
  if (operand.startsWith('"')) {
    const parts = operand.slice(1, -1).split('*');
    const text = new RegExp(`^${parts.map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')).join('.*')}$`, 's');
    if (operator === '=') return typeof found === 'string' && text.test(found);
    if (operator === '!=') return found === undefined ? absentDiffers : typeof found !== 'string' || !text.test(found);
    throw new SyntaxError(`${operator} compares numbers, and ${operand} is none`);
  }
  const number = Number(operand);
  if (Number.isNaN(number)) throw new SyntaxError(`found ${operand} where a number or string was expected`);
  if (typeof found !== 'number') return operator === '!=' && absentDiffers;
  switch (operator) {
    case '=':
      return found === number;
    case '!=':
      return found !== number;
    case '<':
      return found < number;
    case '<=':
      return found <= number;
    case '>':
      return found > number;
    case '>=':
      return found >= number;
    default:
      throw new SyntaxError(`found ${operator} where a comparison was expected`);
  }
}
