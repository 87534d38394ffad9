import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { obtain } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { type Child, startChild } from '../../rehearsal/cluster/child';
import { stopProcess } from '../../rehearsal/programs/process-identity';
import type { RenderedControlPlane } from '../control-plane/rendered';

const folder = '/etc/kubernetes';
const programs = ['kube-apiserver', 'kube-controller-manager'] as const;

/**
 * A second machine of the control plane: an API server and a controller manager on ports of their own, with files of their own,
 * and the first one's etcd. The kubelet's part is played.
 */
export class SecondMachine {
  readonly #children = new Map<string, Child>();
  readonly #seen = new Map<string, string>();
  #over = false;
  #round: Promise<void> = Promise.resolve();

  /** @param ports of the API server and the controller manager */
  constructor(
    private readonly first: RenderedControlPlane,
    private readonly ports: readonly [number, number],
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

  start(): void {
    for (const part of ['pki', 'palisade']) {
      cpSync(this.first.path(`${folder}/${part}`), this.path(`${folder}/${part}`), { recursive: true });
    }
    mkdirSync(this.manifests);
    const here = (text: string) =>
      text
        .replaceAll(this.first.path(folder), this.path(folder))
        .replaceAll(`127.0.0.1:${this.first.port}`, `127.0.0.1:${this.port}`);
    const config = `${folder}/controller-manager.conf`;
    writeFileSync(this.path(config), here(this.first.read(config)), { mode: 0o600 });
    for (const [index, name] of programs.entries()) {
      const text = here(this.first.read(`${folder}/manifests/${name}.yaml`));
      const own = text.replaceAll(/--secure-port=\d+/g, `--secure-port=${this.ports[index]}`);
      writeFileSync(`${this.manifests}/${name}.yaml`, own);
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

  async #run(): Promise<void> {
    while (!this.#over) {
      for (const name of programs) {
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
