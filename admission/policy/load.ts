import { parse } from 'yaml';
import { ConfigError } from './fields';

/** Characters. No configuration written by hand comes near. */
const longest = 1_000_000;

/**
 * Reads a configuration in YAML or JSON.
 *
 * @throws ConfigError
 */
export function parseConfigText(text: string): unknown {
  if (text.length > longest) throw new ConfigError(`the file is longer than ${longest} characters`);
  try {
    return parse(text, { maxAliasCount: 10, uniqueKeys: true });
  } catch (error) {
    throw new ConfigError(`the file is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}
