import { EvaluationError } from '@marcbachmann/cel-js';
import type { JsonObject } from '../rule';

/** What an instance is told at its first start. */
export interface UserData {
  readonly text: string;
  /** Whether it is Bottlerocket's: TOML with a `settings` table. */
  readonly bottlerocket: boolean;
  /** Bottlerocket's settings; empty for anything else. */
  readonly settings: JsonObject;
  /** Kinds of credentials whose shape occurs in the text, such as `an AWS access key`. */
  readonly credentials: readonly string[];
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

// Fixed prefixes with a fixed alphabet: no backtracking to abuse, and hardly a false alarm.
const CREDENTIALS: readonly (readonly [string, RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{10}/],
];

/**
 * Reads user data, base64 as launch templates want it or plain as instances take it. Absent is empty.
 *
 * @throws EvaluationError where it starts out as Bottlerocket's settings and is not TOML.
 */
export function userData(value: unknown): UserData {
  const given = value === undefined || value === null ? '' : String(value);
  const text = BASE64.test(given) ? Buffer.from(given, 'base64').toString('utf8') : given;
  const settings = bottlerocketSettings(text);
  return {
    text,
    bottlerocket: settings !== undefined,
    settings: settings ?? {},
    credentials: CREDENTIALS.filter(([, shape]) => shape.test(text)).map(([kind]) => kind),
  };
}

function bottlerocketSettings(text: string): JsonObject | undefined {
  // Only Bottlerocket has tables of this name; scripts, MIME parts and cloud-init are not TOML.
  if (!/^[ \t]*(?:\[[ \t]*"?settings\b|"?settings"?[ \t]*[.=])/m.test(text)) return undefined;
  // Loaded when it is needed: Kubernetes' own rules never do.
  const { parse } = require('smol-toml') as typeof import('smol-toml');
  try {
    return parse(text).settings as JsonObject | undefined;
  } catch {
    throw new EvaluationError('the user data looks like Bottlerocket settings and is not TOML');
  }
}
