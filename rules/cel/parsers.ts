import { type Environment, EvaluationError } from '@marcbachmann/cel-js';
import { parse as parseToml } from 'smol-toml';
import { snapshot } from '../snapshot';

function parsed(format: string, read: () => unknown): unknown {
  try {
    // What an author writes as null or nests without end must not reach an expression from a text either.
    return snapshot(read()) ?? null;
  } catch {
    throw new EvaluationError(`not ${format}`);
  }
}

/**
 * Reads the texts that AWS takes in the place of structure: `parseJson(string): dyn` for IAM, KMS and endpoint
 * policies, `parseToml(string): dyn` for Bottlerocket user data (Base64 is decoded first where it is Base64).
 */
export function registerParsers(environment: Environment): void {
  environment
    .registerFunction('parseJson(string): dyn', (text: string) => parsed('JSON', () => JSON.parse(text)))
    .registerFunction('parseToml(string): dyn', (text: string) => parsed('TOML', () => parseToml(decoded(text))));
}

function decoded(text: string): string {
  const compact = text.replaceAll(/\s/g, '');
  const isBase64 = compact.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact);
  return isBase64 ? Buffer.from(compact, 'base64').toString('utf8') : text;
}
