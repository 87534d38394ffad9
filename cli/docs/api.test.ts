import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apiPages, documentedApi, undocumented } from './api';
import { publicApi } from './public-api';

const root = join(__dirname, '../..');

const api = documentedApi(root);

/** What `files` export by their `index.ts`, in a folder of the test's own. */
function apiOf(files: { readonly [path: string]: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-api-'));
  try {
    for (const [path, text] of Object.entries({
      'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
      ...files,
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return publicApi(folder, ['index.ts']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every public symbol says what it means, and every option what it is by default', () => {
  expect(undocumented(api)).toEqual([]);
});

describe('what is missing is named', () => {
  test.each([
    ['an interface', 'export interface A {\n/** b */ b: string }', ['index.ts: A has no doc comment']],
    ['a property', '/** A. */ export interface A { b: string }', ['index.ts: A.b has no doc comment']],
    [
      'the default of an option',
      '/** A. */ export interface A {\n/** b */ b?: string }',
      ['index.ts: A.b has no @default: write the value, a reason after " - ", or both'],
    ],
    [
      'the value and the words of a default',
      '/** A. */ export interface A {\n/**\n * b\n *\n * @default\n */ b?: string }',
      ['index.ts: A.b has no @default: write the value, a reason after " - ", or both'],
    ],
    ['a method', '/** A. */ export class A { run(): void {} }', ['index.ts: A.run has no doc comment']],
    [
      'a static method',
      '/** A. */ export class A { static of(): A { return new A(); } }',
      ['index.ts: A.of has no doc comment'],
    ],
    ['a function', 'export function f(): void {}', ['index.ts: f has no doc comment']],
    ['a constant', 'export const limit = 1;', ['index.ts: limit has no doc comment']],
    [
      'an option of one form of a union',
      '/** A. */ export type A = {\n/** b */ b: string } | {\n/** c */ c?: number };',
      ['index.ts: A.c has no @default: write the value, a reason after " - ", or both'],
    ],
    ['nothing, where all is said', '/** A. */ export interface A {\n/** b\n * @default 1 */ b?: number }', []],
    ['nothing of what can be one text only', "/** A. */ export interface A { kind: 'a' }", []],
    ['nothing of what is private', '/** A. */ export class A { private run(): void {} protected end(): void {} }', []],
    ['nothing of what is internal', '/** A. */ export class A {\n/** @internal */ run(): void {} }', []],
    ['nothing of a form that lacks the property', '/** A. */ export type A = {\n/** b */ b: 1; c?: never };', []],
  ])('%s', (_what, text, expected) => {
    expect(undocumented(apiOf({ 'index.ts': text }))).toEqual(expected);
  });
});

describe('what is read', () => {
  test.each([
    ["'1.37' - as old as is supported", { value: "'1.37'", reason: 'as old as is supported' }],
    ['- none', { value: '', reason: 'none' }],
    ['[]', { value: '[]', reason: '' }],
    ["{ cpu: '4' }\n *   - so that\n *   it fits", { value: "{ cpu: '4' }", reason: 'so that it fits' }],
  ])('the default %s', (text, expected) => {
    const [symbol] = apiOf({
      'index.ts': `/** A. */ export interface A {\n/**\n * b\n *\n * @default ${text}\n */\nb?: unknown }`,
    });
    expect(symbol?.members[0]?.doc.default).toEqual(expected);
  });

  test('the properties that an interface inherits', () => {
    const symbols = apiOf({
      'index.ts': `export type { B } from './b';`,
      'b.ts':
        '/** A. */ interface A {\n/** a */ a: string }\n/** B. */ export interface B extends A {\n/** b */ b: string }',
    });
    expect(symbols.map(({ name, file, members }) => [name, file, members.map((each) => each.name)])).toEqual([
      ['B', 'b.ts', ['b', 'a']],
    ]);
  });

  test('a type as its author wrote it', () => {
    const [symbol] = apiOf({ 'index.ts': '/** A. */ export type A = readonly Array< string >[];' });
    expect(symbol?.declaration).toBe('type A = readonly Array< string >[]');
  });

  test('a type and the constant of its name, with what that makes', () => {
    const [symbol, ...others] = apiOf({
      'index.ts':
        '/** A. */ export type A = { /* b */ readonly b: 1 };\nexport const A = {\n/** One. */ of(): A { return { b: 1 }; } };',
    });
    expect(others).toEqual([]);
    expect(symbol?.members.map(({ name, signatures }) => [name, ...signatures])).toEqual([['b'], ['of', 'of(): A']]);
  });

  test('no unique symbols, which nobody writes', () => {
    const symbols = apiOf({
      'index.ts': 'declare const brand: unique symbol;\n/** A. */ export interface A { readonly [brand]: true }',
    });
    expect(symbols.map(({ name, members }) => [name, members])).toEqual([['A', []]]);
  });

  test('a union line by line, as it is written, without comments', () => {
    const [symbol] = apiOf({ 'index.ts': "/** A. */ export type A =\n  | 'b'\n  /** c */\n  | 'c';" });
    expect(symbol?.declaration).toBe("type A = 'b'\n  | 'c'");
  });

  test('a module that is none is refused', () => {
    expect(() => publicApi(root, ['nowhere.ts'])).toThrow(
      `${join(root, 'nowhere.ts')} is no module: write the file that a package exports`,
    );
  });
});

describe('the pages', () => {
  const pages = new Map(apiPages(api).map(({ path, text }) => [path, text]));

  test('are the same each time, and hold nothing of the machine', () => {
    expect(new Map(apiPages(documentedApi(root)).map(({ path, text }) => [path, text]))).toEqual(pages);
    expect([...pages.values()].filter((text) => text.includes(root))).toEqual([]);
  });

  test('say type, default and meaning of an option', () => {
    expect(pages.get('docs/api/namespace/team-namespace.md')).toContain(
      "| `largestContainer` | [`LargestContainer`](container-limits.md#largestcontainer) | `{ cpu: '4', memory: '8Gi' }` | " +
        'More than this no container may have as its limit. |',
    );
  });

  test('link names that differ in case alone to different headings', () => {
    expect(pages.get('docs/api/README.md')).toContain('[`teamRoles`](baseline/team-roles.md#teamroles-1)');
    expect(pages.get('docs/api/README.md')).toContain('[`TeamRoles`](baseline/team-roles.md#teamroles)');
  });

  test('link no name of a library that is one of ours too', () => {
    expect(pages.get('docs/api/workload/deployment.md')).toContain('| `deployment` | `kplus.Deployment` | ');
  });

  test('tell what makes the values of a type', () => {
    expect(pages.get('docs/api/exposure/tls.md')).toContain('### Tls.certManager\n');
  });

  test('link to anchors that are there', () => {
    const dangling = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/\]\(([^)\s#]*)#([\w-]+)\)/g)]
        .map(([, target = '', anchor = '']) => ({ target: target === '' ? page : join(dirname(page), target), anchor }))
        .filter(({ target, anchor }) => !headings(pages.get(target) ?? '').has(anchor))
        .map(({ target, anchor }) => `${page}: ${target}#${anchor}`),
    );
    expect(dangling).toEqual([]);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
function headings(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.matchAll(/^#+ (.*)$/gm)) {
    const base = heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-');
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}
