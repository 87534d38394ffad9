import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { executablesOnPath } from './on-path';
import { Report } from './progress';
import { Recipe } from './recipe';
import { run } from './run';

/** The Go command, on PATH or where its own installer puts it; `undefined` if there is none. */
export function findGo(env: NodeJS.ProcessEnv): string | undefined {
  return executablesOnPath('go', { PATH: `${env.PATH ?? ''}:/usr/local/go/bin` })[0];
}

/**
 * Builds a program from the sources that its go.mod pins and its go.sum has the checksums of. The same sources and the
 * same Go make the same program on every machine.
 * @param cache a folder for Go's own caches, used where the environment names no place for them.
 */
export async function build(
  go: string,
  { name, source }: Recipe,
  output: string,
  cache: string,
  env: NodeJS.ProcessEnv,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const variables = Object.entries(source.variables).map(([variable, text]) => `-X ${variable}=${text}`);
  const tags = source.cTags === undefined ? [] : ['-tags', source.cTags.join(',')];
  const flags = [...tags, '-trimpath', '-buildvcs=false', '-v', '-ldflags', ['-s -w', ...variables].join(' ')];
  let packages = 0;
  report('build', `building ${name} from source`);
  await run(go, ['build', ...flags, '-o', output, source.package], {
    cwd: source.folder,
    env: { ...goEnvironment(env, cache), CGO_ENABLED: source.cTags === undefined ? '0' : '1' },
    signal,
    onLine: (line) => {
      if (line.startsWith('go: downloading ')) report('build', line.slice('go: '.length));
      else if (/^[\w.]+(\/[\w.~-]+)*$/.test(line)) {
        packages += 1;
        report('build', `compiling ${line} (${packages})`);
      }
    },
  });
}

/** The user's environment (proxies, where Go's caches are), less what would change what is built. */
function goEnvironment(env: NodeJS.ProcessEnv, cache: string): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _architecture, GOEXPERIMENT: _experiment, ...rest } = env;
  const homeless = env.HOME === undefined || env.HOME === '';
  const places: NodeJS.ProcessEnv = {};
  if (homeless && env.GOCACHE === undefined) places.GOCACHE = join(cache, 'build');
  if (homeless && env.GOPATH === undefined && env.GOMODCACHE === undefined) places.GOPATH = join(cache, 'path');
  for (const place of Object.values(places)) mkdirSync(place ?? '', { recursive: true, mode: 0o700 });
  return { ...rest, ...places, GOFLAGS: '-mod=readonly', GOWORK: 'off', GO111MODULE: 'on' };
}
