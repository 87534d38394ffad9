import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { leafCommands } from '@palisade/constructs/control-plane';
import { projectRoot } from '@palisade/rehearsal';
import { Client } from '../../cli/api-server/client';
import { servedCertificate } from '../../cli/rotate/served';
import { eventually } from '../constructs/hardened-cluster';
import { AuthorityRun } from './authority-run';
import { writeKubeconfig } from './kubeconfig';

interface ApiObject {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
  readonly status?: { readonly certificate?: string };
}

const run = promisify(execFile);
const pki = '/etc/kubernetes/pki';

describe("palisade rotate certificates --authority cluster, with a worker's kubelet played", () => {
  const subject = new AuthorityRun('cluster');
  const { controlPlane } = subject;
  const folder = mkdtempSync(join(tmpdir(), 'palisade-authority-'));
  let kubelet: Server;
  /** Seconds: the certificate by which it asks is a day old. */
  let clientEndsIn = 29 * 86_400;
  let oldAuthority: string;
  let newAuthority: string;
  let alice: { cert: string; key: string };

  beforeAll(async () => {
    await subject.start();
    oldAuthority = controlPlane.read(`${pki}/ca.crt`);
    alice = await controlPlane.client('alice', 'palisade:administrators');
    kubelet = createServer({
      ...(await kubeletPair('old')),
      ca: oldAuthority,
      requestCert: true,
      rejectUnauthorized: false,
    });
    // As a kubelet: it knows whom its authority vouches for, and lets nobody do more than read its metrics.
    kubelet.on('request', ({ socket, url }, response) => {
      if (!(socket as TLSSocket).authorized) response.writeHead(401).end();
      else if (url === '/metrics') response.end(`kubelet_certificate_manager_client_ttl_seconds ${clientEndsIn}\n`);
      else response.writeHead(403).end();
    });
    await new Promise<void>((resolve) => kubelet.listen(0, '127.0.0.1', resolve));
    await registerWorker();
  }, 300_000);

  afterAll(async () => {
    await new Promise((resolve) => kubelet?.close(resolve));
    await subject.stop();
    rmSync(folder, { recursive: true });
  });

  it('has both trusted, killed at every line that it says; nobody is refused, and the old one signs', async () => {
    const [both, oldOnly] = [watchWithBoth(), watchOldOnly()];
    const { status, output, errors } = await subject.killedAtEveryLine();
    expect([status, errors]).toEqual([3, '']);
    expect(output).toContain('the kubelet of worker-1 does not yet let in whom the new authority vouches for\n');
    expect(output).toContain(`copy ${controlPlane.path(`${pki}/ca.crt`)} to the kubelet's clientCAFile`);
    expect(output.trimEnd().split('\n').at(-1)).toBe('Run the command again with --confirm sign once that is so.');
    [, newAuthority = ''] = subject.authorities(`${pki}/ca.crt`);
    expect(subject.authorities(`${pki}/ca.crt`)).toEqual([oldAuthority, newAuthority]);
    expect(await rootsOf('default')).toEqual([oldAuthority, newAuthority].sort());
    expect(await signedBy()).toBe('old');
    for (const watch of [both, oldOnly]) {
      await watch.forget();
      expect([watch.troubles, watch.told.has('answered')]).toEqual([[], true]);
      await watch.end();
    }
  }, 900_000);

  it('does not sign by the new one, whoever says so, while a kubelet does not trust it', async () => {
    const { status, output } = await subject.palisade(['--confirm', 'sign']);
    expect(status).toBe(3);
    expect(output).toContain('Not ready for "Sign by the new authority":');
    expect(await showsOld()).toBe(true);
    kubelet.setSecureContext({ ...(await kubeletPair('old')), ca: [oldAuthority, newAuthority] });
    expect((await subject.palisade([])).output).not.toContain('worker-1');
    expect(await showsOld()).toBe(true);
  }, 120_000);

  it('signs by the new one, killed at every line; who trusts both is never refused, who trusts the old one only is', async () => {
    const [both, oldOnly] = [watchWithBoth(), watchOldOnly()];
    await both.forget();
    const { status, output, errors } = await subject.killedAtEveryLine('--confirm', 'sign');
    expect([status, errors]).toEqual([3, '']);
    expect(output).toContain('the kubelet of worker-1 still shows a certificate of the old authority\n');
    expect(output).toContain('the kubelet of worker-1 was not heard of since');
    expect(output).toContain('certificates that were made by hand are not seen here; the last of them ends');
    for (const name of ['apiserver', 'apiserver-kubelet-client']) {
      expect(subject.certificate(`${pki}/${name}.crt`).verify(new X509Certificate(newAuthority).publicKey)).toBe(true);
    }
    expect(await signedBy()).toBe('new');
    expect(await rootsOf('default')).toEqual([oldAuthority, newAuthority].sort());
    await both.forget();
    await oldOnly.forget();
    expect([both.troubles, both.told.has('answered')]).toEqual([[], true]);
    expect([...oldOnly.told]).toEqual(['distrusted']);
    // Meanwhile, certificates are renewed by the new one as ever.
    expect(await runPlain()).toEqual({ status: 0 });
    await both.end();
    await oldOnly.end();
  }, 900_000);

  it('does not drop the old one, whoever says so, while a kubelet shows its certificate', async () => {
    const { status } = await subject.palisade(['--confirm', 'drop']);
    expect(status).toBe(3);
    const byAlice = ['--confirm', 'drop', '--kubeconfig', writeKubeconfig(controlPlane, 'alice', alice)];
    expect((await subject.palisade(byAlice)).output).toContain(
      'the kubeconfig that was given shows a certificate of the',
    );
    expect(subject.authorities(`${pki}/ca.crt`)).toEqual([newAuthority, oldAuthority]);
    kubelet.setSecureContext({ ...(await kubeletPair('new')), ca: [oldAuthority, newAuthority] });
    await renewLease();
    const asks = 'the kubelet of worker-1 still asks by a certificate that ends at ';
    expect((await subject.palisade(['--confirm', 'drop'])).output).toContain(asks);
    // For as long as a controller manager signs, and a minute since.
    clientEndsIn = 30 * 86_400 + 60;
    expect((await subject.palisade([])).output).not.toContain('worker-1');
    expect((await askAs(alice, newAuthority)).status).toBe(200);
  }, 120_000);

  it('drops the old one, killed at every line: whom it vouched for is refused, and all else works by the new one', async () => {
    const bob = await controlPlane.client('bob', 'palisade:administrators');
    const newer = subject.watch(() => ({ endpoint: subject.endpoint, ca: newAuthority, ...bob }), users);
    await newer.forget();
    const { status, output, errors } = await subject.killedAtEveryLine('--confirm', 'drop');
    expect([status, errors]).toEqual([0, '']);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'Done: the old authority is trusted no more, and its key is gone.',
    );
    await newer.forget();
    expect([newer.troubles, newer.told.has('answered')]).toEqual([[], true]);

    expect(output).toContain('the kubelet of worker-1 still lets in whom the old authority vouches for: copy ');

    expect((await askAs(alice, newAuthority)).status).toBe(401);
    await expect(askAs(bob, oldAuthority)).rejects.toThrow();
    expect(subject.authorities(`${pki}/ca.crt`)).toEqual([newAuthority]);
    expect(await rootsOf('default')).toEqual([newAuthority]);
    expect(await publishedAuthorities()).toEqual([newAuthority]);
    expect(subject.leftovers()).toEqual([]);
    const manager = controlPlane.read('/etc/kubernetes/manifests/kube-controller-manager.yaml');
    expect(manager).toContain(`--cluster-signing-cert-file=${controlPlane.path(`${pki}/ca.crt`)}\n`);
    expect(manager).toContain(`--cluster-signing-key-file=${controlPlane.path(`${pki}/ca.key`)}\n`);

    // Controllers work, by certificates of the new authority.
    await send('POST', '/api/v1/namespaces', { metadata: { name: 'later' } });
    await eventually(
      'the account',
      async () => (await get('/api/v1/namespaces/later/serviceaccounts/default')) !== undefined,
    );
    await eventually('whom to trust', async () => (await get(rootPath('later'))) !== undefined);
    expect(await rootsOf('later')).toEqual([newAuthority]);
    expect(await signedBy()).toBe('new');
    expect(await runPlain()).toEqual({ status: 0 });
  }, 900_000);

  const users = '/api/v1/namespaces/default/configmaps';

  /** By a certificate of the old authority, and trusting what lies on the machine. */
  const watchWithBoth = () =>
    subject.watch(() => ({ endpoint: subject.endpoint, ca: controlPlane.read(`${pki}/ca.crt`), ...alice }), users);
  const watchOldOnly = () => subject.watch(() => ({ endpoint: subject.endpoint, ca: oldAuthority, ...alice }), users);

  async function runPlain() {
    const words = ['rotate', 'certificates', '--status', '--manifests', subject.kubelet.folder];
    return run(process.execPath, [`${projectRoot()}/cli/palisade.mjs`, ...words]).then(
      () => ({ status: 0 }),
      (error: { code: number; stdout: string }) => ({ status: `${error.code}: ${error.stdout}` }),
    );
  }

  async function askAs(pair: { cert: string; key: string }, ca: string) {
    const client = new Client({ endpoint: subject.endpoint, ca, ...pair });
    try {
      return await client.get(users);
    } finally {
      client.close();
    }
  }

  async function showsOld(): Promise<boolean> {
    const shown = await servedCertificate(`127.0.0.1:${controlPlane.port}`);
    return shown.verify(new X509Certificate(oldAuthority).publicKey);
  }

  async function send(method: string, path: string, body?: object, contentType?: string) {
    const client = subject.administrator();
    try {
      const answer = await client.send({ method, path, body, ...(contentType && { contentType }) });
      if (answer.status >= 300) throw new Error(answer.message);
      return answer.body as unknown as ApiObject;
    } finally {
      client.close();
    }
  }

  const get = (path: string) => send('GET', path).catch(() => undefined);
  const rootPath = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`;
  const inPem = (pem: string) => pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g);

  async function rootsOf(namespace: string) {
    return inPem((await send('GET', rootPath(namespace))).data['ca.crt'] ?? '')?.sort();
  }

  async function publishedAuthorities() {
    const path = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';
    return inPem((await send('GET', path)).data['client-ca-file'] ?? '');
  }

  /** Asks the cluster for a certificate, and tells which authority has signed it. */
  async function signedBy(): Promise<'old' | 'new' | 'neither'> {
    const path = join(folder, 'asked');
    await run('openssl', [
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'],
      ...['-subj', '/CN=carol', '-keyout', `${path}.key`, '-out', `${path}.csr`],
    ]);
    const collection = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
    const request = await send('POST', collection, {
      metadata: { generateName: 'carol-' },
      spec: {
        request: readFileSync(`${path}.csr`).toString('base64'),
        signerName: 'kubernetes.io/kube-apiserver-client',
        usages: ['client auth'],
      },
    });
    const own = `${collection}/${request.metadata.name}`;
    const condition = { type: 'Approved', status: 'True', reason: 'Test', message: 'for a test' };
    await send('PUT', `${own}/approval`, { ...request, status: { conditions: [condition] } });
    let signed = '';
    await eventually('a signed certificate', async () => {
      signed = (await get(own))?.status?.certificate ?? '';
      return signed !== '';
    });
    const certificate = new X509Certificate(Buffer.from(signed, 'base64'));
    if (certificate.verify(new X509Certificate(oldAuthority).publicKey)) return 'old';
    return certificate.verify(new X509Certificate(newAuthority).publicKey) ? 'new' : 'neither';
  }

  /** What a kubelet shows: by the old authority before its key is gone, and by what signs then. */
  async function kubeletPair(which: 'old' | 'new') {
    const path = join(folder, `kubelet-${which}.crt`);
    const leaf = { commonName: 'system:node:worker-1', organizations: ['system:nodes'], lifetime: 30 };
    const issued = { ...leaf, use: 'server' as const, hosts: ['worker-1', '127.0.0.1'] };
    const signer = controlPlane.path(`${pki}/ca.crt`);
    if (which === 'new' || !existsSync(path)) {
      for (const [program = '', ...args] of leafCommands(path, signer, issued)) await run(program, args);
    }
    return { cert: readFileSync(path, 'utf8'), key: readFileSync(path.replace('.crt', '.key'), 'utf8') };
  }

  async function registerWorker(): Promise<void> {
    await send('POST', '/api/v1/nodes', { metadata: { name: 'worker-1' } });
    const { port } = kubelet.address() as AddressInfo;
    const status = {
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
    };
    await send('PATCH', '/api/v1/nodes/worker-1/status', { status }, 'application/merge-patch+json');
    await send('POST', leases, { metadata: { name: 'worker-1' }, spec: { renewTime: '2026-01-01T00:00:00.000000Z' } });
  }

  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

  async function renewLease(): Promise<void> {
    const renewTime = new Date(Date.now() + 1000).toISOString().replace('Z', '000Z');
    await send('PATCH', `${leases}/worker-1`, { spec: { renewTime } }, 'application/merge-patch+json');
  }
});
