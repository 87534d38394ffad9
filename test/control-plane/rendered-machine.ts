import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterOptions, renderControlPlane } from '@palisade/constructs/control-plane';
import { obtain } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { textOfFile, writeFiles } from '../../cli/control-plane/write';
import { containerdConfig } from '../../constructs/control-plane/node-os/containerd';
import { clientCommands } from '../../constructs/control-plane/render/keys';
import type { Child } from '../../rehearsal/cluster/child';
import { type ImageContent, writeImageOf } from '../containers/image';
import { setKernel } from '../containers/kubelet';
import { hasOldControlGroups } from '../containers/leftovers';
import { type Ended, Machine, place } from '../containers/machine';

const bin = 'usr/local/bin';
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const rendered = '/srv/rendered';
const busybox = { programs: { 'bin/busybox': '/bin/busybox' }, path: '/bin' };
const links = Object.fromEntries(
  ['sh', 'sleep', 'cat', 'id', 'echo', 'httpd'].map((each) => [`bin/${each}`, 'busybox']),
);

const logind = ['org.freedesktop.login1', '/org/freedesktop/login1'] as const;
const manager = 'org.freedesktop.login1.Manager';

/** What somebody must have put on a machine before the README's commands: a runtime, its network, and a registry for users' images. */
const pause = 'registry.k8s.io/pause:3.10.1';
const registryHost = '127.0.0.1:5000';
const files: Readonly<Record<string, string>> = {
  'etc/containerd/config.toml': here(),
  [`etc/containerd/certs.d/${registryHost}/hosts.toml`]: `server = "http://${registryHost}"\n`,
  'etc/cni/net.d/10-test.conflist': JSON.stringify({
    cniVersion: '1.0.0',
    name: 'test',
    plugins: [{ type: 'ptp', ipam: { type: 'host-local', ranges: [[{ subnet: '10.244.0.0/24' }]] } }],
  }),
  // What the kubelet writes by itself, and has systemd read, where systemd runs. No terminals: they would be this machine's.
  'etc/systemd/logind.conf.d/99-kubelet.conf': '[Login]\nInhibitDelayMaxSec=60\nNAutoVTs=0\nReserveVT=0\n',
  'etc/docker-registry.yml': JSON.stringify({
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { inmemory: {} },
    http: { addr: registryHost },
  }),
};

/**
 * The configuration of containerd that is rendered for machines, but for what is lacking here: a systemd that holds control groups,
 * the right to keep a process from being killed for memory, and a registry for what holds a pod's namespaces.
 */
function here(): string {
  const runtime = '[plugins."io.containerd.cri.v1.runtime"]\n';
  const changed = containerdConfig
    .replace('SystemdCgroup = true', 'SystemdCgroup = false')
    .replace(runtime, `${runtime}restrict_oom_score_adj = true\nnetns_mounts_under_state_dir = true\n`);
  return `${changed}
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["/usr/lib/cni"]
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "${pause}"
`;
}

/**
 * A machine of the control plane that comes up as the README says: by its commands as they stand there, by the rendered files at
 * their places, and by a kubelet that starts the static pods from images that came with the machine. No registry but one for
 * users' images can be reached.
 */
