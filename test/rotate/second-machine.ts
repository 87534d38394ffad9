import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { obtain } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { Client } from '../../cli/api-server/client';
import { type Child, startChild } from '../../rehearsal/cluster/child';
import { stopProcess } from '../../rehearsal/programs/process-identity';
import type { RenderedControlPlane } from '../control-plane/rendered';

const folder = '/etc/kubernetes';
const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;

/**
 * A second machine of the control plane: an API server and a controller manager on ports of their own, with files of their own,
 * and the first one's etcd, or a member beside it. The kubelet's part is played.
 */
export class SecondMachine {
  readonly #children = new Map<string, Child>();
  readonly #seen = new Map<string, string>();
  #over = false;
  #round: Promise<void> = Promise.resolve();

  /**
   * @param ports of the API server and the controller manager
   * @param member ports of a member of etcd, for clients and for members
   */
  constructor(
    private readonly first: RenderedControlPlane,
    private readonly ports: readonly [number, number],
    private readonly member?: readonly [number, number],
  ) {}

  get port(): number {
    return this.ports[0];
  }

  /** A path of the machine, as it is here. */
  path(onMachine: string): string {
    return this.first.path(`/second${onMachine}`);
  }

  get manifests(): string {
    return this.path(`${folder}/manifests`);
  }

  read(onMachine: string): string {
    return readFileSync(this.path(onMachine), 'utf8');
  }

  async start(): Promise<void> {
    // The last two are there where the kubeconfig of the controller manager names them, and does not hold them.
    for (const part of ['pki', 'palisade', 'controller-manager.crt', 'controller-manager.key']) {
      const from = this.first.path(`${folder}/${part}`);
      if (existsSync(from)) cpSync(from, this.path(`${folder}/${part}`), { recursive: true });
    }
    mkdirSync(this.manifests);
    const here = (text: string) =>
      text
        .replaceAll(this.first.path(folder), this.path(folder))
        .replaceAll(`127.0.0.1:${this.first.port}`, `127.0.0.1:${this.port}`);
    const config = `${folder}/controller-manager.conf`;
    writeFileSync(this.path(config), here(this.first.read(config)), { mode: 0o600 });
    const manifest = (name: string) => here(this.first.read(`${folder}/manifests/${name}.yaml`));
    for (const [index, name] of ['kube-apiserver', 'kube-controller-manager'].entries()) {
      let text = manifest(name).replaceAll(/--secure-port=\d+/g, `--secure-port=${this.ports[index]}`);
      if (this.member) text = text.replaceAll(`127.0.0.1:${this.first.etcdPort}`, `127.0.0.1:${this.member[0]}`);
      writeFileSync(`${this.manifests}/${name}.yaml`, text);
    }
    if (this.member) {
      const text = manifest('etcd');
      await this.#join(text, this.member);
    }
    this.#round = this.#run();
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#round;
    for (const { identity } of this.#children.values()) await stopProcess(identity, 5000);
  }

  /** Copies files from the same places of the first machine. */
  copy(...paths: readonly string[]): void {
    for (const path of paths) copyFileSync(this.first.path(path), this.path(path));
  }

  /** As etcd's guide has it: the members are told of the new one, which is then started. */
  async #join(text: string, [client, peer]: readonly [number, number]): Promise<void> {
    const [, firstPeer] = /--listen-peer-urls=https:\/\/127\.0\.0\.1:(\d+)/.exec(text) ?? [];
    const file = (name: string) => this.first.read(`${folder}/pki/${name}`);
    const pair = { cert: file('apiserver-etcd-client.crt'), key: file('apiserver-etcd-client.key') };
    const etcd = new Client({ endpoint: `https://127.0.0.1:${this.first.etcdPort}`, ca: file('etcd/ca.crt'), ...pair });
    try {
      const body = { peerURLs: [`https://127.0.0.1:${peer}`] };
      const { status, text: said } = await etcd.send({ method: 'POST', path: '/v3/cluster/member/add', body });
      if (status !== 200) throw new Error(said);
    } finally {
      etcd.close();
    }
    const data = this.path('/var/lib/etcd');
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const own = text
      .replaceAll(this.first.path('/var/lib/etcd'), data)
      .replaceAll(`127.0.0.1:${this.first.etcdPort}`, `127.0.0.1:${client}`)
      .replaceAll(`127.0.0.1:${firstPeer}`, `127.0.0.1:${peer}`)
      .replace('--name=cp-1', '--name=cp-2')
      .replace(
        /( *- )--initial-cluster=\S+/,
        `$1--initial-cluster=cp-1=https://127.0.0.1:${firstPeer},cp-2=https://127.0.0.1:${peer}\n$1--initial-cluster-state=existing`,
      );
    writeFileSync(`${this.manifests}/etcd.yaml`, own);
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      for (const name of programs) {
        if (name === 'etcd' && this.member === undefined) continue;
        const text = readFileSync(`${this.manifests}/${name}.yaml`, 'utf8');
        if (text === this.#seen.get(name)) continue;
        this.#seen.set(name, text);
        const before = this.#children.get(name);
        if (before) await stopProcess(before.identity, 5000);
        const { path } = await obtain(name, { progress: () => {}, signal: new AbortController().signal });
        const [, ...args] = parse(text).spec.containers[0].command as string[];
        this.#children.set(name, await startChild(name, path, args, this.path(`/${name}.log`)));
      }
      await sleep(100);
    }
  }
}
