import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '@palisade/rehearsal';
import { Client } from '../../cli/api-server/client';
import { StaticPod } from '../../cli/rotate/static-pod';
import { freePorts } from '../../rehearsal/cluster/ports';
import { RenderedControlPlane } from '../control-plane/rendered';
import { writeKubeconfig } from './kubeconfig';
import { PlayedKubelet } from './played-kubelet';
import { SecondMachine } from './second-machine';

const pki = '/etc/kubernetes/pki';

describe('palisade rotate sa-key, on two machines', () => {
  const controlPlane = new RenderedControlPlane();
  const kubelet = new PlayedKubelet(controlPlane);
  let second: SecondMachine;
  let administrator: { cert: string; key: string };

  beforeAll(async () => {
    await controlPlane.start();
    administrator = await controlPlane.client('alice', 'palisade:administrators');
    const [own, api = 0, manager = 0] = await freePorts(3);
    kubelet.addFlag('kube-controller-manager', `--secure-port=${own}`);
    await controlPlane.restart('kube-controller-manager');
    kubelet.start();
    second = new SecondMachine(controlPlane, [api, manager]);
    await second.start();
  }, 300_000);

  afterAll(async () => {
    await second?.stop();
    await kubelet.stop();
    await controlPlane.stop();
  });

  it('waits at each step until the second one has the keys, and says what to copy', async () => {
    const before = second.read(`${pki}/sa.key`);
    const leading = lead();
    await leading.says('copy [^ ]*/sa.pub from here');
    // Meanwhile no key has changed that anybody signs with.
    await leading.says(`${controlPlane.port} accepts tokens of both keys`);
    expect(controlPlane.read('/etc/kubernetes/pki/sa.key')).toBe(before);
    second.copy(`${pki}/sa.pub`);
    expect(await copied()).toBe(0);
    await leading.says(`${second.port} accepts tokens of both keys`);
    await leading.says(`${controlPlane.port} signs with the new key`);
    second.copy(`${pki}/sa.key`);
    expect(await copied()).toBe(0);
    expect(await leading.end()).toBe(3);
    expect(keyIds(await jwks(second.port))).toEqual(keyIds(await jwks(controlPlane.port)));

    // A day passes, as the journal has it.
    const path = controlPlane.path('/etc/kubernetes/pki/sa.rotation.json');
    const journal = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...journal, signedSince: '2026-01-01T00:00:00Z' }));
    const last = lead();
    await last.says(`${controlPlane.port} accepts tokens of the new key only`);
    second.copy(`${pki}/sa.pub`);
    expect(await copied()).toBe(0);
    expect(await last.end()).toBe(0);
    expect(keyIds(await jwks(second.port))).toHaveLength(1);
    expect(keyIds(await jwks(second.port))).toEqual(keyIds(await jwks(controlPlane.port)));
    expect(StaticPod.read(second.manifests, 'kube-apiserver').restartedFor('palisade.dev/service-account-keys')).toBe(
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
    return new Promise((resolve) => palisade('--copied', '--manifests', second.manifests).once('close', resolve));
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
