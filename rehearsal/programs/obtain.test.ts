import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findGo } from './build';
import { obtainBy, platform } from './obtain';
import { identify } from './process-identity';
import { ProgressEvent } from './progress';
import { Recipe } from './recipe';

const root = mkdtempSync(join(tmpdir(), 'palisade-obtain-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const never = new AbortController().signal;

/** Go, which these tests build with; where it is missing they fail, and say so. */
const go = findGo(process.env) ?? '/usr/local/go/bin/go';
const goCaches = { GOCACHE: join(root, 'go-build'), GOPATH: join(root, 'go-path') };

let count = 0;
/** A machine of its own: PATH, cache, and the sources of a small program. */
function machine(program = 'println("sample v1.2.3")') {
  count += 1;
  const home = join(root, String(count));
  const [bin, source] = [join(home, 'bin'), join(home, 'source')];
  for (const folder of [bin, source]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(source, 'go.mod'), 'module example.test/sample\n\ngo 1.21\n');
  writeFileSync(join(source, 'go.sum'), '');
  writeFileSync(join(source, 'main.go'), `package main\n\nfunc main() { ${program} }\n`);
  const recipe: Recipe = {
    name: 'sample',
    range: { from: [1, 2, 0], before: [1, 3, 0] },
    supported: '1.2',
    versionArguments: ['--version'],
    homepage: 'https://example.test/install',
    archives: {},
    source: { version: [1, 2, 3], folder: source, package: 'example.test/sample', variables: {} },
  };
  const env = { PATH: bin, XDG_CACHE_HOME: join(home, 'cache'), HOME: home, ...goCaches };
  return { recipe, bin, source, env, withGo: { ...env, PATH: `${bin}:${dirname(go)}:/usr/bin:/bin` } };
}

function script(path: string, text: string) {
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

const get = (recipe: Recipe, env: NodeJS.ProcessEnv, events: ProgressEvent[] = [], signal = never) =>
  obtainBy(recipe, { progress: (event) => events.push(event), signal }, env);

describe('a program on PATH', () => {
  it('is taken at a supported version, without a look at anything else', async () => {
    const { recipe, bin, env } = machine();
    script(join(bin, 'sample'), 'echo sample v1.2.9');
    expect(await get(recipe, env)).toEqual({ path: join(bin, 'sample'), version: '1.2.9', way: 'path' });
    expect(existsSync(env.XDG_CACHE_HOME)).toBe(false);
  });

  it('is passed over at another version for a later one on PATH', async () => {
    const { recipe, bin, env } = machine();
    const second = join(bin, 'second');
    mkdirSync(second);
    script(join(bin, 'sample'), 'echo sample v1.1.0');
    script(join(second, 'sample'), 'echo sample v1.2.0');
    const found = await get(recipe, { ...env, PATH: `${bin}:${second}` });
    expect(found.path).toBe(join(second, 'sample'));
  });

  it('that says no version is taken for what stands beside it', async () => {
    const { recipe, bin, env } = machine();
    script(join(bin, 'sample'), 'exit 1');
    script(join(bin, 'speaker'), 'echo v1.2.4');
    const silent = { ...recipe, versionArguments: undefined, beside: { name: 'speaker', versionArguments: [] } };
    expect((await get(silent, env)).version).toBe('1.2.4');
  });
});

describe('when no way works', () => {
  it('the error says what is on PATH, why the build failed, and the ways out', async () => {
    const { recipe, bin, withGo } = machine('undefined()');
    script(join(bin, 'sample'), 'echo sample v1.1.0');
    const failing = get(recipe, withGo);
    await expect(failing).rejects.toThrow(
      `sample cannot be had. What was tried:\n  - on PATH: ${bin}/sample is 1.1.0, and 1.2 is needed\n  - build from source: `,
    );
    await expect(failing).rejects.toThrow('undefined: undefined');
    await expect(failing).rejects.toThrow(
      [
        'Do one of these, and run it again:',
        '  1. Put sample 1.2 on PATH (https://example.test/install).',
        '  2. Install Go 1.26 or later (https://go.dev/dl/), so that it can be built from source.',
      ].join('\n'),
    );
  }, 60_000);

  it('where only other platforms have a download, the error says which', async () => {
    const { recipe, env } = machine('undefined()');
    const archive = { version: [1, 2, 3] as const, url: '', algorithm: 'sha256' as const, digest: '', members: {} };
    const elsewhere = platform() === 'darwin-arm64' ? 'linux-amd64' : 'darwin-arm64';
    await expect(get({ ...recipe, archives: { [elsewhere]: archive } }, env)).rejects.toThrow(
      '2. For the download: use a Linux machine, for which there is a pinned download.',
    );
  });

  it('a download that cannot be reached costs less than the time to connect', async () => {
    const { recipe, withGo } = machine('undefined()');
    const archive = {
      version: [1, 2, 3] as const,
      url: 'https://nowhere.invalid/sample.tar.gz',
      algorithm: 'sha256' as const,
      digest: '0'.repeat(64),
      members: { sample: 'sample' },
    };
    const began = performance.now();
    const failing = get({ ...recipe, archives: { [platform()]: archive } }, { ...withGo, PATH: '/usr/bin:/bin' });
    await expect(failing).rejects.toThrow(/ {2}- download: .*nowhere\.invalid/);
    await expect(failing).rejects.toThrow('2. For the download: let this machine reach https://nowhere.invalid.');
    expect(performance.now() - began).toBeLessThan(30_000);
  }, 60_000);
});

describe('a build from source', () => {
  const here = machine();
  const events: ProgressEvent[] = [];

  it('makes the program, tells of it, and caches it in a folder of its own, for us alone', async () => {
    const made = await get(here.recipe, here.withGo, events);
    expect(made).toMatchObject({ version: '1.2.3', way: 'source' });
    expect(events.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['search', 'build', 'done']));
    expect(events.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^compiling .*example\.test\/sample/),
    );
    expect(readdirSync(dirname(made.path)).sort()).toEqual(['sample', 'seal.json']);
    expect(statSync(made.path).mode & 0o777).toBe(0o700);
    expect(statSync(dirname(made.path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(here.env.XDG_CACHE_HOME, 'palisade'))).toEqual(['programs']);
  }, 120_000);

  it('is not done twice: the cache answers, without Go', async () => {
    const again = await get(here.recipe, here.env);
    expect(again).toMatchObject({ version: '1.2.3', way: 'cache' });
  });

  it('is done again when what is cached was changed, however little', async () => {
    const { path } = await get(here.recipe, here.env);
    const whole = readFileSync(path);
    const broken = Buffer.from(whole);
    broken.writeUInt8(broken.readUInt8(1000) ^ 1, 1000);
    writeFileSync(path, broken);
    expect(await get(here.recipe, here.withGo)).toMatchObject({ way: 'source' });
    expect(readFileSync(path).equals(whole)).toBe(true);
  }, 60_000);

  it('is not done again when only times were changed', async () => {
    const { path } = await get(here.recipe, here.env);
    chmodSync(path, 0o700);
    expect(await get(here.recipe, here.env)).toMatchObject({ way: 'cache' });
  });

  it('is done once when two ask at a time', async () => {
    const { recipe, withGo } = machine();
    const both = await Promise.all([get(recipe, withGo), get(recipe, withGo)]);
    expect(both.map(({ way }) => way).sort()).toEqual(['cache', 'source']);
  }, 60_000);

  it('works where there is no HOME and Go has no caches of its own', async () => {
    const { recipe, withGo } = machine();
    const { HOME: _home, GOCACHE: _cache, GOPATH: _path, ...homeless } = withGo;
    expect(await get(recipe, homeless)).toMatchObject({ way: 'source' });
  }, 120_000);

  it('is refused when what was built says another version', async () => {
    const { recipe, withGo } = machine('println("sample v1.2.4")');
    await expect(get(recipe, withGo)).rejects.toThrow('build from source: the program that was built says it is 1.2.4');
  }, 60_000);

  it('ends at once when aborted, with what it started, and leaves nothing half-made', async () => {
    const { recipe, bin, env } = machine();
    const pidFile = join(bin, 'pid');
    // Stands in for a Go that takes its time, through a process of its own.
    script(join(bin, 'go'), `/bin/sleep 60 &\necho $! > ${pidFile}\nwait`);
    const abort = new AbortController();
    const building = get(recipe, env, [], abort.signal);
    const timer = setInterval(() => {
      if (existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n')) abort.abort(new Error('interrupted'));
    }, 10);
    await expect(building).rejects.toThrow('interrupted');
    clearInterval(timer);
    const sleeper = Number(readFileSync(pidFile, 'utf8'));
    expect(identify(sleeper)).toBeUndefined();
    expect(readdirSync(join(env.XDG_CACHE_HOME, 'palisade'))).toEqual([]);
  }, 30_000);
});

describe('the cache', () => {
  it('is refused when others may write to it', async () => {
    const { recipe, withGo } = machine();
    const folder = join(withGo.XDG_CACHE_HOME, 'palisade');
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    await expect(get(recipe, withGo)).rejects.toThrow(
      `${folder} is writable by others, so programs in it cannot be trusted: \`chmod 700\` it, or remove it.`,
    );
  });
});
