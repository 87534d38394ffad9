import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, tail } from '../../rehearsal/cluster/child';
import { guard } from '../../rehearsal/programs/guard';
import { isAlive, stopProcess } from '../../rehearsal/programs/process-identity';
import { eventually } from '../constructs/hardened-cluster';
import { Registry } from '../support/registry';
import { startOnPath } from './child';
import { writeImage } from './image';
import { killNaming, makeControlGroup, removeControlGroup, unmount } from './leftovers';

const run = promisify(execFile);

/** Where Debian puts what runs containers, and the package that each comes in. */
const programs = {
  containerd: '/usr/bin/containerd',
  runc: '/usr/sbin/runc',
  'busybox-static': '/bin/busybox',
  'containernetworking-plugins': '/usr/lib/cni/ptp',
} as const;

/** What this machine lacks to run containers, or undefined. */
function missing(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root runs containers';
  const packages = Object.entries(programs).filter(([, path]) => !existsSync(path));
  if (packages.length > 0) return `install ${packages.map(([name]) => name).join(', ')}`;
  return undefined;
}

/** A containerd of its own, below a folder, and a registry with the one image that there is. Pods that it runs are real ones. */
export class ContainerRuntime {
  private constructor(
    private readonly folder: string,
    private readonly registry: Registry,
    private readonly child: Child,
    private readonly unguard: () => void,
    /** Name of the control group for all its pods. */
    readonly controlGroup: string,
  ) {}

  /**
   * Starts one in a folder that exists.
   *
   * @param snapshotter how it keeps file systems: copied, which works everywhere, or in layers, as nodes do, so that only what a
   * container writes counts as its own
   * @throws what this machine lacks
   */
  static async start(folder: string, snapshotter: 'native' | 'overlayfs' = 'native'): Promise<ContainerRuntime> {
    const lack = missing();
    if (lack !== undefined) throw new Error(`No containers can be run here: ${lack}.`);
    const registry = await Registry.start(folder);
    const controlGroup = `palisade-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
    makeControlGroup(controlGroup);
    const configuration = join(folder, 'containerd.toml');
    writeFileSync(configuration, configurationOf(folder, imageAt(registry), snapshotter));
    for (const each of ['net.d', 'registries']) mkdirSync(join(folder, each));
    // Whatever registry an image names, this one is asked: nothing leaves the machine.
    mirror(folder, '_default', registry.host);
    writeFileSync(join(folder, 'net.d', '10-test.conflist'), JSON.stringify(networkOf(folder)));
    const log = join(folder, 'containerd.log');
    const child = await startOnPath('containerd', programs.containerd, ['--config', configuration], log);
    const unguard = guard(() => [child.identity]);
    const runtime = new ContainerRuntime(folder, registry, child, unguard, controlGroup);
    try {
      await eventually('containerd to answer', async () => {
        if (!isAlive(child.identity)) throw new Error(`containerd ended: ${tail(log)}`);
        return runtime.#ctr('version').then(
          () => true,
          () => false,
        );
      });
      await runtime.#ctr('images', 'import', await writeImage(folder, runtime.image, programs['busybox-static']));
      await runtime.#ctr('images', 'push', '--plain-http', runtime.image);
    } catch (error) {
      await runtime.stop();
      throw error;
    }
    return runtime;
  }

  /** The image: busybox. */
  get image(): string {
    return imageAt(this.registry);
  }

  /** This machine's address, as pods see it; it is there once a pod is. */
  get gateway(): string {
    return `${subnetOf(this.folder)}.1`;
  }

  /** Has it pull the images of a registry from another, which speaks plain HTTP. */
  mirror(registry: string, host: string): void {
    mirror(this.folder, registry, host);
  }

  /** Where a kubelet finds it. */
  get endpoint(): string {
    return `unix://${socketIn(this.folder)}`;
  }

  /** Kills what runs in it, and takes away what that left on the machine. */
  async stop(): Promise<void> {
    await stopProcess(this.child.identity, 5000);
    this.unguard();
    killNaming(this.folder);
    await removeControlGroup(this.controlGroup);
    unmount(this.folder);
    await this.registry.stop();
  }

  async #ctr(...args: readonly string[]): Promise<void> {
    await run('/usr/bin/ctr', ['--address', socketIn(this.folder), '--namespace', 'k8s.io', ...args]);
  }
}

const imageAt = ({ host }: Registry) => `${host}/busybox:1`;
const socketIn = (folder: string) => join(folder, 'containerd.sock');

/** @see https://github.com/containerd/containerd/blob/v1.6.20/docs/hosts.md */
function mirror(folder: string, registry: string, host: string): void {
  const [address, place] = [`http://${host}`, join(folder, 'registries', registry)];
  mkdirSync(place);
  writeFileSync(
    join(place, 'hosts.toml'),
    `server = "${address}"\n[host."${address}"]\n  capabilities = ["pull", "resolve"]\n`,
  );
}

function configurationOf(folder: string, image: string, snapshotter: string): string {
  // Nothing of it lies outside the folder. What keeps a process from being killed for memory, only the whole machine's root may set.
  return `version = 2
root = "${folder}/containerd"
state = "${folder}/containerd-state"
[grpc]
  address = "${socketIn(folder)}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${image}"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "${folder}/registries"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "${folder}/net.d"
[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "${snapshotter}"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  Root = "${folder}/runc"
`;
}

/** The pods' network: of a range for tests (RFC 2544) that is nobody's, and hardly that of another runtime on this machine. */
function subnetOf(folder: string): string {
  const [first = 0, second = 0] = createHash('sha256').update(folder).digest();
  return `198.${18 + (first % 2)}.${second}`;
}

/** Each pod on a link of its own to this machine. */
const networkOf = (folder: string) => ({
  cniVersion: '1.0.0',
  name: 'test',
  plugins: [
    {
      type: 'ptp',
      ipam: {
        type: 'host-local',
        dataDir: join(folder, 'addresses'),
        ranges: [[{ subnet: `${subnetOf(folder)}.0/24` }]],
      },
    },
  ],
});
