import { parse } from 'smol-toml';
import type { JsonObject } from '../rule';

/** What an instance is told at its first start. */
export interface UserData {
  readonly text: string;
  /** Whether it is Bottlerocket's: TOML with a `settings` table. */
  readonly bottlerocket: boolean;
  /** Bottlerocket's settings; empty for anything else. */
  readonly settings: JsonObject;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads user data, base64 as launch templates want it or plain as instances take it. Absent is empty. */
export function userData(value: unknown): UserData {
  const given = value === undefined || value === null ? '' : String(value);
  const text = BASE64.test(given) ? Buffer.from(given, 'base64').toString('utf8') : given;
  const settings = bottlerocketSettings(text);
  return { text, bottlerocket: settings !== undefined, settings: settings ?? {} };
}

function bottlerocketSettings(text: string): JsonObject | undefined {
  // Only Bottlerocket has tables of this name; scripts, MIME parts and cloud-init are not TOML.
  if (!/^\s*\[\s*"?settings\b|^\s*settings\s*[.=]/m.test(text)) return undefined;
  return parse(text).settings as JsonObject | undefined;
}
