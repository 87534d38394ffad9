import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../index';
import { init } from './init';

const shop = { name: 'shop', registry: 'registry.example.com', cni: 'kubernetes' } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palisade-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Every file of the folder with its text. */
function contents(): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const said = () =>
  init(folder, shop).map(({ path, what, added, kept }) =>
    [what, path, ...added, ...kept.map((each) => `(${each})`)].join(' '),
  );

test('an empty folder becomes an app', () => {
  expect(said()).toEqual([
    'made package.json',
    'made main.ts',
    'made main.test.ts',
    'made tsconfig.json',
    'made waivers.yaml',
    'made README.md',
    'made .github/workflows/app.yml',
    'made .gitignore',
  ]);
});

test('a folder that is not there yet is made', () => {
  init(join(folder, 'a/b'), shop);
  expect(existsSync(join(folder, 'a/b/main.ts'))).toBe(true);
});

test('a second time leaves all as it is', () => {
  init(folder, shop);
  const before = contents();
  expect(init(folder, { ...shop, name: 'other' }).map(({ what }) => what)).toEqual(Array(8).fill('left'));
  expect(contents()).toEqual(before);
});

test('what its owner has changed in an app is left', () => {
  init(folder, shop);
  put({ 'main.ts': '// mine\n', 'tsconfig.json': '{}\n', 'README.md': 'mine\n' });
  rmSync(join(folder, 'waivers.yaml'));
  expect(said()).toContain('made waivers.yaml');
  expect(contents()).toMatchObject({ 'main.ts': '// mine\n', 'tsconfig.json': '{}\n', 'README.md': 'mine\n' });
});

describe('what is there already', () => {
  test('package.json keeps what it has, and its indentation, and gets what it lacks', () => {
    put({
      'package.json':
        '{\n    "name": "mine",\n    "type": "module",\n    "scripts": { "test": "mocha" },\n    "devDependencies": { "typescript": "5.9.3" }\n}\n',
    });
    expect(said()[0]).toBe(
      'added to package.json scripts.synth scripts.check dependencies.@palisade/constructs dependencies.cdk8s ' +
        'dependencies.cdk8s-plus-28 dependencies.constructs devDependencies.@palisade/cli devDependencies.@types/node ' +
        '(scripts.test) (devDependencies.typescript)',
    );
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    expect(
      text.startsWith('{\n    "name": "mine",\n    "type": "module",\n    "scripts": {\n        "test": "mocha",\n'),
    ).toBe(true);
    expect(JSON.parse(text).devDependencies.typescript).toBe('5.9.3');
  });

  test('package.json keeps how its lines end', () => {
    put({ 'package.json': '{\r\n  "name": "mine"\r\n}\r\n' });
    init(folder, shop);
    expect(contents()['package.json']?.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('a package that is a dependency already does not become one of development too', () => {
    put({ 'package.json': '{ "dependencies": { "typescript": "6.0.3" } }' });
    init(folder, shop);
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).devDependencies).toEqual({
      '@palisade/cli': '0.1.0',
      '@types/node': '20.19.43',
    });
  });

  test.each([
    [
      'without the lines',
      'coverage/',
      'coverage/\nnode_modules/\nbuild/\ndist/\n',
      'added to .gitignore node_modules/ build/ dist/',
    ],
    [
      'with some, written otherwise',
      '/dist/\nnode_modules\n',
      '/dist/\nnode_modules\nbuild/\n',
      'added to .gitignore build/',
    ],
    ['with all', 'node_modules/\nbuild/\ndist/\n', 'node_modules/\nbuild/\ndist/\n', 'left .gitignore'],
    [
      'with lines that end as on Windows',
      'a\r\n',
      'a\r\nnode_modules/\r\nbuild/\r\ndist/\r\n',
      'added to .gitignore node_modules/ build/ dist/',
    ],
    ['an empty one', '', 'node_modules/\nbuild/\ndist/\n', 'added to .gitignore node_modules/ build/ dist/'],
  ])('.gitignore %s', (_what, before, after, outcome) => {
    put({ '.gitignore': before });
    expect(said().at(-1)).toBe(outcome);
    expect(contents()['.gitignore']).toBe(after);
  });

  test('other files are left', () => {
    put({ 'README.md': 'mine\n', '.github/workflows/app.yml': 'name: mine\n' });
    expect(said().filter((line) => line.startsWith('left'))).toEqual([
      'left README.md',
      'left .github/workflows/app.yml',
    ]);
    expect(contents()).toMatchObject({ 'README.md': 'mine\n', '.github/workflows/app.yml': 'name: mine\n' });
  });
});

describe('nothing is written where', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'another program would be compiled in its place',
      { 'main.ts': '// mine\n', 'tsconfig.json': '{}\n' },
      'FOLDER has main.ts and tsconfig.json of another program, and nothing was written. Give the app a folder of its own: palisade init FOLDER/deploy',
    ],
    [
      'npm run synth is something else',
      { 'package.json': '{ "scripts": { "synth": "cdk synth" } }' },
      'FOLDER has scripts.synth in package.json of another program, and nothing was written. Give the app a folder of its own: palisade init FOLDER/deploy',
    ],
    ['package.json is a list', { 'package.json': '[]' }, 'package.json: no map; mend it first'],
    [
      'its scripts are none',
      { 'package.json': '{ "scripts": "x" }' },
      'package.json: scripts is no map; write it as { "name": "value" }',
    ],
    [
      'package.json is larger than one is',
      { 'package.json': `"${'x'.repeat(1_000_000)}"` },
      'FOLDER/package.json has 1000002 bytes, more than 1000000, and nothing was written',
    ],
  ])('%s', (_what, files, message) => {
    put(files);
    expect(() => init(folder, shop)).toThrow(message.replaceAll('FOLDER', folder));
    expect(contents()).toEqual(files);
  });

  test('package.json is broken', () => {
    put({ 'package.json': '{' });
    expect(() => init(folder, shop)).toThrow(/^package\.json: .*; mend it first$/);
    expect(contents()).toEqual({ 'package.json': '{' });
  });

  test('the folder is a file', () => {
    put({ app: '' });
    expect(() => init(join(folder, 'app'), shop)).toThrow(`${folder}/app is a file; name a folder`);
  });

  test('a folder on the way is a link that leads out', () => {
    mkdirSync(join(folder, 'elsewhere'));
    mkdirSync(join(folder, 'app'));
    symlinkSync('../elsewhere', join(folder, 'app/.github'));
    expect(() => init(join(folder, 'app'), shop)).toThrow(
      `${folder}/app/.github is a link that leads elsewhere, and nothing was written`,
    );
    expect(contents()).toEqual({});
  });

  test.each(['main.ts', 'README.md', '.gitignore', 'package.json'])('%s is a link that leads nowhere', (path) => {
    symlinkSync(join(folder, '..', 'palisade-nowhere'), join(folder, path));
    expect(() => init(folder, shop)).toThrow(`${folder}/${path} is a link that leads nowhere, and nothing was written`);
    expect(contents()).toEqual({});
  });

  test('a file of ours is a folder', () => {
    mkdirSync(join(folder, 'README.md'));
    expect(() => init(folder, shop)).toThrow(`${folder}/README.md is no file, and nothing was written`);
    expect(contents()).toEqual({});
  });
});

