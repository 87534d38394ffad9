import { type ClusterStackConfig, parseConfig } from './config';
import { exampleEntries } from './config/example';

/**
 * The example stack config, checked and with its defaults, for unit tests of components.
 *
 * @param changes entries to put in place of the example's, whole.
 */
export function exampleConfig(changes: { [key: string]: unknown } = {}): ClusterStackConfig {
  const entries = Object.entries({ ...exampleEntries(), ...changes });
  const config = parseConfig(
    Object.fromEntries(entries.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])),
  );
  if (config.layer === 'baseline') throw new Error('the example is a stack with a cluster');
  return config;
}
