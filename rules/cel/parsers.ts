import { type Environment, EvaluationError } from '@marcbachmann/cel-js';
import { snapshot } from '../snapshot';

/** Adds `parseJson(string): dyn`, for what AWS takes as JSON text in the place of structure. */
export function registerParsers(environment: Environment): void {
  environment.registerFunction('parseJson(string): dyn', parseJson, { async: false });
}

function parseJson(text: string): unknown {
  try {
    // What nests without end must not reach an expression from a text either.
    return snapshot(JSON.parse(text)) ?? null;
  } catch {
    throw new EvaluationError('not JSON');
  }
}
