import type { Config } from '@pulumi/pulumi';
import * as runtime from '@pulumi/pulumi/runtime';
import { ConfigError, faultsOf } from './errors';
import { type BlueprintConfig, layerSchema } from './schema';

/** Keys whose value is a word; all others hold JSON, as Pulumi hands structured config over. */
const words: readonly string[] = ['layer', 'clusterStack'];

/** Whether a full key was set with `--secret`. Pulumi exports the function and leaves it out of its types. */
const { isConfigSecret } = runtime as unknown as { isConfigSecret(key: string): boolean };

/**
 * Reads and checks all keys of the config's namespace, known or not.
 *
 * @throws ConfigError that names every fault at once.
 */
export function loadConfig(config: Config): BlueprintConfig {
  const prefix = `${config.name}:`;
  const entries = Object.entries(runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return parseConfig(
    Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value])),
    entries.filter(([key]) => isConfigSecret(key)).map(([key]) => key.slice(prefix.length)),
  );
}

/**
 * Checks a config as Pulumi stores it: key (without namespace) to word or JSON.
 *
 * @param secrets keys whose values an error must not show.
 * @throws ConfigError that names every fault at once.
 */
export function parseConfig(
  entries: { readonly [key: string]: string },
  secrets: readonly string[] = [],
): BlueprintConfig {
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
  const { schema, keys } = layerSchema(raw.layer);
  for (const key of Object.keys(raw)) {
    // Pulumi wants a default for each key that not every stack has, and Pulumi.yaml's are empty.
    if (!keys.includes(key) && ['', '{}', '[]'].includes(entries[key]?.trim() ?? '')) delete raw[key];
  }
  const result = schema.safeParse(raw);
  if (!result.success) throw new ConfigError(faultsOf(result.error.issues, raw, secrets));
  return result.data;
}
