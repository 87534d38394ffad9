import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attack, Outcome } from './attack';
import { runAttack } from './command';
import { exitCodeOf, table, toJson, tryAll } from './run';
import type { Target } from './target';

const target = { endpoint: 'https://192.0.2.1', namespace: 'shop' } as Target;
const refused: Outcome = { result: 'refused', by: 'RBAC', status: 403, message: 'no', auditIds: ['1'] };
const succeeded: Outcome = { result: 'succeeded', evidence: 'answered\u001b[2J 201', auditIds: [] };
const untried: Outcome = { result: 'untried', reason: 'no node' };

function attack(id: string, run: Attack['run'], mutates = false): Attack {
  return { id, subject: 'rbac', title: `Try ${id}`, technique: 'T1098', stoppedBy: 'RBAC', mutates, run };
}

const of = (id: string, outcome: Outcome) => ({ attack: attack(id, async () => outcome), outcome });

test.each([
  ['all refused', [of('a', refused), of('b', untried)], 0],
  ['one succeeded', [of('a', refused), of('b', succeeded)], 1],
  ['nothing tried', [of('b', untried)], 2],
  ['nothing at all', [], 2],
] as const)('the exit code where %s', (_, results, code) => {
  expect(exitCodeOf(results)).toBe(code);
});

test('what changes something is not run unless it is allowed', async () => {
  const run = jest.fn(async () => refused);
  const attacks = [attack('changes', run, true)];
  expect((await tryAll(attacks, target, { allowChanges: false }))[0]?.outcome).toEqual({
    result: 'untried',
    reason: 'it changes something: --allow-changes',
  });
  expect(run).not.toHaveBeenCalled();
  expect((await tryAll(attacks, target, { allowChanges: true }))[0]?.outcome).toEqual(refused);
});

test('an attack that fails by itself counts as not tried, and the next follows', async () => {
  const broken = attack('broken', async () => {
    throw new Error('socket hang up');
  });
  const results = await tryAll([broken, attack('next', async () => refused)], target, { allowChanges: false });
  expect(results.map(({ outcome }) => outcome)).toEqual([{ result: 'untried', reason: 'socket hang up' }, refused]);
});

test('the table says what succeeded, without what steers a terminal', () => {
  expect(
    table([of('long-name', refused), of('b', succeeded), of('c', untried)]),
  ).toBe(`refused    T1098      long-name  RBAC (403)
SUCCEEDED  T1098      b          answered [2J 201
not tried  T1098      c          no node

1 refused, 1 succeeded, 1 not tried
  b: Try b; Palisade stops it by RBAC
`);
});

test('data', () => {
  expect(JSON.parse(toJson(target, [of('a', refused)]))).toEqual({
    endpoint: 'https://192.0.2.1',
    namespace: 'shop',
    attacks: [{ id: 'a', subject: 'rbac', title: 'Try a', technique: 'T1098', hardenedBy: 'RBAC', ...refused }],
  });
});

test('what a kubeconfig says cannot steer the terminal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-attack-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, 'kind: Config\ncurrent-context: "\\e[2Jx"\n');
  const write = jest.fn();
  const rest = {
    context: undefined,
    namespace: undefined,
    only: undefined,
    owned: true,
    allowChanges: false,
    json: false,
  };
  expect(await runAttack({ kubeconfig, ...rest }, { stdout: { write }, stderr: { write } })).toBe(2);
  expect(write.mock.calls).toEqual([[`palisade attack: ${kubeconfig} has no context '\\u{1b}[2Jx'\n`]]);
  rmSync(folder, { recursive: true });
});
