import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'palisade-new-rule-'));
  for (const folder of ['pod', 'service', 'aws-eks', 'stack-aws'])
    mkdirSync(join(root, 'rules', folder), { recursive: true });
  for (const file of ['catalogue.ts', 'aws.ts', 'stack.ts'])
    copyFileSync(join(__dirname, file), join(root, 'rules', file));
});
afterEach(() => rmSync(root, { recursive: true }));

function newRule(...given: string[]) {
  return spawnSync(process.execPath, [join(__dirname, 'new-rule.mjs'), ...given], { cwd: root, encoding: 'utf8' });
}

function read(path: string): string {
  return readFileSync(join(root, 'rules', path), 'utf8');
}

/** The lines around one that is new. */
function around(path: string, line: string): (string | undefined)[] {
  const lines = read(path).split('\n');
  const index = lines.indexOf(line);
  return [lines[index - 1], lines[index + 1]];
}

test('a rule is written and put in its place, in the imports and in the list', () => {
  expect(newRule('no-host-pidgin', 'pod').status).toBe(0);
  expect(read('pod/no-host-pidgin.ts')).toContain("export const noHostPidgin = defineRule({\n  id: 'no-host-pidgin',");
  expect(read('pod/no-host-pidgin.ts')).toContain("  on: 'container',\n");
  expect(around('catalogue.ts', "import { noHostPidgin } from './pod/no-host-pidgin';")).toEqual([
    "import { noHostPid } from './pod/no-host-pid';",
    "import { noHostPorts } from './pod/no-host-ports';",
  ]);
  expect(around('catalogue.ts', '  noHostPidgin,')).toEqual(['  noHostPid,', '  noHostPorts,']);
});

test.each([
  ['service', 'aaa-first', 'catalogue.ts', "on: 'object'"],
  ['service', 'zzz-last', 'catalogue.ts', "on: 'object'"],
  ['aws-eks', 'eks-new-rule', 'aws.ts', "on: 'aws'"],
  ['stack-aws', 'zones-used', 'stack.ts', "on: 'stack'"],
])('one of %s, %s, goes into %s', (subject, id, list, on) => {
  expect(newRule(id, subject).status).toBe(0);
  expect(read(`${subject}/${id}.ts`)).toContain(on);
  const entries = [...read(list).matchAll(/^import \{ (\w+) \} from '\.\/[^']*\/([^'/]+)';$/gm)];
  const order = entries
    .map(([, name, file]) => ({ file: file ?? '', line: `  ${name},` }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  const known = new Set(order.map(({ line }) => line));
  expect(
    read(list)
      .split('\n')
      .filter((line) => known.has(line)),
  ).toEqual(order.map(({ line }) => line));
});

test.each([
  [[], 'The id must be kebab case, of two words at least; found none.'],
  [['NoHostPid', 'pod'], 'The id must be kebab case, of two words at least; found NoHostPid.'],
  [['no-host-pid'], 'The subject must be a folder of rules/; found none.'],
  [['no-host-pid', '../pod'], 'The subject must be a folder of rules/; found ../pod.'],
  [['no-host-pid', 'pods'], 'There is no folder '],
  [['no-host-pid', 'pod', 'now'], 'Too many arguments: now.'],
])('called with %j it says what is wrong and how to call it', (given, problem) => {
  const { status, stderr } = newRule(...given);
  expect(status).toBe(2);
  expect(stderr).toContain(problem);
  expect(stderr).toContain('Usage: npm run new-rule -- ID SUBJECT');
});

test('a rule that is there is not written over', () => {
  newRule('no-host-pidgin', 'pod');
  const { status, stderr } = newRule('no-host-pidgin', 'pod');
  expect(status).toBe(2);
  expect(stderr).toContain('no-host-pidgin.ts is there already.');
});