describe('on the command line', () => {
  const run = async (...args: readonly string[]) => {
    let out = '';
    let err = '';
    const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += text;
      return true;
    });
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += text;
      return true;
    });
    const code = await main(['init', ...args]);
    stdout.mockRestore();
    stderr.mockRestore();
    return { code, out, err };
  };

  test('it says what it did, and what comes next', async () => {
    const { code, out } = await run(join(folder, 'shop'));
    expect(code).toBe(0);
    expect(out).toContain('made     package.json\nmade     main.ts\n');
    expect(out).toMatch(/\nNext: cd \S*shop && npm install && npm run check && npm test\n$/);
  });

  test('it says what it left', async () => {
    await run(join(folder, 'shop'));
    const { code, out } = await run(join(folder, 'shop'));
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 2)).toEqual(['left     package.json', 'left     main.ts']);
    expect(out).not.toContain('Next');
  });

  test.each<[string, string[], number, string]>([
    [
      'a wrong option',
      ['--cni', 'flannel', 'shop'],
      2,
      "palisade init: --cni is 'flannel': write one of kubernetes, calico, cilium\nTry: palisade init --help\n",
    ],
    ['a word too many', ['a', 'b'], 2, "palisade init: 'b' is one word too many\nTry: palisade init --help\n"],
  ])('%s', async (_what, args, code, err) => {
    expect(await run(...args)).toEqual({ code, out: '', err });
  });

  test('a folder that another program has', async () => {
    put({ 'main.ts': '// mine\n' });
    const { code, err } = await run('--name', 'shop', folder);
    expect(code).toBe(1);
    expect(err).toContain(`palisade init: ${folder} has main.ts of another program, and nothing was written.`);
  });
});
