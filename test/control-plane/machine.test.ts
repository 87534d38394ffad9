import { readFileSync } from 'node:fs';
import type { ClusterOptions } from '@palisade/constructs/control-plane';
import { hardenedContainer, hardenedPod } from '@palisade/rules';
import { RenderedMachine } from './rendered-machine';

jest.setTimeout(360_000);

const options: ClusterOptions = {
  name: 'edge',
  endpoint: 'api.edge.example.com',
  nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
};

const components = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** File systems that hold nothing of a disk. */
const kernels = new Set(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup', 'cgroup2']);

const here = new RenderedMachine(options);
let administrator: string;
let stranger: string;

beforeAll(async () => {
  await here.start();
  administrator = await here.kubeconfig('alice', 'palisade:administrators');
  stranger = await here.kubeconfig('mallory', 'developers');
  await here.machine.until('the API server to be ready', async () => {
    return (await here.kubectl(administrator, ['get', '--raw=/readyz'])).stdout === 'ok';
  });
  await here.follow('Start', /bootstrap/);
});

afterAll(() => here.stop());

/** A pod that shows a page, one that is root, and one that talks. */
const pods = (image: string) =>
  [
    { name: 'app', command: ['/bin/httpd', '-f', '-p', '8080', '-h', '/etc'] },
    { name: 'root', command: ['/bin/sleep', '100000'], securityContext: { runAsUser: 0, runAsNonRoot: false } },
    { name: 'clock', command: ['/bin/sh', '-c', 'while sleep 1; do echo tick; done'] },
  ].map(({ name, ...container }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: hardenedPod({
      serviceAccountName: 'default',
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 2,
      containers: [hardenedContainer({ name: 'c', image, ...container })],
    }),
  }));

interface Status {
  readonly phase: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses?: readonly { readonly containerID: string }[];
}

/** Whom the first 65536 users of a namespace are on the machine, and who runs there a process of it that sleeps for so long. */
function usersOf(program: string, argument: string): { readonly first: number; readonly user: number } {
  const pid = here.machine
    .processes(program)
    .find((each) => readFileSync(`/proc/${each}/cmdline`, 'utf8').split('\0')[1] === argument);
  const [inside, first, length] = readFileSync(`/proc/${pid}/uid_map`, 'utf8').trim().split(/\s+/).map(Number);
  expect([inside, length]).toEqual([0, 65536]);
  const [, user = ''] = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { first: first ?? 0, user: Number(user) };
}

/** Whether a process does nothing but hold a pod's namespaces. */
const holdsNamespaces = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('1000000');

