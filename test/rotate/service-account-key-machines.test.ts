import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { obtain, projectRoot } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { Client } from '../../cli/api-server/client';
import { StaticPod } from '../../cli/rotate/static-pod';
import { type Child, startChild } from '../../rehearsal/cluster/child';
import { freePorts } from '../../rehearsal/cluster/ports';
import { stopProcess } from '../../rehearsal/programs/process-identity';
import { RenderedControlPlane } from '../control-plane/rendered';
import { PlayedKubelet } from './played-kubelet';
import { writeKubeconfig } from './service-account-key-kubeconfig';

const programs = ['kube-apiserver', 'kube-controller-manager'] as const;

/**
 * A second machine: an API server and a controller manager on ports of their own, with keys of service accounts in a folder of
 * their own, and all else as the first one has it. The kubelet's part is played, as in {@link PlayedKubelet}.
 */
class SecondMachine {
  readonly port: number;
  readonly #children = new Map<string, Child>();
  readonly #seen = new Map<string, string>();
  #over = false;
  #round: Promise<void> = Promise.resolve();

  constructor(
    private readonly first: RenderedControlPlane,
    private readonly ports: readonly number[],
  ) {
    this.port = ports[0] ?? 0;
  }

  get folder(): string {
    return this.first.path('/second');
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { mode: 0o700 });
    this.copy('sa.key', 'sa.pub');
    for (const [index, name] of programs.entries()) {
      const text = this.first
        .read(`/etc/kubernetes/manifests/${name}.yaml`)
        .replaceAll(this.first.path('/etc/kubernetes/pki/sa.'), `${this.folder}/sa.`)
        .replaceAll(/--secure-port=\d+/g, `--secure-port=${this.ports[index]}`);
      writeFileSync(`${this.folder}/${name}.yaml`, text);
    }
    this.#round = this.#run();
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#round;
    for (const { identity } of this.#children.values()) await stopProcess(identity, 5000);
  }

  copy(...names: readonly string[]): void {
    for (const name of names) copyFileSync(this.first.path(`/etc/kubernetes/pki/${name}`), `${this.folder}/${name}`);
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      for (const name of programs) {
        const text = readFileSync(`${this.folder}/${name}.yaml`, 'utf8');
        if (text === this.#seen.get(name)) continue;
        this.#seen.set(name, text);
        const before = this.#children.get(name);
        if (before) await stopProcess(before.identity, 5000);
        const { path } = await obtain(name, { progress: () => {}, signal: new AbortController().signal });
        const [, ...args] = parse(text).spec.containers[0].command as string[];
        this.#children.set(name, await startChild(name, path, args, `${this.folder}/${name}.log`));
      }
      await sleep(100);
    }
  }
}

describe('palisade rotate sa-key, on two machines', () => {
  const controlPlane = new RenderedControlPlane({
    name: 'edge',
    endpoint: 'api.edge.example.com',
    nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
  });
  const kubelet = new PlayedKubelet(controlPlane);
  let second: SecondMachine;
  let administrator: { cert: string; key: string };

  beforeAll(async () => {
    await controlPlane.start();
    administrator = await controlPlane.client('alice', 'palisade:administrators');
    const [own, ...others] = await freePorts(3);
    kubelet.addFlag('kube-controller-manager', `--secure-port=${own}`);
    await controlPlane.restart('kube-controller-manager');
    kubelet.start();
    second = new SecondMachine(controlPlane, others);
    await second.start();
  }, 300_000);

  afterAll(async () => {
    await second?.stop();
    await kubelet.stop();
    await controlPlane.stop();
  });

  it('waits at each step until the second one has the keys, and says what to copy', async () => {
    const before = readFileSync(`${second.folder}/sa.key`, 'utf8');
    const leading = lead();
    await leading.says('copy [^ ]*/sa.pub from here');
    // Meanwhile no key has changed that anybody signs with.
    await leading.says(`${controlPlane.port} accepts tokens of both keys`);
    expect(controlPlane.read('/etc/kubernetes/pki/sa.key')).toBe(before);
    second.copy('sa.pub');
    expect(await copied()).toBe(0);
    await leading.says(`${second.port} accepts tokens of both keys`);
    await leading.says(`${controlPlane.port} signs with the new key`);
    second.copy('sa.key');
    expect(await copied()).toBe(0);
    expect(await leading.end()).toBe(3);
    expect(keyIds(await jwks(second.port))).toEqual(keyIds(await jwks(controlPlane.port)));

    // A day passes, as the journal has it.
    const path = controlPlane.path('/etc/kubernetes/pki/sa.rotation.json');
    const journal = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...journal, signedSince: '2026-01-01T00:00:00Z' }));
    const last = lead();
    await last.says(`${controlPlane.port} accepts tokens of the new key only`);
    second.copy('sa.pub');
    expect(await copied()).toBe(0);
    expect(await last.end()).toBe(0);
    expect(keyIds(await jwks(second.port))).toHaveLength(1);
    expect(keyIds(await jwks(second.port))).toEqual(keyIds(await jwks(controlPlane.port)));
    expect(StaticPod.read(second.folder, 'kube-apiserver').restartedFor('palisade.dev/service-account-keys')).toBe(
      StaticPod.read(kubelet.folder, 'kube-apiserver').restartedFor('palisade.dev/service-account-keys'),
    );
  }, 400_000);

  function palisade(...words: readonly string[]) {
    return spawn(process.execPath, [`${projectRoot()}/cli/palisade.mjs`, 'rotate', 'sa-key', ...words]);
  }

  /** Runs the command on the first machine. */
  function lead() {
    const servers = [controlPlane.port, second.port].map((port) => `127.0.0.1:${port}`).join(',');
    const kubeconfig = writeKubeconfig(controlPlane, 'alice', administrator);
    const child = palisade('--kubeconfig', kubeconfig, '--servers', servers, '--manifests', kubelet.folder);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return {
      end: () => ended,
      says: async (what: string) => {
        for (let waited = 0; !new RegExp(what).test(output); waited += 1) {
          if (waited > 900 || child.exitCode !== null) throw new Error(`It did not say '${what}':\n${output}`);
          await sleep(100);
        }
      },
    };
  }

  /** Has the second machine read what was copied there. */
  function copied(): Promise<number | null> {
    return new Promise((resolve) => palisade('--copied', '--manifests', second.folder).once('close', resolve));
  }

  async function jwks(port: number): Promise<string> {
    const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
    const client = new Client({ endpoint: `https://127.0.0.1:${port}`, ca, ...administrator });
    try {
      return (await client.get('/openid/v1/jwks')).text;
    } finally {
      client.close();
    }
  }

  const keyIds = (text: string): string[] =>
    JSON.parse(text)
      .keys.map(({ kid }: { kid: string }) => kid)
      .sort();
});