export class RenderedMachine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'palisade-machine-'));
  #machine: Machine | undefined;
  #kubelet: Child | undefined;
  /** The image in the registry: busybox. */
  readonly image = `${registryHost}/busybox:1`;

  constructor(private readonly options: ClusterOptions) {}

  get machine(): Machine {
    if (this.#machine === undefined) throw new Error('The machine was not started.');
    return this.#machine;
  }

  get node() {
    const [node] = this.options.nodes;
    if (node === undefined) throw new Error('There is no machine.');
    return node;
  }

  /** The manifest of a static pod, as it is rendered. */
  manifest(name: string): StaticPod {
    const file = this.#rendered().find(({ path }) => path.endsWith(`/manifests/${name}.yaml`));
    return parse(textOfFile(file ?? { content: '' })) as StaticPod;
  }

  /** The machine with a runtime and images, the README's commands up to the kubelet, and the kubelet. */
  async start(): Promise<void> {
    const programs = await obtainAll();
    const { name, address } = this.node;
    this.#machine = await Machine.start(this.#folder, { name, address: `${address}/24` }, (root) => {
      for (const [at, text] of Object.entries(files)) place(root, at, text);
      for (const each of installed) place(root, `${bin}/${each}`, { program: programs[each] });
      mkdirSync(join(root, rendered), { recursive: true });
      writeFiles(join(root, rendered), this.#rendered());
      // As a repository gives it to somebody whose files are nobody else's.
      execFileSync('chmod', ['--recursive', 'u=rwX,go=', join(root, rendered)]);
    });
    await this.machine.start('containerd', 'containerd', []);
    await this.machine.start('docker-registry', 'docker-registry', ['serve', '/etc/docker-registry.yml']);
    await this.machine.run('mkdir', ['--parents', '/run/dbus', '/run/systemd/inhibit', '/run/systemd/seats']);
    await this.machine.start('dbus-daemon', 'dbus-daemon', ['--system', '--nofork', '--nopidfile']);
    await this.machine.until('the bus', async () => (await this.#bus('--list')).code === 0);
    await this.machine.start('systemd-logind', '/lib/systemd/systemd-logind', []);
    await this.machine.until('logind', async () => (await this.#bus('status', logind[0])).code === 0);
    await this.machine.until('containerd', async () => (await this.#ctr('version')).code === 0);
    await this.#makeImages(programs);
    for (const heading of ['Files', 'Key for what is in etcd', 'Users', 'Keys of the cluster', `Keys of ${name}`]) {
      await this.follow(heading);
    }
    setKernel();
    await this.startKubelet();
  }

  /** Runs the commands below a heading of the README, as they stand there. */
  async follow(heading: string, which = /^/): Promise<void> {
    const readme = await this.machine.run('cat', [`${rendered}/README.md`]);
    const section = readme.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
    const blocks = [...section.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    const script = blocks
      .filter((block) => which.test(block))
      .join('')
      .replaceAll('nodes/NAME', `nodes/${this.node.name}`);
    if (script === '') throw new Error(`The README has no commands below ${heading}.`);
    await this.machine.run('bash', ['-euc', script], { cwd: rendered });
  }

  /** What the unit says, and what this machine needs: no systemd starts it or holds its control groups, and its disk may be rather full. */
  async startKubelet(...more: readonly string[]): Promise<void> {
    const unit = await this.machine.run('cat', ['/etc/systemd/system/kubelet.service']);
    const [program = '', ...args] = /^ExecStart=(.*)$/m.exec(unit)?.[1]?.split(' ') ?? [];
    const here = ['--cgroup-driver=cgroupfs', `--cgroup-root=/${this.machine.controlGroup}`];
    here.push('--eviction-hard=memory.available<200Mi');
    if (hasOldControlGroups()) here.push('--fail-cgroupv1=false');
    this.#kubelet = await this.machine.start('kubelet', program, [...args, ...here, ...more]);
  }

  async stopKubelet(): Promise<void> {
    if (this.#kubelet) await this.machine.end(this.#kubelet);
    this.#kubelet = undefined;
  }

  /** Makes a kubeconfig on the machine, by the README's commands for such. Returns its path. */
  async kubeconfig(commonName: string, organization: string): Promise<string> {
    const kubeconfig = `/root/${commonName}.conf`;
    for (const [program = '', ...args] of clientCommands(
      { kubeconfig, commonName, organization, lifetime: 1, user: 0 },
      this.node,
    )) {
      await this.machine.run(program, args);
    }
    return kubeconfig;
  }

  /** kubectl on the machine. */
  kubectl(kubeconfig: string, args: readonly string[], input = ''): Promise<Ended> {
    return this.machine.tryTo('kubectl', [`--kubeconfig=${kubeconfig}`, ...args], input);
  }

  /** Who holds a shutdown up, by what systemd's logind says. It runs without systemd. */
  async inhibitors(): Promise<string> {
    const { stdout, stderr } = await this.#bus('call', ...logind, manager, 'ListInhibitors');
    if (stderr !== '') throw new Error(stderr);
    return stdout;
  }

  /** Says in logind's name that the machine is about to shut down: it does not say so itself where no systemd would do it. */
  async announceShutdown(): Promise<void> {
    const { code, stderr } = await this.#bus('emit', logind[1], manager, 'PrepareForShutdown', 'b', 'true');
    if (code !== 0) throw new Error(stderr);
  }

  #bus(...args: readonly string[]): Promise<Ended> {
    return this.machine.tryTo('busctl', args);
  }

  async stop(): Promise<void> {
    await this.#machine?.stop();
    rmSync(this.#folder, { recursive: true });
  }

  #rendered() {
    return renderControlPlane('static-pods', this.options);
  }

  /** Images that hold what the manifests' own hold, under their names, and busybox in the registry. */
  async #makeImages(programs: Programs): Promise<void> {
    const of = (...wanted: readonly (keyof Programs)[]) =>
      Object.fromEntries(wanted.map((name) => [`${bin}/${name}`, programs[name]]));
    const image = (name: string) => this.manifest(name).spec.containers[0].image;
    const images: Readonly<Record<string, ImageContent>> = {
      [image('etcd')]: { programs: of('etcd', 'etcdctl', 'etcdutl'), entrypoint: [], path },
      [image('kube-apiserver')]: {
        programs: of('kube-apiserver'),
        // As the project's own image has it.
        capabilities: { [`${bin}/kube-apiserver`]: 'cap_net_bind_service=+ep' },
        entrypoint: [],
        path,
      },
      [image('kube-controller-manager')]: { programs: of('kube-controller-manager'), entrypoint: [], path },
      [image('kube-scheduler')]: { programs: of('kube-scheduler'), entrypoint: [], path },
      // What containerd holds a pod's namespaces with.
      [pause]: { ...busybox, links, entrypoint: ['/bin/sleep', '1000000'] },
      [this.image]: { ...busybox, links, entrypoint: [] },
    };
    for (const [name, content] of Object.entries(images)) {
      const folder = mkdtempSync(join(this.#folder, 'image-'));
      const archive = await writeImageOf(folder, name, content);
      await this.machine.take(archive, '/var/tmp/image.tar');
      rmSync(folder, { recursive: true });
      const { code, stderr } = await this.#ctr('images', 'import', '/var/tmp/image.tar');
      if (code !== 0) throw new Error(stderr);
    }
    await this.machine.run('rm', ['/var/tmp/image.tar']);
    const { code, stderr } = await this.#ctr('images', 'push', '--plain-http', this.image);
    if (code !== 0) throw new Error(stderr);
    // Only in the registry: whoever runs it has pulled it.
    await this.#ctr('images', 'remove', this.image);
  }

  #ctr(...args: readonly string[]): Promise<Ended> {
    return this.machine.tryTo('ctr', ['--namespace', 'k8s.io', ...args]);
  }
}

/** What the machine has beside what this one has: Debian's runtime is too old to give a pod users of its own. */
const installed = ['kubelet', 'kubectl', 'containerd', 'containerd-shim-runc-v2', 'runc'] as const;

const names = [
  ...(['etcd', 'etcdctl', 'etcdutl', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const),
  ...installed,
];

/** Where each is. */
type Programs = Readonly<Record<(typeof names)[number], string>>;

async function obtainAll(): Promise<Programs> {
  const { signal } = new AbortController();
  const paths: [string, string][] = [];
  for (const name of names) paths.push([name, (await obtain(name, { progress: () => {}, signal })).path]);
  return Object.fromEntries(paths) as Programs;
}

/** What is looked at of a static pod's manifest. */
export interface StaticPod {
  readonly spec: {
    readonly securityContext: {
      readonly runAsUser: number;
      readonly runAsGroup: number;
      readonly supplementalGroups?: readonly number[];
    };
    readonly containers: readonly [
      {
        readonly image: string;
        readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly: boolean }[];
      },
    ];
  };
}