/** What an administrator reads of an object. */
async function read(...words: readonly string[]): Promise<{ status: Status; metadata: Record<string, unknown> }> {
  const { code, stdout, stderr } = await here.kubectl(administrator, ['get', ...words, '--output=json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const isReady = ({ conditions = [] }: Status) =>
  conditions.some(({ type, status }) => type === 'Ready' && status === 'True');

describe('files that came without modes, from a repository', () => {
  it.each([
    ['/', '755 root'],
    ['/etc', '755 root'],
    ['/etc/kubernetes/manifests/etcd.yaml', '600 root'],
    ['/var/lib/kubelet/config.yaml', '600 root'],
    ['/etc/kubernetes/palisade/audit.yaml', '644 root'],
    ['/etc/kubernetes/palisade/encryption.yaml', '600 kube-apiserver'],
    ['/etc/kubernetes/pki/sa.key', '440 root'],
  ])('have them by the README: %s', async (path, expected) => {
    expect((await here.machine.run('stat', ['--format=%a %U', path])).trim()).toBe(expected);
  });
});

it('has a unit for the kubelet that systemd takes', async () => {
  const unit = '/etc/systemd/system/kubelet.service';
  const { code, stdout, stderr } = await here.machine.tryTo('systemd-analyze', ['verify', unit]);
  expect([code, stdout + stderr]).toEqual([0, '']);
});

describe.each(components)('%s, which the kubelet started from its rendered manifest', (name) => {
  it('is ready', async () => {
    const pod = () => read('pod', `${name}-cp-1`, '--namespace=kube-system');
    await here.machine.until(`the pod of ${name}`, async () => {
      const { stdout } = await here.kubectl(administrator, ['get', 'pods', '--namespace=kube-system', '--output=name']);
      return stdout.includes(`pod/${name}-cp-1\n`) && isReady((await pod()).status);
    });
    expect((await pod()).metadata.annotations).toHaveProperty(['kubernetes.io/config.mirror']);
  });

  it('runs as a user of its own, without privileges, and with the system calls of the default profile', () => {
    const [pid, ...others] = here.machine.processes(name);
    expect(others).toEqual([]);
    const { runAsUser: user, supplementalGroups = [] } = here.manifest(name).spec.securityContext;
    expect(user).toBeGreaterThan(0);
    const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
    const said = Object.fromEntries(lines.map((line) => line.split(':\t').map((part) => part.trim())));
    // The API server's program carries this one as a file, and gets no more than its bounds.
    const capabilities = name === 'kube-apiserver' ? 1 << 10 : 0;
    expect(said).toMatchObject({
      Uid: [user, user, user, user].join('\t'),
      Groups: [user, ...supplementalGroups].join(' '),
      NoNewPrivs: '1',
      Seccomp: '2',
    });
    expect(['CapPrm', 'CapEff', 'CapBnd'].map((key) => Number.parseInt(said[key] ?? '', 16))).toEqual([
      ...[capabilities, capabilities, capabilities],
    ]);
  });

  it('has a root that nobody writes to, and of the machine what is mounted by name', () => {
    const [pid] = here.machine.processes(name);
    const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').trim().split('\n');
    const rows = mounts.map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , , source = '', path = '', how = ''] = before.split(' ');
      return { path, source, readOnly: how.split(',').includes('ro'), type: after.split(' ')[0] };
    });
    expect(rows.find(({ path }) => path === '/')).toMatchObject({ readOnly: true });
    const own = new Set(['/dev/termination-log', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf']);
    const given = rows.filter(({ path, type = '' }) => !kernels.has(type) && path !== '/');
    const { volumeMounts } = here.manifest(name).spec.containers[0];
    expect(
      given
        .filter(({ path }) => !own.has(path))
        .map(({ path, source, readOnly }) => ({ path, source, readOnly }))
        .sort((a, b) => a.path.localeCompare(b.path)),
    ).toEqual(
      volumeMounts
        .map(({ mountPath, readOnly }) => ({ path: mountPath, source: mountPath, readOnly }))
        .sort((a, b) => a.path.localeCompare(b.path)),
    );
  });
});

describe('hardened pods', () => {
  it('run', async () => {
    const account = ['get', 'serviceaccount', 'default'];
    await here.machine.until('their account', async () => (await here.kubectl(administrator, account)).code === 0);
    const manifest = pods(here.image)
      .map((pod) => JSON.stringify(pod))
      .join('\n---\n');
    const made = await here.kubectl(administrator, ['apply', '--filename=-'], manifest);
    expect(made).toMatchObject({ code: 0 });
    for (const name of ['app', 'root', 'clock']) {
      await here.machine.until(`the pod ${name}`, async () => (await read('pod', name)).status.phase === 'Running');
    }
  });

  it('have users of their own: root of one is nobody on the machine, nor in another', () => {
    const root = usersOf('/bin/sleep', '100000');
    expect(root.user).toBe(root.first);
    expect(root.first).toBeGreaterThanOrEqual(65536);
    const app = usersOf('/bin/httpd', '-f');
    expect(app.user).toBe(app.first + 10001);
    expect(Math.abs(app.first - root.first)).toBeGreaterThanOrEqual(65536);
  });
});

describe('logs, exec, attach and port-forward, through the API server to the kubelet', () => {
  const execId = ['exec', 'app', '--', '/bin/id'];

  it('are for nobody while the cluster vouches for no certificate of the kubelet', async () => {
    const { code, stderr } = await here.kubectl(administrator, execId);
    expect(code).toBe(1);
    expect(stderr).toContain('remote error: tls: internal error');
  });

  it('are for an administrator, once its request is approved', async () => {
    const serving = '--field-selector=spec.signerName=kubernetes.io/kubelet-serving';
    const requests = async () =>
      (await here.kubectl(administrator, ['get', 'csr', serving, '--output=name'])).stdout.split('\n').filter(Boolean);
    await here.machine.until('the request of the kubelet', async () => (await requests()).length > 0);
    expect(await here.kubectl(administrator, ['certificate', 'approve', ...(await requests())])).toMatchObject({
      code: 0,
    });
    await here.machine.until('exec', async () => (await here.kubectl(administrator, execId)).code === 0);
    expect(await here.kubectl(administrator, execId)).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: 'uid=10001 gid=10001 groups=10001\n',
    });
    expect((await here.kubectl(administrator, ['exec', 'root', '--', '/bin/id'])).stdout).toMatch(/^uid=0 /);
    // What goes in comes through too.
    expect(await here.kubectl(administrator, ['exec', '-i', 'app', '--', '/bin/cat'], 'there and back')).toMatchObject({
      stdout: 'there and back',
    });
    expect((await here.kubectl(administrator, ['logs', 'clock'])).stdout).toMatch(/^(tick\n)+$/);
    const attached = await here.machine.start('attach', 'kubectl', [
      `--kubeconfig=${administrator}`,
      'attach',
      'clock',
    ]);
    await here.machine.until('a tick', async () => readFileSync(attached.log, 'utf8').includes('tick\n'));
    await here.machine.end(attached);
    const forward = await here.machine.start('port-forward', 'kubectl', [
      `--kubeconfig=${administrator}`,
      ...['port-forward', 'app', '18080:8080'],
    ]);
    const page = () => here.machine.tryTo('/bin/busybox', ['wget', '-q', '-O', '-', 'http://127.0.0.1:18080/hostname']);
    await here.machine.until('the forwarded port', async () => (await page()).code === 0);
    expect((await page()).stdout).toBe('app\n');
    await here.machine.end(forward);
  });

  describe.each([
    ['rights', [], '"pods"', '"pods"', '"pods"'],
    ['more than to look', ['view'], '"pods/exec"', '"pods/attach"', '"pods/portforward"'],
  ])('from somebody without %s', (_, roles, exec, attach, forward) => {
    beforeAll(async () => {
      for (const role of roles) {
        const grant = ['create', 'rolebinding', role, `--clusterrole=${role}`, '--user=mallory'];
        expect(await here.kubectl(administrator, grant)).toMatchObject({ code: 0 });
      }
    });

    it.each([
      ['exec', execId, exec],
      ['attach', ['attach', 'clock'], attach],
      ['port-forward', ['port-forward', 'app', '18081:8080'], forward],
    ])('are refused: %s', async (_, words, resource) => {
      const { code, stderr } = await here.kubectl(stranger, words);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`User "mallory" cannot (get|create) resource ${resource} in API group ""`));
    });
  });

  it('show logs, and no more, to who may look', async () => {
    expect((await here.kubectl(stranger, ['logs', 'clock'])).stdout).toMatch(/^(tick\n)+$/);
  });

  it('are kept by the API server from a kubelet that vouches for itself', async () => {
    const change = {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      serverTLSBootstrap: false,
    };
    await here.machine.run('mkdir', ['/root/kubelet']);
    await here.machine.tryTo('dd', ['of=/root/kubelet/10-own.conf'], JSON.stringify(change));
    await here.stopKubelet();
    await here.startKubelet('--config-dir=/root/kubelet');
    await here.machine.until('the API server to refuse', async () => {
      const { code, stdout, stderr } = await here.kubectl(administrator, execId);
      expect([code, stdout]).toEqual([1, '']);
      return stderr.includes('tls: failed to verify certificate: x509');
    });
  });

  it('are refused by the kubelet where the API server itself has lost its rights', async () => {
    const binding = ['clusterrolebinding', 'palisade:kubelet-clients'];
    await here.kubectl(administrator, ['delete', ...binding]);
    // It remembers for minutes that it was told yes.
    await here.stopKubelet();
    await here.startKubelet();
    await here.machine.until('the kubelet to refuse', async () => {
      const { stderr } = await here.kubectl(administrator, execId);
      return stderr.includes('Forbidden (user=kube-apiserver-kubelet-client');
    });
    await here.follow('Start', /bootstrap/);
    await here.machine.until('exec again', async () => (await here.kubectl(administrator, execId)).code === 0);
  });
});

