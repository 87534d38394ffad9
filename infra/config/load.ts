import type { Config } from '@pulumi/pulumi';
import { allConfig } from '@pulumi/pulumi/runtime';
import { ConfigError, faultsOf } from './errors';
import { type BlueprintConfig, schemaFor } from './schema';

/** Keys whose value is a word; all others hold JSON, as Pulumi hands structured config over. */
const words: readonly string[] = ['layer', 'clusterStack'];

/**
 * Reads and checks all keys of the config's namespace, known or not.
 *
 * @throws ConfigError that names every fault at once.
 */
export function loadConfig(config: Config): BlueprintConfig {
  const prefix = `${config.name}:`;
  const entries = Object.entries(allConfig()).filter(([key]) => key.startsWith(prefix));
  return parseConfig(Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value])));
}

/**
 * Checks a config as Pulumi stores it: key (without namespace) to word or JSON.
 *
 * @throws ConfigError that names every fault at once.
 */
export function parseConfig(entries: { readonly [key: string]: string }): BlueprintConfig {
  const raw: { [key: string]: unknown } = { layer: 'all' };
  for (const [key, value] of Object.entries(entries)) {
    if (words.includes(key)) raw[key] = value;
    else {
      try {
        raw[key] = JSON.parse(value);
      } catch {
        // A bare word where an object belongs; the schema says so with the word as what was found.
        raw[key] = value;
      }
    }
  }
  const result = schemaFor(raw.layer).safeParse(raw);
  if (!result.success) throw new ConfigError(faultsOf(result.error.issues, raw));
  return result.data;
}
