import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import type { ClusterOptions } from '@palisade/constructs/control-plane';
import { hardenedContainer, hardenedPod } from '@palisade/rules';
import { parse } from 'yaml';
import { type Answer, Client } from '../../cli/attack';
import { execute } from '../../cli/attack/kubelet-request';
import { eventually } from '../constructs/hardened-cluster';
import { Kubelet } from '../containers/kubelet';
import { ContainerRuntime } from '../containers/runtime';
import { approve, servingRequest } from '../containers/serving-request';
import { RenderedControlPlane } from './rendered';
import { Scheduler } from './scheduler';

const name = 'cp-1';
const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [{ name, address: '10.0.0.11', role: 'control-plane' }],
};

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastHeartbeatTime?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'palisade-kubelet-'));
const controlPlane = new RenderedControlPlane(options);
let runtime: ContainerRuntime;
let scheduler: Scheduler;
let kubelet: Kubelet;
let administrator: Client;

interface Credentials {
  readonly cert: string;
  readonly key: string;
}

/** The API server's own certificate for kubelets. */
let apiServer: Credentials;
/** Somebody whom the cluster knows, and has granted nothing. */
let stranger: Credentials;

/** Asks the API server as an administrator. */
const ask = (method: string, path: string, body?: object): Promise<Answer> =>
  administrator.send({ method, path, ...(body !== undefined && { body }) });

beforeAll(async () => {
  await controlPlane.start();
  const endpoint = `https://127.0.0.1:${controlPlane.port}`;
  const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
  administrator = new Client({ endpoint, ca, ...(await controlPlane.client('alice', 'palisade:administrators')) });
  stranger = await controlPlane.client('mallory', 'developers');
  const [cert = '', key = ''] = ['crt', 'key'].map((end) =>
    controlPlane.read(`/etc/kubernetes/pki/apiserver-kubelet-client.${end}`),
  );
  apiServer = { cert, key };
  runtime = await ContainerRuntime.start(folder);
  scheduler = await Scheduler.start(controlPlane, folder);
  const node = join(folder, 'kubelet');
  mkdirSync(node, { mode: 0o700 });
  kubelet = await Kubelet.start(
    { folder: node, runtime, node: name, kubeconfig: controlPlane.path('/etc/kubernetes/kubelet.conf') },
    parse(controlPlane.read('/var/lib/kubelet/config.yaml')) as object,
  );
}, 300_000);

afterAll(async () => {
  administrator?.close();
  await kubelet?.stop();
  await scheduler?.stop();
  await runtime?.stop();
  await controlPlane.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

/** Asks a server on the loopback address, whoever it says it is. */
async function askAt(port: number, path: string, credentials: Partial<Credentials> = {}): Promise<Answer> {
  const client = new Client({ endpoint: `https://127.0.0.1:${port}`, insecure: true, ...credentials });
  try {
    return await client.get(path);
  } finally {
    client.close();
  }
}

/** How a handshake ends: the version that was agreed on, or why there is none. */
function handshake(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }, () => {
      resolve(socket.getProtocol() ?? 'none');
      socket.destroy();
    });
    socket.once('error', ({ message }) => resolve(message));
  });
}

/** The addresses that something listens on at a port, as the kernel writes them. */
function listeners(port: number): string[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6'].flatMap((family) => {
    const rows = readFileSync(`/proc/net/${family}`, 'utf8').trim().split('\n').slice(1);
    const listening = rows.map((row) => row.trim().split(/\s+/)).filter(([, , , state]) => state === '0A');
    return listening.map(([, local = '']) => local).filter((local) => local.endsWith(end));
  });
}

