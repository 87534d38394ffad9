import { spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { projectRoot } from '@palisade/rehearsal';
import { parse } from 'yaml';
import { servedFingerprint } from '../../cli/rotate/served';
import { freePorts } from '../../rehearsal/cluster/ports';
import { eventually } from '../constructs/hardened-cluster';
import { RenderedControlPlane } from '../control-plane/rendered';
import { PlayedKubelet } from './played-kubelet';

const pki = '/etc/kubernetes/pki';
const pairs = [
  'etcd/server',
  'etcd/peer',
  'apiserver-etcd-client',
  'apiserver',
  'apiserver-kubelet-client',
  'front-proxy-client',
];
const managerConfig = '/etc/kubernetes/controller-manager.conf';

describe('palisade rotate certificates', () => {
  const controlPlane = new RenderedControlPlane();
  const kubelet = new PlayedKubelet(controlPlane);

  beforeAll(async () => {
    await controlPlane.start();
    embed(managerConfig);
    const [port] = await freePorts(1);
    kubelet.addFlag('kube-controller-manager', `--secure-port=${port}`);
    // No scheduler runs here: what is renewed for it is for its manifest only.
    kubelet.remove('kube-scheduler');
    await controlPlane.restart('kube-controller-manager');
    kubelet.start();
  }, 300_000);

  afterAll(async () => {
    await kubelet.stop();
    await controlPlane.stop();
  });

  it('tells what ends when, and finds nothing due', async () => {
    const { status, output } = await palisade(['--status', '--json']);
    expect(status).toBe(0);
    const { certificates } = JSON.parse(output);
    expect(certificates.map(({ name, due, problem }: Record<string, unknown>) => [name, due, problem])).toEqual([
      ['etcd, for clients', false, undefined],
      ['etcd, for members', false, undefined],
      ['client of etcd', false, undefined],
      ['API server', false, undefined],
      ['client of kubelets', false, undefined],
      ['front proxy', false, undefined],
      ['kube-controller-manager', false, undefined],
    ]);
    const before = fingerprints();
    expect((await palisade([])).status).toBe(0);
    expect(fingerprints()).toEqual(before);
    expect(kubelet.restarts).toEqual([]);
  });

  it('renews every one, killed at every line that it says: each pair is whole whenever it is looked at', async () => {
    const before = fingerprints();
    const subjects = pairs.map((name) => subjectOf(name));
    let answered = 0;
    let over = false;
    const refusals: string[] = [];
    const load = (async () => {
      while (!over) {
        const path = '/api/v1/namespaces/default/configmaps';
        const outcome = await controlPlane.ask({ path, credentials: controlPlane.administrator }).then(
          ({ status }) => String(status),
          ({ message }: Error) => message,
        );
        if (outcome === '200') answered += 1;
        else refusals.push(outcome);
      }
    })();

    for (let line = 1; ; line += 1) {
      const { status, errors } = await palisade(['--all'], line);
      for (const name of pairs) expect([name, isWhole(name)]).toEqual([name, true]);
      if (status === null) continue;
      expect([status, errors]).toEqual([0, '']);
      break;
    }
    over = true;
    await load;
    // The API server reads what is new while it serves: nobody is refused.
    expect(refusals).toEqual([]);
    expect(answered).toBeGreaterThan(20);

    const after = fingerprints();
    for (const [index, name] of pairs.entries()) {
      expect(after[index]).not.toBe(before[index]);
      expect(subjectOf(name)).toEqual(subjects[index]);
      expect(modeOf(`${name}.key`)).toBe(0o600);
    }
    expect(after.at(-1)).not.toBe(before.at(-1));
    expect(new Set(kubelet.restarts)).toEqual(new Set(['kube-controller-manager']));
    expect(leftovers()).toEqual([]);
  }, 900_000);

  it('has the new ones in use: shown by servers, and by clients that start anew', async () => {
    const shown = async (port: number) => servedFingerprint(`127.0.0.1:${port}`);
    expect(await shown(controlPlane.port)).toBe(fingerprint('apiserver'));
    expect(await shown(urlPort('listen-client-urls'))).toBe(fingerprint('etcd/server'));
    expect(await shown(urlPort('listen-peer-urls'))).toBe(fingerprint('etcd/peer'));
    await controlPlane.halt();
    await controlPlane.resume();
    await controlPlane.restart('kube-controller-manager');
    const body = { metadata: { name: 'later' } };
    await controlPlane.ask({
      method: 'POST',
      path: '/api/v1/namespaces',
      body,
      credentials: controlPlane.administrator,
    });
    const path = '/api/v1/namespaces/later/serviceaccounts/default';
    await eventually(
      'the account',
      async () => (await controlPlane.ask({ path, credentials: controlPlane.administrator })).status === 200,
    );
  }, 120_000);

  it('refuses to renew what another authority signed, and says so; the others are renewed', async () => {
    const path = controlPlane.path(`${pki}/front-proxy-client.crt`);
    const own = readFileSync(path);
    writeFileSync(path, controlPlane.read(`${pki}/apiserver-kubelet-client.crt`));
    const before = fingerprint('apiserver');
    const { status, errors } = await palisade(['--all']);
    expect(status).toBe(1);
    expect(errors).toBe(
      `palisade rotate certificates: front proxy: ${path} is signed by 'CN=kubernetes-ca', and not by the authority in ${controlPlane.path(`${pki}/front-proxy-ca.crt`)}: find out who put it there, and put back the right one\n`,
    );
    expect(fingerprint('apiserver')).not.toBe(before);
    writeFileSync(path, own);
  }, 180_000);

  function palisade(words: readonly string[], killAt?: number) {
    const path = `${projectRoot()}/cli/palisade.mjs`;
    const all = [path, 'rotate', 'certificates', '--manifests', kubelet.folder, ...words];
    const child = spawn(process.execPath, all);
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      if (killAt !== undefined && output.split('\n').length > killAt) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk;
    });
    return new Promise<{ status: number | null; output: string; errors: string }>((resolve) =>
      child.once('close', (status) => resolve({ status, output, errors })),
    );
  }

  const certificate = (name: string) => new X509Certificate(controlPlane.read(`${pki}/${name}.crt`));
  const fingerprint = (name: string) => certificate(name).fingerprint256;
  const modeOf = (name: string) => statSync(controlPlane.path(`${pki}/${name}`)).mode & 0o777;
  const isWhole = (name: string) =>
    certificate(name).checkPrivateKey(createPrivateKey(controlPlane.read(`${pki}/${name}.key`)));
  const fingerprints = () => [...pairs.map(fingerprint), controlPlane.read(managerConfig)];
  const leftovers = () =>
    readdirSync(controlPlane.path('/etc/kubernetes'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(^|\/)\./.test(name),
    );

  function subjectOf(name: string): unknown[] {
    const { subject, subjectAltName, keyUsage, issuer } = certificate(name);
    return [subject, subjectAltName, keyUsage, issuer];
  }

  function urlPort(flag: string): number {
    const pod = parse(controlPlane.read('/etc/kubernetes/manifests/etcd.yaml'));
    const word = pod.spec.containers[0].command.find((each: string) => each.startsWith(`--${flag}=`));
    return Number(new URL(word.slice(flag.length + 3)).port);
  }

  /** As kubectl's commands in the README have it: files in the kubeconfig itself. */
  function embed(path: string): void {
    const data = (file: string) => readFileSync(file).toString('base64');
    const config = parse(controlPlane.read(path));
    const { user } = config.users[0];
    const { 'client-certificate': crt, 'client-key': key } = user;
    config.users[0].user = { 'client-certificate-data': data(crt), 'client-key-data': data(key) };
    writeFileSync(controlPlane.path(path), JSON.stringify(config));
  }
});
