import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '@palisade/rehearsal';
import { type AuditLine, attacks, limits, type Outcome } from '../../cli/attack';
import { clusterPrograms } from '../support/cluster-programs';
import { type WithKubelet, withKubelet } from './kubelets';
import { attacksPage, type Seen } from './page';
import { type Attacked, hardened, plain } from './targets';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'palisade-attacks-'));
const seen = new Map<string, Seen>();
let ours: Attacked;
let bare: Attacked;
const nodes: WithKubelet[] = [];

beforeAll(async () => {
  const programs = await clusterPrograms();
  const [first = '', second = ''] = ['hardened', 'plain'].map((name) => join(folder, name));
  for (const each of [first, second]) mkdirSync(each, { mode: 0o700 });
  ours = await hardened(first, programs);
  bare = await plain(second, programs);
  for (const kind of ['hardened', 'plain'] as const) {
    const cluster = kind === 'hardened' ? ours : bare;
    const node = await withKubelet(kind, cluster, join(folder, `${kind}-node`));
    nodes.push(node);
    if (kind === 'hardened') ours = { ...ours, target: node.target };
    else bare = { ...bare, target: node.target };
  }
}, 300_000);

afterAll(async () => {
  for (const node of nodes) await node.stop();
  await Promise.all([ours?.stop(), bare?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

test('each attack has an id of its own, and a technique', () => {
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
  expect(attacks.filter(({ technique }) => !/^T\d{4}(\.\d{3})?$/.test(technique)).map(({ id }) => id)).toEqual([]);
  expect(attacks.length).toBeGreaterThanOrEqual(60);
});

test.each(attacks.map((attack) => [attack.subject, attack.id, attack] as const))('%s: %s', async (_, id, attack) => {
  const [here, there] = await Promise.all([attack.run(ours.target), attack.run(bare.target)]);
  const line = await lineOf(here);
  seen.set(id, { hardened: here, line, plain: there });

  expect(here).toMatchObject({ result: 'refused', by: attack.stoppedBy });
  if (attack.unlogged === undefined) expect(line).toMatchObject({ auditID: lastId(here) });
  else expect(lastId(here)).toBeUndefined();
  expect(there.result).toBe(attack.safeByDefault === undefined ? 'succeeded' : 'refused');
});

test.each(limits.map(({ attack }) => [attack.id, attack] as const))(
  '%s is not stopped, as the page says',
  async (id, attack) => {
    const [here, there] = await Promise.all([attack.run(ours.target), attack.run(bare.target)]);
    const line = await lineOf(here);
    seen.set(id, { hardened: here, line, plain: there });
    expect([here.result, there.result]).toEqual(['succeeded', 'succeeded']);
    expect(line?.auditID).toBe(lastId(here));
  },
);

test('a node that shows its own certificate is asked, as the same one with another was not', async () => {
  const [there, path] = [await ours.target.impostor?.('its own'), `/api/v1/namespaces/${ours.target.namespace}/pods/`];
  const answer = await ours.target.as('administrator')?.get(`${path}${there?.pod.name}/log`);
  await there?.stop();
  expect(answer).toMatchObject({ status: 200, text: there?.log });
});

test('secrets leave lines in the audit log, and never their bodies', async () => {
  const { target } = ours;
  const client = target.as('administrator');
  const path = `/api/v1/namespaces/${target.namespace}/secrets`;
  const marker = 'a-body-that-must-not-be-logged';
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'logged' }, stringData: { password: marker } };
  const answers = [
    await client?.send({ method: 'POST', path, body }),
    await client?.send({ method: 'PUT', path: `${path}/logged`, body }),
    await client?.send({ method: 'PATCH', path: `${path}/logged`, body, contentType: 'application/merge-patch+json' }),
    await client?.send({
      method: 'PATCH',
      path: `${path}/logged?fieldManager=test&force=true`,
      body,
      contentType: 'application/apply-patch+yaml',
    }),
    await client?.get(`${path}/logged`),
    await client?.get(path),
    await client?.send({ method: 'DELETE', path: `${path}/logged` }),
  ];
  expect(answers.map((answer) => answer?.status)).toEqual([201, 200, 200, 200, 200, 200, 200]);
  const ids = answers.map((answer) => answer?.auditId);
  expect(await Promise.all(ids.map(async (id) => (await lineWith(id))?.auditID))).toEqual(ids);
  const log = ours.auditText() ?? '';
  const base64 = Buffer.from(marker).toString('base64');
  expect([marker, base64].filter((text) => log.includes(text))).toEqual([]);
});

test('neither what the attacked secret holds nor any token is anywhere in the audit log', () => {
  const log = ours.auditText() ?? '';
  const { marker = '' } = ours.target.secret ?? {};
  expect(log.split('\n').length).toBeGreaterThan(attacks.length);
  expect([marker, Buffer.from(marker).toString('base64')].filter((text) => log.includes(text))).toEqual([]);
  // A JSON Web Token begins with an object whose first key is alg, or typ.
  expect(/eyJ(hbGciOi|0eXAiOi)[\w-]*\.[\w-]+\./.exec(log)).toBeNull();
});

test('the page of the attacks is what this run saw', () => {
  const page = join(projectRoot(), 'docs', 'generated', 'attacks.md');
  const text = attacksPage(seen);
  if (process.env.PALISADE_DOCS === 'write') writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});

/** What the last request of an attack is called in the audit log. */
function lastId(outcome: Outcome): string | undefined {
  return outcome.result === 'untried' ? undefined : outcome.auditIds.at(-1);
}

const lineOf = (outcome: Outcome) => lineWith(lastId(outcome));

/** The line with an id; it may be written a moment after the answer. */
async function lineWith(id: string | undefined): Promise<AuditLine | undefined> {
  if (id === undefined) return undefined;
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const found = (await ours.target.auditLog?.())?.find(({ auditID }) => auditID === id);
    if (found !== undefined) return found;
    await sleep(50);
  }
  return undefined;
}
