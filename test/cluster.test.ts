import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { ADMINISTRATORS, Cluster, ClusterPrograms } from '../rehearsal/cluster';
import { createAuthority, issue } from '../rehearsal/cluster/certificate';
import { type Access, askOnce, type Call } from '../rehearsal/kubernetes/client';
import { obtain, ProgramName } from '../rehearsal/programs';
import { identify } from '../rehearsal/programs/process-identity';

/** Ports to hand out in place of free ones, the first time, by position. */
const mockTaken = new Map<number, number>();
jest.mock('../rehearsal/cluster/ports', () => {
  const actual = jest.requireActual('../rehearsal/cluster/ports');
  const freePorts = async (count: number) => {
    const ports: number[] = await actual.freePorts(count);
    for (const [position, port] of mockTaken) ports[position] = port;
    mockTaken.clear();
    return ports;
  };
  return { ...actual, freePorts };
});

const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'palisade-cluster-'));
let programs: ClusterPrograms;
let cluster: Cluster;

beforeAll(async () => {
  const path = async (name: ProgramName) => (await obtain(name, { progress: () => {}, signal: never })).path;
  programs = {
    etcd: await path('etcd'),
    'kube-apiserver': await path('kube-apiserver'),
    'kube-controller-manager': await path('kube-controller-manager'),
  };
  cluster = await Cluster.start({ folder, programs, signal: never });
}, 900_000);

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const port = () => Number(new URL(cluster.endpoint).port);

/** A request as an administrator, unless other credentials (or none) are given. */
async function ask(
  path: string,
  call: Partial<Call> = {},
  credentials = cluster.credentials('palisade:administrator', [ADMINISTRATORS]),
) {
  const access: Access = { endpoint: cluster.endpoint, ca: cluster.caPem, minVersion: 'TLSv1.3', ...credentials };
  const { status, text } = await askOnce(access, { method: 'GET', path, ...call });
  return { status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const anonymous = (path: string) =>
  askOnce({ endpoint: cluster.endpoint, ca: cluster.caPem, minVersion: 'TLSv1.3' }, { method: 'GET', path });
const create = (path: string, body: unknown) => ask(path, { method: 'POST', body });

const restrictedPod = (name: string, container: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'app',
        image: 'registry.example/app:1',
        resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        ...container,
      },
    ],
  },
});

describe('an anonymous request', () => {
  it.each(['/livez', '/readyz'])('may ask %s', async (path) => {
    expect(await anonymous(path)).toMatchObject({ status: 200, text: 'ok' });
  });

  it.each(['/api', '/api/v1/nodes', '/version', '/healthz', '/readyz/etcd', '/metrics', '/openapi/v3'])(
    'is refused %s',
    async (path) => {
      expect((await anonymous(path)).status).toBe(401);
    },
  );
});

describe('credentials', () => {
  it('of an administrator come through RBAC, not through system:masters', async () => {
    const { body } = await create('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    expect(body.status.userInfo.username).toBe('palisade:administrator');
    expect(body.status.userInfo.groups).toEqual(['palisade:administrators', 'system:authenticated']);
  });

  it('of a user whom nobody granted anything are known, and get nothing', async () => {
    const { status, body } = await ask('/api/v1/secrets', {}, cluster.credentials('eve', ['guests']));
    expect(status).toBe(403);
    expect(body.message).toBe(
      'secrets is forbidden: User "eve" cannot list resource "secrets" in API group "" at the cluster scope',
    );
  });

  it('of another authority are worth nothing', async () => {
    const foreign = issue(createAuthority('palisade-cluster', 1), {
      subject: { commonName: 'eve', organizations: ['system:masters'] },
      use: 'client',
      lifetimeHours: 1,
    });
    const credentials = { cert: foreign.certificate, key: foreign.key };
    expect((await ask('/api/v1/nodes', {}, credentials)).status).toBe(401);
  });

  it('stand in the kubeconfig, with the authority, and no file', () => {
    const { clusters, users } = JSON.parse(cluster.adminKubeconfig());
    expect(clusters[0].cluster.server).toBe(cluster.endpoint);
    expect(Buffer.from(clusters[0].cluster['certificate-authority-data'], 'base64').toString()).toBe(cluster.caPem);
    expect(Object.keys(users[0].user)).toEqual(['client-certificate-data', 'client-key-data']);
  });
});

describe('admission', () => {
  it('refuses a privileged pod, by Pod Security', async () => {
    const { status, body } = await create(
      '/api/v1/namespaces/default/pods',
      restrictedPod('privileged', { securityContext: { privileged: true } }),
    );
    expect(status).toBe(403);
    expect(body.message).toContain('violates PodSecurity "restricted:v1.37": privileged');
  });

  it('takes a restricted one, and makes it pull its image always', async () => {
    const { status, body } = await create('/api/v1/namespaces/default/pods', restrictedPod('restricted'));
    expect(status).toBe(201);
    expect(body.spec.containers[0].imagePullPolicy).toBe('Always');
  });

  it('takes a privileged one in kube-system only', async () => {
    const pod = restrictedPod('agent', { securityContext: { privileged: true } });
    expect((await create('/api/v1/namespaces/kube-system/pods', pod)).status).toBe(201);
  });

  it('refuses a service that claims addresses of others', async () => {
    const { status, body } = await create('/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'mitm' },
      spec: { ports: [{ port: 80 }], externalIPs: ['203.0.113.7'] },
    });
    expect(status).toBe(403);
    expect(body.message).toContain('Use of external IPs is denied by admission control');
  });
});

