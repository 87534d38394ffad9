import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'palisade-image-'));
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

beforeAll(() => {
  // Of somebody who keeps new files to himself.
  const script = `umask 077; exec "$0" "$1" "$2"`;
  const built = spawnSync('sh', ['-c', script, process.execPath, join(__dirname, 'build.mjs'), folder]);
  expect(built.stderr.toString()).toBe('');
});
afterAll(() => rmSync(folder, { recursive: true }));

const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

test('the program needs nothing but Node.js', () => {
  const required = [...read('palisade.js').matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
  const isBuiltIn = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
  expect(required.length).toBeGreaterThan(5);
  expect(required.filter((name) => !isBuiltIn(name))).toEqual([]);
});

test('what is compiled in is named, by the versions that are locked', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const manifests = files().filter((path) => path.startsWith('node_modules') && path.endsWith('package.json'));
  const named = manifests.map((path) => {
    const place = path.slice(0, -'/package.json'.length);
    expect(JSON.parse(read(path)).version).toBe(packages[place].version);
    return place.slice('node_modules/'.length);
  });
  const { dependencies } = JSON.parse(readFileSync(join(root, 'admission', 'package.json'), 'utf8'));
  expect(named.sort()).toEqual(Object.keys(dependencies).sort());
  expect(JSON.parse(read('package.json'))).toMatchObject({ name: '@palisade/admission', license: 'Apache-2.0' });
});

test('everybody can read it, and its owner alone can write', () => {
  const modes = new Set(files().map((path) => statSync(join(folder, path)).mode & 0o777));
  expect([...modes]).toEqual([0o644]);
  expect(statSync(join(folder, 'node_modules')).mode & 0o777).toBe(0o755);
});

test.each([
  [[], "'': this image runs `images serve --config FILE` and nothing else of palisade"],
  [['check', 'x'], "'check x': this image runs `images serve --config FILE` and nothing else of palisade"],
  [['images', 'serve', '--config', 'none.json'], "ENOENT: no such file or directory, open 'none.json'"],
])('told %j, it says why it does not start', (args, message) => {
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'palisade.js'), ...args], { cwd: folder });
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 2, stderr: `palisade images: ${message}\n` });
});