describe('a machine that is about to shut down', () => {
  const waits = async () => (await here.inhibitors()).includes('"shutdown" "kubelet"');

  it('waits for the kubelet', async () => {
    await here.machine.until('the kubelet to hold it', waits);
  });

  it('ends pods, and those of the control plane last', async () => {
    const { stdout } = await here.kubectl(administrator, ['get', 'pods', '--all-namespaces', '--output=json']);
    const { items } = JSON.parse(stdout) as { items: Awaited<ReturnType<typeof read>>[] };
    const pods = items.map(({ metadata, status }) => ({
      name: String(metadata.name),
      container: status.containerStatuses?.[0]?.containerID.replace('containerd://', '') ?? '',
    }));
    await here.announceShutdown();
    await here.machine.until('the kubelet to let go', async () => !(await waits()));
    for (const program of ['/bin/httpd', '/bin/sleep', ...components]) {
      expect(here.machine.processes(program).filter((pid) => !holdsNamespaces(pid))).toEqual([]);
    }
    const log = readFileSync(here.machine.logOf('containerd'), 'utf8');
    const stopped = [...log.matchAll(/StopContainer for \\"([0-9a-f]+)\\" with timeout/g)].map(([, id]) => id);
    const named = [...new Set(stopped)].flatMap((id) => pods.filter(({ container }) => container === id));
    expect(
      named
        .slice(0, 3)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['app', 'clock', 'root']);
    expect(
      named
        .slice(3)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(components.map((name) => `${name}-cp-1`));
  });
});