describe('the controllers', () => {
  it('count a quota, so that a pod under it is taken, and finish the deletion of a namespace', async () => {
    await create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } });
    await create('/api/v1/namespaces/team/resourcequotas', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'quota' },
      spec: { hard: { pods: '1' } },
    });
    await eventually(async () => {
      const { body } = await ask('/api/v1/namespaces/team/resourcequotas/quota');
      return body.status?.hard?.pods === '1';
    });
    await eventually(async () => (await ask('/api/v1/namespaces/team/serviceaccounts/default')).status === 200);
    expect((await create('/api/v1/namespaces/team/pods', restrictedPod('one'))).status).toBe(201);
    const second = await create('/api/v1/namespaces/team/pods', restrictedPod('two'));
    expect(second.body.message).toContain('exceeded quota: quota, requested: pods=1, used: pods=1, limited: pods=1');

    await ask('/api/v1/namespaces/team', { method: 'DELETE' });
    await eventually(async () => (await ask('/api/v1/namespaces/team')).status === 404);
  }, 60_000);
});

describe('what is stored', () => {
  it.each([
    ['secrets', 'Secret', { stringData: { token: 'correct-horse-battery' } }],
    ['configmaps', 'ConfigMap', { data: { token: 'correct-horse-battery' } }],
  ])('of %s is ciphertext', async (resource, kind, content) => {
    const made = await create(`/api/v1/namespaces/default/${resource}`, {
      apiVersion: 'v1',
      kind,
      metadata: { name: 'sample' },
      ...content,
    });
    expect(made.status).toBe(201);
    const raw = await cluster.etcdGet(`/registry/${resource}/default/sample`);
    expect(raw.subarray(0, 26).toString('latin1')).toBe('k8s:enc:secretbox:v1:key1:');
    expect(raw.includes('correct-horse-battery')).toBe(false);
    expect(raw.length).toBeGreaterThan(100);
  });

  it('is not there: the error names the key', async () => {
    await expect(cluster.etcdGet('/registry/secrets/default/none')).rejects.toThrow(
      'etcd holds nothing under /registry/secrets/default/none.',
    );
  });

  it('cannot be reached without a certificate of etcd’s own authority', async () => {
    const call = { method: 'POST', path: '/v3/kv/range', body: { key: 'AA==' } };
    const ca = readFileSync(join(folder, 'pki', 'etcd-ca.crt'), 'utf8');
    const etcd = { endpoint: `https://127.0.0.1:${etcdPort()}`, ca };
    await expect(askOnce(etcd, call)).rejects.toThrow(/certificate required|ECONNRESET|EPIPE/);
    const credentials = cluster.credentials('root', ['system:masters']);
    await expect(askOnce({ ...etcd, ...credentials }, call)).rejects.toThrow(
      /bad certificate|unknown ca|unknown certificate|ECONNRESET|EPIPE/i,
    );
  });

  it('leaves a line in the audit log, without the secret', async () => {
    const log = () => readFileSync(join(cluster.logs, 'audit.log'), 'utf8');
    const lines = log()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const creation = lines.find(
      ({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'secrets' && objectRef.name === 'sample',
    );
    expect(creation).toMatchObject({ level: 'Metadata', user: { username: 'palisade:administrator' } });
    expect(creation.requestObject).toBeUndefined();
    expect(log()).not.toContain('correct-horse-battery');
    expect(lines.find(({ requestURI }) => requestURI === '/api/v1/nodes')).toMatchObject({
      level: 'Metadata',
      responseStatus: { code: 401 },
    });
  });
});

const etcdPort = () => Number(JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')).etcdPort);

describe('the network', () => {
  it.each([
    ['the API server', port],
    ['etcd', etcdPort],
  ])('of %s speaks TLS 1.3 and nothing older', async (_what, portOf) => {
    await expect(handshake(portOf(), 'TLSv1.2')).rejects.toThrow(/protocol version/i);
    expect(await handshake(portOf(), 'TLSv1.3')).toBe('TLSv1.3');
  });

  // /proc is Linux's; on macOS the same is only said by the flags.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('is the loopback address alone, and three ports of it', () => {
    const listening = Object.values(cluster.pids).flatMap(listeners);
    expect(listening.map(({ address }) => address)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    expect(listening.map((each) => each.port)).toEqual(expect.arrayContaining([port(), etcdPort()]));
  });
});

describe('files', () => {
  it('are for us alone', () => {
    const modes = (readdirSync(folder, { recursive: true }) as string[]).map((name) => {
      const stat = statSync(join(folder, name));
      return `${(stat.mode & 0o777).toString(8)} ${stat.isDirectory() ? 'folder' : 'file'}`;
    });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(new Set(modes)).toEqual(new Set(['600 file', '700 folder']));
    expect(modes.length).toBeGreaterThan(25);
  });
});

describe('a folder', () => {
  it('belongs to one cluster at a time', async () => {
    await expect(Cluster.start({ folder, programs, signal: never })).rejects.toThrow(
      `Process ${process.pid} already runs a cluster from ${folder}: wait for it, end it, or take another folder.`,
    );
  });

  it('is left without a process by stop, and serves the next start', async () => {
    const before = Object.values(cluster.pids);
    await cluster.stop();
    expect(before.filter((pid) => identify(pid) !== undefined)).toEqual([]);
    cluster = await Cluster.start({ folder, programs, signal: never });
    expect(await anonymous('/readyz')).toMatchObject({ status: 200, text: 'ok' });
    await expect(cluster.etcdGet('/registry/secrets/default/sample')).rejects.toThrow('etcd holds nothing');
  }, 60_000);
});

describe('a start that fails', () => {
  it('says which program, where its log is, and what stands there', async () => {
    const other = mkdtempSync(join(tmpdir(), 'palisade-broken-'));
    const broken = join(other, 'broken');
    writeFileSync(broken, '#!/bin/sh\necho the disk is full\nexit 3\n', { mode: 0o700 });
    const starting = Cluster.start({ folder: other, programs: { ...programs, etcd: broken }, signal: never });
    await expect(starting).rejects.toThrow(
      `etcd ended (exit code 3) before the API server is ready. The last lines of ${other}/logs/etcd.log (etcd):\nthe disk is full`,
    );
    expect(existsSync(join(other, 'cluster.json'))).toBe(false);
    rmSync(other, { recursive: true });
  }, 30_000);

  it('by an abort leaves no process', async () => {
    const other = mkdtempSync(join(tmpdir(), 'palisade-aborted-'));
    const abort = new AbortController();
    const starting = Cluster.start({ folder: other, programs, signal: abort.signal });
    const record = join(other, 'cluster.json');
    await eventually(async () => existsSync(record) && JSON.parse(readFileSync(record, 'utf8')).processes.length === 2);
    const pids = JSON.parse(readFileSync(record, 'utf8')).processes.map(({ pid }: { pid: number }) => pid);
    abort.abort(new Error('stopped by the user'));
    await expect(starting).rejects.toThrow('stopped by the user');
    expect(pids.filter((pid: number) => identify(pid) !== undefined)).toEqual([]);
    rmSync(other, { recursive: true });
  }, 30_000);
});

describe('a port that somebody else takes in between', () => {
  it.each([
    ['of the API server', 0],
    ['of etcd for clients', 1],
    ['of etcd for peers', 2],
  ])(
    '%s costs a second try, no more',
    async (_whose, position) => {
      const other = mkdtempSync(join(tmpdir(), 'palisade-port-'));
      const thief = createServer().listen(0, '127.0.0.1');
      await once(thief, 'listening');
      mockTaken.set(position, (thief.address() as AddressInfo).port);
      const second = await Cluster.start({ folder: other, programs, signal: never });
      try {
        expect(mockTaken.size).toBe(0);
        expect(Number(new URL(second.endpoint).port)).not.toBe((thief.address() as AddressInfo).port);
        expect(Object.keys(second.pids).sort()).toEqual(['etcd', 'kube-apiserver', 'kube-controller-manager']);
      } finally {
        await second.stop();
        thief.close();
        rmSync(other, { recursive: true });
      }
    },
    60_000,
  );
});

describe('a process that started a cluster', () => {
  const other = mkdtempSync(join(tmpdir(), 'palisade-owner-'));
  afterAll(async () => {
    await Cluster.stopByFolder(other);
    rmSync(other, { recursive: true, force: true });
  });

  it('takes it along when it is interrupted', async () => {
    const { owner, pids } = await startElsewhere('wait');
    owner.kill('SIGINT');
    await ended(owner);
    expect(owner.signalCode).toBe('SIGINT');
    await eventually(async () => pids.every((pid) => identify(pid) === undefined));
  }, 60_000);

  it('leaves it to the next start to end when it is killed outright', async () => {
    const { owner, pids } = await startElsewhere('wait');
    owner.kill('SIGKILL');
    await ended(owner);
    expect(pids.every((pid) => identify(pid) !== undefined)).toBe(true);
    const next = await startElsewhere('wait');
    expect(pids.every((pid) => identify(pid) === undefined)).toBe(true);
    next.owner.kill('SIGINT');
    await ended(next.owner);
  }, 60_000);

  it('leaves it running when it is kept, until it is ended by its folder', async () => {
    const { owner, pids } = await startElsewhere('keep');
    await ended(owner);
    expect(owner.exitCode).toBe(0);
    const kept = Cluster.attach(other);
    expect(Object.values(kept.pids).sort()).toEqual([...pids].sort());
    const administrator = kept.access('palisade:administrator', [ADMINISTRATORS]);
    const nodes = await askOnce(administrator, { method: 'GET', path: '/api/v1/nodes' });
    expect(nodes.status).toBe(200);
    await expect(Cluster.start({ folder: other, programs, signal: never })).rejects.toThrow(
      'end it with `palisade rehearse down`.',
    );
    expect(await Cluster.stopByFolder(other)).toBe(true);
    expect(pids.filter((pid) => identify(pid) !== undefined)).toEqual([]);
    expect(await Cluster.stopByFolder(other)).toBe(false);
    expect(() => Cluster.attach(other)).toThrow(`No cluster runs from ${other}. Start one first.`);
  }, 60_000);

  /** Starts a cluster from a process of its own, which then keeps it and ends, or waits. */
  async function startElsewhere(then: 'keep' | 'wait'): Promise<{ owner: ChildProcess; pids: number[] }> {
    const source = join(other, 'owner.ts');
    const script = join(other, 'owner.cjs');
    writeFileSync(
      source,
      `import { Cluster } from ${JSON.stringify(resolve(__dirname, '../rehearsal/cluster'))};
      const options = { folder: ${JSON.stringify(other)}, programs: ${JSON.stringify(programs)} };
      Cluster.start({ ...options, signal: new AbortController().signal }).then((cluster) => {
        process.stdout.write(JSON.stringify(Object.values(cluster.pids)) + '\\n');
        ${then === 'keep' ? 'cluster.keep();' : 'setInterval(() => {}, 1000);'}
      });`,
    );
    const esbuild = resolve(__dirname, '../node_modules/.bin/esbuild');
    execFileSync(esbuild, [
      source,
      '--bundle',
      '--conditions=@palisade/source',
      '--platform=node',
      `--outfile=${script}`,
      '--log-level=error',
    ]);
    const owner = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((done, failed) => {
      owner.stdout?.once('data', (chunk) => done(String(chunk)));
      owner.once('exit', (code) => failed(new Error(`The owner ended with ${code}.`)));
    });
    return { owner, pids: JSON.parse(line) };
  }

  const ended = async (owner: ChildProcess) => {
    await eventually(async () => owner.exitCode !== null || owner.signalCode !== null);
  };
});

/** Waits until something holds; fails after 20 seconds. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It never came to hold: ${holds}`);
    await sleep(20);
  }
}

/** The protocol that a server and a client of that version agree on. */
function handshake(toPort: number, version: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> {
  return new Promise((done, failed) => {
    // Whose certificate it is does not matter here: only whether the two can speak.
    const options = { minVersion: version, maxVersion: version, rejectUnauthorized: false } as const;
    const socket = connect({ host: '127.0.0.1', port: toPort, ...options }, () => {
      done(socket.getProtocol());
      socket.destroy();
    });
    socket.once('error', failed);
  });
}

/** Where a process listens for TCP. */
function listeners(pid: number): { address: string; port: number }[] {
  const inodes = readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      return found?.[1] === undefined ? [] : [found[1]];
    } catch {
      return [];
    }
  });
  return ['tcp', 'tcp6'].flatMap((family) =>
    readFileSync(`/proc/${pid}/net/${family}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && inodes.includes(fields[9] ?? ''))
      .map((fields) => {
        const [address = '', hexPort = ''] = (fields[1] ?? '').split(':');
        const octets = Buffer.from(address, 'hex').reverse();
        return { address: family === 'tcp' ? octets.join('.') : address, port: Number.parseInt(hexPort, 16) };
      }),
  );
}