describe('the kubelet, started with the rendered configuration', () => {
  it('registers its node, which becomes ready', async () => {
    await eventually('the node to be ready', async () => {
      kubelet.mustRun();
      const { body } = await ask('GET', `/api/v1/nodes/${name}`);
      const { conditions = [] } = (body.status ?? {}) as { conditions?: Condition[] };
      return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    });
  });

  it('says again and again that it lives', async () => {
    const renewed = async () => {
      const { body } = await ask('GET', `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`);
      return (body.spec as { renewTime: string } | undefined)?.renewTime;
    };
    await eventually('a lease', async () => (await renewed()) !== undefined);
    const first = await renewed();
    await eventually('the lease to be renewed', async () => (await renewed()) !== first);
  });

  it('serves nobody until its certificate is approved, and then with that one', async () => {
    await eventually('its request', async () => (await servingRequest(administrator)) !== undefined);
    const request = await servingRequest(administrator);
    expect(request?.spec.username).toBe(`system:node:${name}`);
    expect(request?.status).toEqual({});
    expect(await handshake(kubelet.port, {})).toContain('alert internal error');

    if (request !== undefined) expect(await approve(administrator, request)).toBe(200);
    const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
    await eventually('a handshake with whom the cluster vouches for', async () => {
      return (await handshake(kubelet.port, { ca, servername: name, rejectUnauthorized: true })) === 'TLSv1.3';
    });
  });

  it('speaks TLS 1.3 and nothing older', async () => {
    expect(await handshake(kubelet.port, { maxVersion: 'TLSv1.2' })).toContain('alert protocol version');
  });

  it('reads the manifests of the control plane, and shows their pods', async () => {
    const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
    await eventually('the mirror pods', async () => {
      const { body } = await ask('GET', '/api/v1/namespaces/kube-system/pods');
      const pods = body.items as { metadata: { name: string; annotations?: Record<string, string> } }[];
      return names.every((each) =>
        pods.some(
          ({ metadata }) =>
            metadata.name === `${each}-${name}` && metadata.annotations?.['kubernetes.io/config.mirror'],
        ),
      );
    });
  });

  it.each([
    ['/pods', 401],
    ['/metrics', 401],
    ['/configz', 401],
    ['/logs/', 401],
    ['/debug/pprof/', 401],
    ['/healthz', 401],
  ])('answers an anonymous request for %s with %i', async (path, status) => {
    expect((await askAt(kubelet.port, path)).status).toBe(status);
  });

  it('lets in whom the API server says: itself, and no stranger', async () => {
    expect((await askAt(kubelet.port, '/pods', apiServer)).status).toBe(200);
    const { status, message } = await askAt(kubelet.port, '/pods', stranger);
    expect([status, message]).toEqual([403, expect.stringContaining('Forbidden (user=mallory, verb=get')]);
  });

  it.each(['/debug/pprof/goroutine?debug=1', '/debug/flags/v'])('has no %s, for nobody', async (path) => {
    expect((await askAt(kubelet.port, path, apiServer)).status).toBe(405);
  });

  it('runs with what the model says, as it says itself', async () => {
    const { text } = await askAt(kubelet.port, '/configz', apiServer);
    const { kubeletconfig } = JSON.parse(text) as { kubeletconfig: Record<string, unknown> };
    const rendered = parse(controlPlane.read('/var/lib/kubelet/config.yaml')) as Record<string, unknown>;
    const places = ['apiVersion', 'kind', 'cgroupDriver', 'evictionHard'];
    const said = Object.keys(rendered).filter((key) => !places.includes(key));
    expect(said.length).toBeGreaterThan(25);
    expect(Object.fromEntries(said.map((key) => [key, kubeletconfig[key]]))).toEqual({
      ...Object.fromEntries(said.map((key) => [key, rendered[key]])),
      // It leaves out what is zero or empty, and writes a minute in its own way.
      ...{ readOnlyPort: undefined, allowedUnsafeSysctls: undefined, shutdownGracePeriod: '1m0s' },
    });
  });
});

