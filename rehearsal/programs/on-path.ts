import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { Recipe } from './recipe';
import { run } from './run';
import { formatVersion, inRange, parseVersion, Version } from './version';

/** Every executable of that name on PATH, in its order. Relative folders are passed over: they depend on where one stands. */
export function executablesOnPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The version that an executable says it has. @throws if it says none. */
export async function versionOf(path: string, recipe: Recipe, env: NodeJS.ProcessEnv, signal: AbortSignal) {
  const speaker =
    recipe.beside === undefined
      ? { path, args: recipe.versionArguments ?? [] }
      : { path: join(dirname(path), recipe.beside.name), args: recipe.beside.versionArguments };
  if (!isExecutable(speaker.path)) throw new Error(`${path} is of no known version: there is no ${speaker.path}`);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  const answer = await run(speaker.path, speaker.args, {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: 'true' },
    signal: limited,
  });
  const version = parseVersion(answer);
  if (version === undefined) throw new Error(`${speaker.path} names no released version: "${answer.slice(0, 80)}"`);
  return version;
}

/** The first on PATH whose version is supported; of the others, why not. */
export async function findOnPath(
  recipe: Recipe,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ path: string; version: Version } | { reason: string }> {
  const reasons: string[] = [];
  for (const path of executablesOnPath(recipe.name, env)) {
    try {
      const version = await versionOf(path, recipe, env, signal);
      if (inRange(version, recipe.range)) return { path, version };
      reasons.push(`${path} is ${formatVersion(version)}, and ${recipe.supported} is needed`);
    } catch (error) {
      signal.throwIfAborted();
      reasons.push((error as Error).message);
    }
  }
  return { reason: reasons.length === 0 ? `no ${recipe.name} there` : reasons.join('; ') };
}
