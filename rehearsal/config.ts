import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** Stack config as the engine takes it: `palisade:network` and so on to their values. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** The folder that holds Pulumi.yaml: the repository's root, from wherever this file was built to. */
export function projectRoot(from: string = __dirname): string {
  if (existsSync(join(from, 'Pulumi.yaml'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`No Pulumi.yaml in ${__dirname} or any folder above it: run from a checkout.`);
  return projectRoot(parent);
}

/** Reads `Pulumi.<stack>.yaml`. */
export function readStackConfig(stack: string): StackConfig {
  const path = join(projectRoot(), `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(path, 'utf8')) as { config?: StackConfig };
  if (!config) throw new Error(`${path} has no config`);
  return config;
}
