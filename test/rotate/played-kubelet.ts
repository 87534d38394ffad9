import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, parseDocument } from 'yaml';
import type { RenderedControlPlane } from '../control-plane/rendered';

type Program = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/**
 * Plays the kubelet's part, for there is none here: looks at the folder of static pods, and where a manifest says something
 * else than before, ends that program and starts it again. What it does not play: containers, grace periods, probes.
 */
export class PlayedKubelet {
  readonly restarts: string[] = [];
  #over = false;
  #round: Promise<void> = Promise.resolve();
  readonly #seen = new Map<string, string>();

  /** @param programs that run here: those whose manifests it looks at */
  constructor(
    private readonly controlPlane: RenderedControlPlane,
    private readonly programs: readonly Program[] = ['etcd', 'kube-apiserver', 'kube-controller-manager'],
  ) {}

  /** Where the manifests are. */
  get folder(): string {
    return this.controlPlane.path('/etc/kubernetes/manifests');
  }

  start(): void {
    for (const name of this.programs) this.#seen.set(name, this.#text(name));
    this.#round = this.#run();
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#round;
  }

  /** Adds a flag that the tests need, such as a free port, without a restart. */
  addFlag(name: Program, flag: string): void {
    const path = `${this.folder}/${name}.yaml`;
    const document = parseDocument(readFileSync(path, 'utf8'));
    document.addIn(['spec', 'containers', 0, 'command'], flag);
    writeFileSync(path, document.toString({ lineWidth: 0 }));
  }

  /** Takes away a manifest whose program the tests do not start. */
  remove(name: string): void {
    rmSync(`${this.folder}/${name}.yaml`);
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      for (const name of this.programs) {
        const text = this.#text(name);
        if (text === this.#seen.get(name)) continue;
        // A manifest that is half there would be no pod: the kubelet would take it away.
        parse(text);
        this.#seen.set(name, text);
        this.restarts.push(name);
        await this.controlPlane.restart(name);
      }
      await sleep(100);
    }
  }

  #text(name: string): string {
    return readFileSync(`${this.folder}/${name}.yaml`, 'utf8');
  }
}
