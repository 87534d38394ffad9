import { EvaluationError } from '@marcbachmann/cel-js';
import type { RE2JS } from 're2js';

type Add = (signature: string, handler: (...values: never[]) => unknown) => void;

/** Text functions of the API server that cel-js has not, or has with another meaning. */
export function addTextFunctions(add: Add): void {
  add('string.charAt(int): string', charAt);
  add('string.replace(string, string): string', (text: string, from: string, to: string) =>
    replace(text, from, to, -1n),
  );
  add('string.replace(string, string, int): string', replace);
  add('string.find(string): string', (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '');
  add('string.findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern, -1));
  add('string.findAll(string, int): list<string>', (text: string, pattern: string, limit: bigint) =>
    findAll(text, pattern, Number(limit)),
  );
}

function charAt(text: string, index: bigint): string {
  const characters = Array.from(text);
  if (index < 0n || index > BigInt(characters.length)) throw new EvaluationError(`index out of range: ${index}`);
  return characters[Number(index)] ?? '';
}

function replace(text: string, from: string, to: string, limit: bigint): string {
  const parts = from === '' ? ['', ...Array.from(text), ''] : text.split(from);
  let result = parts[0] ?? '';
  for (const [index, part] of parts.slice(1).entries()) {
    result += (limit < 0n || BigInt(index) < limit ? to : from) + part;
  }
  return result;
}

/** Whether a text holds what a pattern describes, anywhere in it. */
export function matches(text: string, pattern: string): boolean {
  return compiled(pattern).matcher(text).find();
}

function findAll(text: string, pattern: string, limit: number): string[] {
  const found: string[] = [];
  const matcher = compiled(pattern).matcher(text);
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}

const patterns = new Map<string, RE2JS>();

/** A regular expression in the API server's syntax, that takes time in proportion to the text whatever it is. */
function compiled(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  // Loaded when it is needed: most policies have no pattern.
  const { RE2JS: engine } = require('re2js') as typeof import('re2js');
  try {
    const made = engine.compile(pattern);
    patterns.set(pattern, made);
    return made;
  } catch (error) {
    throw new EvaluationError(`${JSON.stringify(pattern)} is no regular expression: ${(error as Error).message}`);
  }
}