describe('the scheduler, started by the rendered command line', () => {
  it('leads', async () => {
    await eventually('its lease', async () => {
      scheduler.mustRun();
      const { body } = await ask('GET', '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler');
      return Boolean((body.spec as { holderIdentity?: string } | undefined)?.holderIdentity);
    });
  });

  it('gives a pod its node, whose kubelet runs it, restricted as it is', async () => {
    const path = '/api/v1/namespaces/default/pods';
    const command = ['/bin/sh', '-c', 'cat /proc/self/status; exec sleep 1000'];
    const spec = hardenedPod({
      // Debian's containerd is of a version that knows no user namespaces.
      hostUsers: undefined,
      serviceAccountName: 'default',
      containers: [hardenedContainer({ name: 'app', image: runtime.image, command })],
    });
    const made = await ask('POST', path, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec });
    expect({ status: made.status, message: made.message }).toMatchObject({ status: 201 });
    await eventually('the pod to run', async () => {
      const { body } = await ask('GET', `${path}/app`);
      return (body.status as { phase: string }).phase === 'Running';
    });
    expect((await ask('GET', `${path}/app`)).body.spec).toMatchObject({ nodeName: name });
    const { text } = await askAt(kubelet.port, '/containerLogs/default/app/app', apiServer);
    // 2: seccomp filters what it asks of the kernel.
    expect(text).toMatch(/^Seccomp:\s+2$/m);
    expect(text).toMatch(/^CapBnd:\s+0+$/m);
    expect(text).toMatch(/^NoNewPrivs:\s+1$/m);
  });
});

describe('a right to read nodes/proxy', () => {
  it('is one to run commands, which is why a rule forbids it', async () => {
    const endpoint = `https://127.0.0.1:${kubelet.port}`;
    const path = '/exec/default/app/app?command=id&output=1&error=1';
    expect((await execute(endpoint, path, stranger)).status).toBe(403);

    const apiGroup = 'rbac.authorization.k8s.io';
    const role = { apiGroup, kind: 'ClusterRole', name: 'reader' };
    const rules = [{ apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] }];
    await ask('POST', `/apis/${apiGroup}/v1/clusterroles`, { metadata: { name: role.name }, rules });
    const subjects = [{ apiGroup, kind: 'User', name: 'reader' }];
    const binding = { metadata: { name: role.name }, roleRef: role, subjects };
    await ask('POST', `/apis/${apiGroup}/v1/clusterrolebindings`, binding);
    // A kubelet remembers for half a minute that it was told no: it is asked once the API server says yes.
    const resourceAttributes = { verb: 'get', resource: 'nodes', subresource: 'proxy', name };
    const review = { spec: { user: 'reader', resourceAttributes } };
    await eventually('the right to be in force', async () => {
      const { body } = await ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', review);
      return (body.status as { allowed: boolean }).allowed;
    });
    const { status, text } = await execute(endpoint, path, await controlPlane.client('reader', 'readers'));
    expect(status).toBe(101);
    expect(text).toContain('uid=10001');
  });
});

describe.each([
  ['the scheduler', () => scheduler.port],
  ['the controller manager', () => controlPlane.managerPort],
])('%s', (_, port) => {
  it('listens on the loopback address only', () => {
    expect(listeners(port())).toEqual([expect.stringMatching(/^0100007F:/)]);
  });

  it.each([
    ['/healthz', 200],
    ['/metrics', 403],
    ['/configz', 403],
  ])('answers an anonymous request for %s with %i', async (path, status) => {
    expect((await askAt(port(), path)).status).toBe(status);
  });

  it('refuses its metrics to a stranger, and has no profiles for an administrator', async () => {
    expect((await askAt(port(), '/metrics', stranger)).status).toBe(403);
    const { cert = '', key = '' } = administrator.access;
    expect((await askAt(port(), '/metrics', { cert, key })).status).toBe(200);
    expect((await askAt(port(), '/debug/pprof/', { cert, key })).status).toBe(404);
  });

  it.each([
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
    ['a cipher of the CBC kind', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA' }],
  ] as const)('refuses %s', async (_, how) => {
    expect(await handshake(port(), how)).toContain('alert protocol version');
  });
});
