import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '@palisade/rehearsal';
import { Client } from '../../cli/api-server/client';
import { readKubeconfig } from '../../cli/api-server/kubeconfig';
import { serversOf } from '../../cli/rotate/service-account-key/servers';
import { freePorts } from '../../rehearsal/cluster/ports';
import { eventually } from '../constructs/hardened-cluster';
import { RenderedControlPlane } from '../control-plane/rendered';
import { writeKubeconfig } from './kubeconfig';
import { PlayedKubelet } from './played-kubelet';

interface Run {
  readonly status: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

describe('palisade rotate sa-key', () => {
  const controlPlane = new RenderedControlPlane();
  const kubelet = new PlayedKubelet(controlPlane);
  let kubeconfig: string;

  beforeAll(async () => {
    await controlPlane.start();
    kubeconfig = writeKubeconfig(controlPlane, 'alice', controlPlane.administrator);
    const [port] = await freePorts(1);
    kubelet.addFlag('kube-controller-manager', `--secure-port=${port}`);
    await controlPlane.restart('kube-controller-manager');
    kubelet.start();
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    await eventually('the account', async () => (await ask('GET', account)).status === 200);
  }, 300_000);

  afterAll(async () => {
    await kubelet.stop();
    await controlPlane.stop();
  });

  it('asks the API servers that the cluster names, where none are given', async () => {
    const { access } = await readKubeconfig(kubeconfig);
    expect((await serversOf(access, [])).names).toEqual([`10.0.0.11:${controlPlane.port}`]);
  });

  it('changes the key, killed at every line that it says, and refuses tokens of the old one in the end', async () => {
    const before = keyIds(await jwks());
    const token = await freshToken();
    expect(await statusWith(token)).toBe(200);
    const refused: number[] = [];
    const load = watch(token, refused);

    const shown = await killedAtEveryLine();
    expect(shown).toMatchObject({ status: 3, errors: '' });
    expect(shown.lines.at(-1)).toContain('Run the command again after ');
    expect(keyIds(await jwks())).toHaveLength(2);
    // The old token has worked whenever there was a server; no other answer came.
    expect(await statusWith(token)).toBe(200);
    const newer = await freshToken();

    passADay();
    const answered = await load.end();
    expect(refused).toEqual([]);
    // It was asked before the first restart, after the last, and while both keys were told.
    expect([...answered].sort()).toEqual(expect.arrayContaining([0, kubelet.restarts.length]));
    expect(answered.size).toBeGreaterThan(2);
    const last = await killedAtEveryLine();
    expect(last).toMatchObject({ status: 0, errors: '' });
    expect(last.lines.at(-1)).toBe('Done: tokens of the old key are refused.');

    const after = keyIds(await jwks());
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    await eventually('the old token to be refused', async () => (await statusWith(token)) === 401);
    expect(await statusWith(newer)).toBe(200);
    // The controllers act by tokens of their own: they make what a new namespace has.
    await post('/api/v1/namespaces', { metadata: { name: 'later' } });
    const account = '/api/v1/namespaces/later/serviceaccounts/default';
    await eventually('the account', async () => (await ask('GET', account)).status === 200);
    expect(kubelet.restarts.filter((name) => name === 'kube-apiserver')).toHaveLength(3);
    expect(kubelet.restarts.filter((name) => name === 'kube-controller-manager')).toHaveLength(1);
  }, 600_000);

  it('names Secrets whose tokens never end, and goes on when they are gone', async () => {
    // As it says itself: to begin another one within the hour.
    rmSync(controlPlane.path('/etc/kubernetes/pki/sa.rotation.json'));
    await post('/api/v1/namespaces/default/secrets', {
      metadata: { name: 'robot', annotations: { 'kubernetes.io/service-account.name': 'default' } },
      type: 'kubernetes.io/service-account-token',
    });
    await eventually('its token', async () => (await ask('GET', secret)).text.includes('"token"'));
    const first = await palisade();
    expect(first.lines.join('\n')).toContain('hold tokens of the old key, which never end: default/robot.');
    passADay();
    const stopped = await palisade();
    expect(stopped.status).toBe(1);
    expect(stopped.errors).toContain('hold tokens of the old key, which never end: default/robot.');
    expect(keyIds(await jwks())).toHaveLength(2);
    await ask('DELETE', secret);
    expect(await palisade()).toMatchObject({ status: 0, errors: '' });
    expect(keyIds(await jwks())).toHaveLength(1);
  }, 300_000);

  const secret = '/api/v1/namespaces/default/secrets/robot';

  /** Kills the command when it says its first line, then its second, and so on, and returns the run that reached its end. */
  async function killedAtEveryLine(): Promise<Run> {
    for (let line = 1; line < 40; line += 1) {
      const run = await palisade(line);
      if (run.status !== null) return run;
    }
    throw new Error('It says ever more.');
  }

  function palisade(killAt?: number): Promise<Run> {
    const words = ['rotate', 'sa-key', '--kubeconfig', kubeconfig, '--servers', `127.0.0.1:${controlPlane.port}`];
    const path = `${projectRoot()}/cli/palisade.mjs`;
    const child = spawn(process.execPath, [path, ...words, '--manifests', kubelet.folder]);
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      if (killAt !== undefined && output.split('\n').length > killAt) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk;
    });
    return new Promise((resolve) =>
      child.once('close', (status) => resolve({ status, lines: output.trimEnd().split('\n'), errors })),
    );
  }

  /** Asks with a token again and again, and tells after how many restarts it was accepted. Where no server is there to answer, nothing is told. */
  function watch(token: string, refused: number[]) {
    let over = false;
    const answered = new Set<number>();
    const asking = (async () => {
      while (!over) {
        const restarts = kubelet.restarts.length;
        const status = await statusWith(token).catch(() => undefined);
        if (status === 200) answered.add(restarts);
        // A server that shuts down says 503; one that has just started says 403 until it has read who may do what.
        else if (status !== undefined && status !== 503 && status !== 403) refused.push(status);
        await sleep(20);
      }
    })();
    return {
      end: async () => {
        await eventually('an answer after the last restart', async () => answered.has(kubelet.restarts.length));
        over = true;
        await asking;
        return answered;
      },
    };
  }

  /** Has the journal say that a day has passed: the longest that a token lives here. */
  function passADay(): void {
    const path = controlPlane.path('/etc/kubernetes/pki/sa.rotation.json');
    const journal = JSON.parse(readFileSync(path, 'utf8'));
    const since = new Date(Date.parse(journal.signedSince) - 24 * 3_600_000).toISOString();
    writeFileSync(path, JSON.stringify({ ...journal, signedSince: since }));
  }

  async function freshToken(): Promise<string> {
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 86_400 } };
    const { text } = await ask('POST', path, body);
    return JSON.parse(text).status.token;
  }

  const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
    controlPlane.ask({ method, path, body, credentials: controlPlane.administrator });

  async function post(path: string, body: object): Promise<void> {
    const { status, text } = await ask('POST', path, body);
    if (status !== 201) throw new Error(text);
  }

  const jwks = async () => (await ask('GET', '/openid/v1/jwks')).text;
  const keyIds = (text: string): string[] => JSON.parse(text).keys.map(({ kid }: { kid: string }) => kid);

  /** What a service account may ask always. */
  async function statusWith(token: string): Promise<number> {
    const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
    const client = new Client({ endpoint: `https://127.0.0.1:${controlPlane.port}`, ca, token });
    try {
      return (await client.get('/version')).status;
    } finally {
      client.close();
    }
  }
});
