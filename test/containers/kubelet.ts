import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { obtain } from '@palisade/rehearsal';
import { sysctls } from '../../constructs/control-plane/node-os/kernel';
import { type Child, tail } from '../../rehearsal/cluster/child';
import { freePorts } from '../../rehearsal/cluster/ports';
import { guard } from '../../rehearsal/programs/guard';
import { isAlive, stopProcess } from '../../rehearsal/programs/process-identity';
import { startOnPath } from './child';
import { hasOldControlGroups, unmount } from './leftovers';
import type { ContainerRuntime } from './runtime';

/** What is set on this machine, since a test's machine is no node: where things are, and nothing that keeps anybody out. */
function placesHere({ folder, runtime, address }: KubeletOptions, [port = 0, health = 0]: readonly number[]) {
  return {
    // Reached from this machine only, and on ports of its own.
    address: address ?? '127.0.0.1',
    port,
    healthzPort: health,
    containerRuntimeEndpoint: runtime.endpoint,
    // No systemd runs here that could hold the pods' control groups, and those of others are left alone.
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${runtime.controlGroup}`,
    // Control groups of the first kind are refused by default since Kubernetes 1.35.
    ...(hasOldControlGroups() && { failCgroupV1: false }),
    // How full the disk of this machine is says nothing about a node.
    evictionHard: { 'memory.available': '200Mi' },
    podLogsDir: join(folder, 'pod-logs'),
    volumePluginDir: join(folder, 'plugins'),
  };
}

interface KubeletOptions {
  /** Exists, and is empty. */
  readonly folder: string;
  readonly runtime: ContainerRuntime;
  /** Name of its node. */
  readonly node: string;
  readonly kubeconfig: string;
  /** Where it listens, within 127.0.0.0/8. @default '127.0.0.1' */
  readonly address?: string;
}

/** A kubelet that runs. */
export class Kubelet {
  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    private readonly unguard: () => void,
    readonly port: number,
    /** Where its certificates are. */
    readonly certificates: string,
  ) {}

  /** Starts one with a configuration, but for what is otherwise {@link placesHere}. */
  static async start(options: KubeletOptions, configuration: object): Promise<Kubelet> {
    const ports = await freePorts(2);
    const path = join(options.folder, 'kubelet.json');
    const text = JSON.stringify({ ...configuration, ...placesHere(options, ports) });
    writeFileSync(path, text, { mode: 0o600 });
    setKernel();
    return Kubelet.#launch(options, ports[0] ?? 0, [`--config=${path}`]);
  }

  /** Starts one as it comes without a configuration: by flags, which say where things are and no more. */
  static async startPlain(options: KubeletOptions, manifests: string): Promise<Kubelet> {
    const ports = await freePorts(2);
    const { healthzPort, containerRuntimeEndpoint, ...rest } = placesHere(options, ports);
    const flags = {
      address: rest.address,
      port: rest.port,
      'healthz-port': healthzPort,
      'container-runtime-endpoint': containerRuntimeEndpoint,
      'cgroup-driver': rest.cgroupDriver,
      'cgroup-root': rest.cgroupRoot,
      'volume-plugin-dir': rest.volumePluginDir,
      'pod-manifest-path': manifests,
      'eviction-hard': Object.entries(rest.evictionHard).map((signal) => signal.join('<')),
      ...('failCgroupV1' in rest && { 'fail-cgroupv1': false }),
    };
    const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    return Kubelet.#launch(options, ports[0] ?? 0, args);
  }

  static async #launch(
    { folder, node, kubeconfig }: KubeletOptions,
    port: number,
    args: readonly string[],
  ): Promise<Kubelet> {
    const certificates = join(folder, 'pki');
    for (const each of [certificates, rootIn(folder), join(folder, 'plugins')]) {
      mkdirSync(each, { recursive: true, mode: 0o700 });
    }
    const { path } = await obtain('kubelet', { progress: () => {}, signal: new AbortController().signal });
    const child = await startOnPath(
      'kubelet',
      path,
      [
        ...args,
        `--kubeconfig=${kubeconfig}`,
        `--hostname-override=${node}`,
        `--root-dir=${rootIn(folder)}`,
        `--cert-dir=${certificates}`,
      ],
      join(folder, 'kubelet.log'),
    );
    return new Kubelet(
      child,
      folder,
      guard(() => [child.identity]),
      port,
      certificates,
    );
  }

  /** @throws what it said last, where it has ended */
  mustRun(): void {
    if (!isAlive(this.child.identity)) throw new Error(`The kubelet ended: ${tail(this.child.log)}`);
  }

  /** What it has said. */
  log(): string {
    return readFileSync(this.child.log, 'utf8');
  }

  async stop(): Promise<void> {
    await stopProcess(this.child.identity, 5000);
    this.unguard();
    // It mounts its folder on itself, and what pods are given below it.
    unmount(rootIn(this.folder));
  }
}

const rootIn = (folder: string) => join(folder, 'root');

/**
 * With `protectKernelDefaults` the kubelet does not start where the kernel is set otherwise, and does not set it. It stays so: the
 * kubelet of another test may start at any moment.
 */
export function setKernel(): void {
  for (const { key, value } of sysctls.filter(({ why }) => why === 'the kubelet wants it')) {
    writeFileSync(`/proc/sys/${key.replaceAll('.', '/')}`, value);
  }
}
