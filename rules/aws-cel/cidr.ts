import { EvaluationError } from '@marcbachmann/cel-js';
import { parseRange, type Range } from '../cidr';

/**
 * Reads a CIDR block.
 *
 * @throws EvaluationError where the text is none: what cannot be read must not pass for narrow.
 */
export function rangeOf(text: unknown): Range {
  const range = parseRange(String(text));
  if (range === undefined) throw new EvaluationError(`${JSON.stringify(text)} is not a CIDR block`);
  return range;
}

/**
 * Whether a block is so large that it cannot be one organisation's own: more than an IPv4 /8 (the largest private range,
 * 10.0.0.0/8, is one) or an IPv6 /32 (what a registry gives a whole provider). Catches `0.0.0.0/0` and also its halves.
 */
export function isWide(text: unknown): boolean {
  const { address, prefixLength } = rangeOf(text);
  return prefixLength < (address.family === 4 ? 8 : 32);
}
