import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from '@palisade/rehearsal';
import { Client } from '../../cli/attack';
import { ADMINISTRATORS } from '../../rehearsal/cluster';
import { type Child, startChild } from '../../rehearsal/cluster/child';
import { stopChildren } from '../../rehearsal/cluster/launch';
import { guard } from '../../rehearsal/programs/guard';
import { isAlive } from '../../rehearsal/programs/process-identity';
import { clusterPrograms } from '../support/cluster-programs';

jest.setTimeout(120_000);

type Program = 'etcd' | 'kube-apiserver';

const folder = mkdtempSync(join(tmpdir(), 'palisade-crash-'));
const namespace = '/api/v1/namespaces/default';
const writers = 8;
/** Milliseconds of writes before the blow, and of writes that go on into it. */
const before = 1500;

let cluster: Cluster;
let client: Client;
const commandLines = new Map<Program, string[]>();
const running = new Map<Program, number>();
const children = new Map<Program, Child>();
const unguard = guard(() => [...children.values()].map(({ identity }) => identity));

beforeAll(async () => {
  const { signal } = new AbortController();
  cluster = await Cluster.start({ folder, programs: await clusterPrograms(), signal });
  const { cert, key } = cluster.credentials('palisade:administrator', [ADMINISTRATORS]);
  client = new Client({ endpoint: cluster.endpoint, ca: cluster.caPem, cert, key });
  for (const program of ['etcd', 'kube-apiserver'] as const) {
    const pid = cluster.pids[program] ?? 0;
    running.set(program, pid);
    commandLines.set(program, readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1));
  }
}, 180_000);

afterAll(async () => {
  client?.close();
  await stopChildren([children.get('kube-apiserver'), children.get('etcd')].filter((child) => child !== undefined));
  await cluster?.stop();
  unguard();
  rmSync(folder, { recursive: true, force: true });
});

/** What the API server said is stored. */
interface Acknowledged {
  /** Names of secrets, with what they hold. */
  readonly secrets: Map<string, string>;
  /** The last number of each writer's counter. */
  readonly counters: Map<string, number>;
}

/** Writes until it is told to stop: new secrets, and a counter that is changed over and over. */
async function write(run: string, writer: number, acknowledged: Acknowledged, signal: AbortSignal): Promise<void> {
  const counter = `counter-${run}-${writer}`;
  for (let number = 1; !signal.aborted; number += 1) {
    const name = `secret-${run}-${writer}-${number}`;
    const value = `${name}-${'x'.repeat(200)}`;
    try {
      const created = await client.send({
        method: 'POST',
        path: `${namespace}/secrets`,
        body: { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { value } },
      });
      if (created.status === 201) acknowledged.secrets.set(name, value);
      const applied = await client.send({
        method: 'PATCH',
        path: `${namespace}/configmaps/${counter}?fieldManager=crash&force=true`,
        contentType: 'application/apply-patch+yaml',
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: counter }, data: { number: String(number) } },
      });
      if (applied.status === 200 || applied.status === 201) acknowledged.counters.set(counter, number);
    } catch {
      // Nobody answers: what was under way was not acknowledged.
      await sleep(20);
    }
  }
}

async function start(program: Program): Promise<void> {
  const [path = '', ...args] = commandLines.get(program) ?? [];
  const child = await startChild(program, path, args, join(folder, 'logs', `${program}.log`));
  children.set(program, child);
  running.set(program, child.identity.pid);
}

function kill(program: Program): void {
  process.kill(running.get(program) ?? 0, 'SIGKILL');
}

/** Milliseconds until the API server is ready again, a minute at most. */
async function ready(): Promise<number> {
  const started = Date.now();
  while (Date.now() - started < 60_000) {
    try {
      if ((await client.get('/readyz')).status === 200) return Date.now() - started;
    } catch {
      // Not yet.
    }
    await sleep(50);
  }
  throw new Error('the API server did not become ready again');
}

async function listed(kind: 'secrets' | 'configmaps'): Promise<Map<string, Record<string, string>>> {
  const { body, status, message } = await client.send({
    method: 'GET',
    path: `${namespace}/${kind}`,
    most: 64 * 1024 * 1024,
  });
  if (status !== 200) throw new Error(message);
  const items = body.items as { metadata: { name: string }; data?: Record<string, string> }[];
  return new Map(items.map(({ metadata, data = {} }) => [metadata.name, data]));
}

test('etcd writes through to the disk', () => {
  expect(commandLines.get('etcd')).not.toContainEqual(expect.stringContaining('unsafe-no-fsync'));
});

describe('what was acknowledged is there after kill -9 of', () => {
  it.each<[string, readonly Program[]]>([
    ['the API server', ['kube-apiserver']],
    ['etcd', ['etcd']],
    ['both', ['etcd', 'kube-apiserver']],
    ['both once more', ['kube-apiserver', 'etcd']],
  ])('%s, in the middle of writes', async (what, victims) => {
    const run = what.replaceAll(' ', '-').toLowerCase();
    const acknowledged: Acknowledged = { secrets: new Map(), counters: new Map() };
    const stop = new AbortController();
    const work = Array.from({ length: writers }, (_, writer) => write(run, writer, acknowledged, stop.signal));
    await sleep(before);
    const atTheBlow = acknowledged.secrets.size;
    for (const victim of victims) kill(victim);
    await sleep(300);
    for (const victim of victims) {
      const child = children.get(victim);
      if (child !== undefined) expect(isAlive(child.identity)).toBe(false);
    }
    // etcd first: the API server gives up where it does not find it.
    for (const victim of [...victims].sort()) await start(victim);
    await ready();
    // Writes go on, as they do in a cluster that comes back.
    await sleep(500);
    stop.abort();
    await Promise.all(work);

    const [secrets, counters] = [await listed('secrets'), await listed('configmaps')];
    expect(atTheBlow).toBeGreaterThan(20);
    expect(acknowledged.secrets.size).toBeGreaterThan(atTheBlow);
    const lost = [...acknowledged.secrets].filter(
      ([name, value]) => Buffer.from(secrets.get(name)?.value ?? '', 'base64').toString('utf8') !== value,
    );
    expect(lost.map(([name]) => name)).toEqual([]);
    const behind = [...acknowledged.counters].filter(
      ([name, number]) => Number(counters.get(name)?.number ?? 0) < number,
    );
    expect(behind).toEqual([]);
    // What was never acknowledged may be there, and then whole.
    const broken = [...secrets].filter(
      ([name, { value = '' }]) =>
        name.startsWith('secret-') && !Buffer.from(value, 'base64').toString('utf8').startsWith(`${name}-xxx`),
    );
    expect(broken.map(([name]) => name)).toEqual([]);
  });
});
