import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, projectRoot } from '@palisade/rehearsal';
import { Client } from '../../cli/api-server/client';
import { ADMINISTRATORS } from '../../rehearsal/cluster';
import { type Child, startChild } from '../../rehearsal/cluster/child';
import { stopChildren } from '../../rehearsal/cluster/launch';
import { freePorts } from '../../rehearsal/cluster/ports';
import { guard } from '../../rehearsal/programs/guard';
import { clusterPrograms } from '../support/cluster-programs';

jest.setTimeout(900_000);

const folder = mkdtempSync(join(tmpdir(), 'palisade-rotate-'));
const at = (...path: string[]) => join(folder, ...path);
const file = at('config', 'encryption.json');
const otherFile = at('config', 'encryption-of-the-other.json');
const namespace = '/api/v1/namespaces/default';
const SECRETS = 5000;

let cluster: Cluster;
let commandLine: string[];
const children = new Map<'first' | 'second', Child>();
const clients: Client[] = [];
let addresses: string[] = [];
let oldSecret: string;
const unguard = guard(() => [...children.values()].map(({ identity }) => identity));

beforeAll(async () => {
  const { signal } = new AbortController();
  cluster = await Cluster.start({ folder, programs: await clusterPrograms(), signal });
  const pid = cluster.pids['kube-apiserver'] ?? 0;
  commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  const [port = 0] = await freePorts(1);
  addresses = [cluster.endpoint, `https://127.0.0.1:${port}`];
  copyToTheOther();
  await startServer('second', {
    'secure-port': String(port),
    'encryption-provider-config': otherFile,
    'audit-log-path': at('logs', 'audit-of-the-other.log'),
  });
  const { cert, key } = cluster.credentials('palisade:administrator', [ADMINISTRATORS]);
  for (const endpoint of addresses) clients.push(new Client({ endpoint, ca: cluster.caPem, cert, key }));
  for (const client of clients) await ready(client);
  writeFileSync(at('admin.conf'), cluster.adminKubeconfig(), { mode: 0o600 });
  oldSecret = keysOf(file)[0]?.secret ?? '';
}, 300_000);

afterAll(async () => {
  for (const client of clients) client.close();
  await stopChildren([...children.values()]);
  await cluster?.stop();
  unguard();
  rmSync(folder, { recursive: true, force: true });
});

async function startServer(which: 'first' | 'second', changed: Record<string, string> = {}): Promise<void> {
  const [path = '', ...args] = commandLine;
  const flags = args.map((arg) => {
    const name = /^--([a-z-]+)=/.exec(arg)?.[1] ?? '';
    return name in changed ? `--${name}=${changed[name]}` : arg;
  });
  children.set(which, await startChild(`kube-apiserver ${which}`, path, flags, at('logs', `${which}.log`)));
}

async function ready(client: Client): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    if ((await client.get('/readyz').catch(() => undefined))?.status === 200) return;
  }
  throw new Error('an API server did not become ready');
}

/** What the operator of the other machine does when the command says so. */
function copyToTheOther(): void {
  const next = `${otherFile}.next`;
  cpSync(file, next);
  renameSync(next, otherFile);
}

const keysOf = (path: string): { name: string; secret: string }[] =>
  JSON.parse(readFileSync(path, 'utf8')).resources[0].providers[0].secretbox.keys;
const namesOf = (path: string) => keysOf(path).map(({ name }) => name);

/** Everything that was acknowledged: names of secrets, with what they hold. */
const acknowledged = new Map<string, string>();
/** What was sent, and never answered because a server was killed. */
const undecided = new Map<string, string>();

async function put(client: Client, name: string, value: string, method: 'POST' | 'PUT'): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { value } };
  const path = `${namespace}/secrets${method === 'PUT' ? `/${name}` : ''}`;
  // Until it is answered, it may have been stored or not.
  undecided.set(name, value);
  const { status } = await client.send({ method, path, body });
  if (status !== 200 && status !== 201) return;
  acknowledged.set(name, value);
  undecided.delete(name);
}

const isRight = (name: string, found: string) => [acknowledged.get(name), undecided.get(name)].includes(found);

async function fill(): Promise<void> {
  let next = 0;
  const worker = async (client: Client) => {
    while (next < SECRETS) {
      next += 1;
      await put(client, `before-${next}`, `value-${next}-${'x'.repeat(100)}`, 'POST');
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, index) => worker(clients[index % 2] as Client)));
}

const reads = { good: 0, wrong: [] as string[] };

/** New secrets, changes of old ones, and reads, through both servers, until it is told to stop. */
async function load(signal: AbortSignal): Promise<void> {
  for (let number = 1; !signal.aborted; number += 1) {
    const client = clients[number % 2] as Client;
    try {
      await put(client, `during-${number}`, `value-${number}`, 'POST');
      const changed = `before-${1 + ((number * 37) % SECRETS)}`;
      await put(client, changed, `changed-${number}`, 'PUT');
      const read = `before-${1 + ((number * 101) % SECRETS)}`;
      const { status, body } = await client.get(`${namespace}/secrets/${read}`);
      if (status === 200) {
        const found = Buffer.from((body.data as { value: string }).value, 'base64').toString();
        if (isRight(read, found)) reads.good += 1;
        else reads.wrong.push(`${read}: ${found}`);
      }
    } catch {
      // Nobody answers: what was under way was not acknowledged.
    }
    await sleep(60);
  }
}

interface Run {
  readonly process: ChildProcess;
  readonly lines: string[];
  output: string;
  readonly ended: Promise<number | null>;
}

let everything = '';

function rotate(...more: string[]): Run {
  const args = ['rotate', 'secrets-key', '--encryption-config', file, '--kubeconfig', at('admin.conf')];
  const pki = (name: string) => at('pki', name);
  const child = spawn(
    process.execPath,
    [
      join(projectRoot(), 'cli/palisade.mjs'),
      ...args,
      ...['--server', addresses.join(',')],
      ...['--etcd-server', etcdEndpoint()],
      ...['--etcd-cafile', pki('etcd-ca.crt'), '--etcd-certfile', pki('apiserver-etcd-client.crt')],
      ...['--etcd-keyfile', pki('apiserver-etcd-client.key'), ...more],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const run: Run = {
    process: child,
    lines: [],
    output: '',
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  };
  child.stdout?.on('data', (chunk) => {
    run.output += chunk;
    everything += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    run.lines.push(...String(chunk).trimEnd().split('\n'));
    everything += chunk;
  });
  return run;
}

const etcdEndpoint = () =>
  commandLine.find((arg) => arg.startsWith('--etcd-servers='))?.slice('--etcd-servers='.length) ?? '';

/** Runs the command and kills it as soon as something holds. */
async function killedWhen(holds: (run: Run) => boolean): Promise<Run> {
  const run = rotate();
  let ended = false;
  run.ended.then(() => {
    ended = true;
  });
  for (const deadline = Date.now() + 200_000; !holds(run); await sleep(1)) {
    if (ended || Date.now() > deadline)
      throw new Error(`it did not come so far:\n${run.lines.join('\n')}\n${run.output}`);
  }
  run.process.kill('SIGKILL');
  await run.ended;
  return run;
}

/** All records of etcd, by how they begin. Read without the product's own code. */
function records(): Promise<Map<string, string[]>> {
  const read = (name: string) => readFileSync(at('pki', name));
  const found = new Map<string, string[]>();
  return new Promise((resolve, reject) => {
    const call = request(
      `${etcdEndpoint()}/v3/kv/range`,
      {
        method: 'POST',
        ca: read('etcd-ca.crt'),
        cert: read('apiserver-etcd-client.crt'),
        key: read('apiserver-etcd-client.key'),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.once('end', () => {
          const { kvs } = JSON.parse(Buffer.concat(chunks).toString()) as { kvs: { key: string; value: string }[] };
          for (const { key, value } of kvs) {
            const start = Buffer.from(value, 'base64').toString('latin1');
            const mark = /^k8s:enc:secretbox:v1:[^:]+:/.exec(start)?.[0] ?? 'plain';
            found.set(mark, [...(found.get(mark) ?? []), Buffer.from(key, 'base64').toString()]);
          }
          resolve(found);
        });
      },
    );
    call.once('error', reject);
    call.end(JSON.stringify({ key: 'AA==', range_end: 'AA==' }));
  });
}

const [old, now] = ['k8s:enc:secretbox:v1:key1:', 'k8s:enc:secretbox:v1:key2:'];
const said = (text: string | RegExp) => (run: Run) => run.lines.some((line) => line.search(text) >= 0);

describe('the key of everything in etcd, rotated under load on two API servers', () => {
  const stop = new AbortController();
  let working: Promise<unknown>;
  let operator: NodeJS.Timeout;

  beforeAll(async () => {
    await fill();
    expect(acknowledged.size).toBe(SECRETS);
    working = Promise.all([load(stop.signal)]);
    // The operator copies the file a while after it was changed.
    operator = setInterval(() => {
      if (!readFileSync(file).equals(readFileSync(otherFile)) && Date.now() - statSync(file).mtimeMs > 3000)
        copyToTheOther();
    }, 500);
  }, 300_000);

  afterAll(async () => {
    stop.abort();
    clearInterval(operator);
    await working;
  });

  it('is killed when it has only written down what it will do', async () => {
    await killedWhen(() => existsSync(`${file}.rotation.json`));
    expect(namesOf(file)[0]).toBe('key1');
  });

  it('is killed when the new key is in the file', async () => {
    await killedWhen(() => namesOf(file).length === 2);
    expect(namesOf(file)).toEqual(['key1', 'key2']);
  });

  it('is killed while it waits for the servers to load it', async () => {
    await killedWhen(said('step 1 of 5'));
    expect(namesOf(file)).toEqual(['key1', 'key2']);
    expect((await records()).has(now)).toBe(false);
  });

  it('is killed when the new key has become the first, which it is on no server that has not both', async () => {
    await killedWhen(() => namesOf(file)[0] === 'key2');
    expect(namesOf(file)).toEqual(['key2', 'key1']);
    expect(namesOf(otherFile)).toEqual(['key1', 'key2']);
  });

  it('is killed while it waits for the servers to encrypt by it', async () => {
    await killedWhen(said('step 2 of 5'));
    expect(namesOf(file)).toEqual(['key2', 'key1']);
  });

  it('is killed when it begins to write records anew', async () => {
    await killedWhen(said('step 3 of 5'));
    expect((await records()).get(old)?.length).toBeGreaterThan(SECRETS / 2);
  });

  it('is killed in the midst of writing records anew', async () => {
    await killedWhen(said(/^ {2}\d+ of \d+, \d+ s left/));
    const found = await records();
    expect(found.get(old)?.length).toBeGreaterThan(0);
    expect(found.get(now)?.length).toBeGreaterThan(0);
  });

  it('goes on when the API server is killed while it writes through it, and is itself killed when it looks into etcd', async () => {
    const run = rotate();
    while (!said(/^ {2}\d+ of \d+, \d+ s left/)(run)) await sleep(1);
    process.kill(cluster.pids['kube-apiserver'] ?? 0, 'SIGKILL');
    await sleep(1500);
    await startServer('first');
    while (!said('step 4 of 5')(run)) {
      expect(run.process.exitCode).toBe(null);
      await sleep(5);
    }
    run.process.kill('SIGKILL');
    await run.ended;
    expect(namesOf(file)).toEqual(['key2', 'key1']);
  });

  it('is killed when the old key is out', async () => {
    await killedWhen(() => namesOf(file).length === 1);
    expect(namesOf(file)).toEqual(['key2']);
  });

  it('says that it is not finished', async () => {
    const run = rotate('--status');
    expect(await run.ended).toBe(1);
    expect(run.output).toContain('A rotation is not finished: run the command without --status.');
  });

  it('comes to its end', async () => {
    const run = rotate();
    const code = await run.ended;
    expect([code, run.lines]).toEqual([0, expect.arrayContaining([expect.stringContaining('step 5 of 5')])]);
    expect(run.output).toContain('key2 is the only key, and every API server has it; key1 is gone');
    expect(namesOf(file)).toEqual(['key2']);
    expect(namesOf(otherFile)).toEqual(['key2']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(
      readdirSync(at('config'))
        .filter((name) => name.includes('encryption'))
        .sort(),
    ).toEqual(['encryption-of-the-other.json', 'encryption.json']);
  });

  it('has left no record under the old key', async () => {
    const found = await records();
    expect(found.get(old) ?? []).toEqual([]);
    expect(found.get(now)?.length).toBeGreaterThan(SECRETS);
    // What API servers keep for themselves, which holds no object: they encrypt none of it, whatever the file says.
    const own = /^(compact_rev_key|\/registry\/(ranges|peerserverleases|masterleases)\/[^/]+)$/;
    expect((found.get('plain') ?? []).filter((key) => !own.test(key))).toEqual([]);
  });

  it('has lost nothing that was acknowledged, on either server', async () => {
    stop.abort();
    await working;
    expect(reads.wrong).toEqual([]);
    expect(reads.good).toBeGreaterThan(500);
    for (const client of clients) {
      const { body } = await client.send({ method: 'GET', path: `${namespace}/secrets`, most: 64 * 1024 * 1024 });
      const items = body.items as { metadata: { name: string }; data: { value: string } }[];
      const held = new Map(items.map(({ metadata, data }) => [metadata.name, data.value]));
      const lost = [...acknowledged].filter(
        ([name]) => !isRight(name, Buffer.from(held.get(name) ?? '', 'base64').toString()),
      );
      expect(lost).toEqual([]);
    }
    expect(acknowledged.size).toBeGreaterThan(SECRETS + 500);
  });

  it('has shown no key', () => {
    expect(everything).not.toContain(oldSecret);
    expect(everything).not.toContain(keysOf(file)[0]?.secret);
  });
});
