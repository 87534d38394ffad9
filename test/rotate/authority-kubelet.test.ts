import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { kubeletClientEnds, kubeletLetsIn } from '../../cli/rotate/authority/kubelets';
import { placeOf } from '../../cli/rotate/authority/place';
import { probeOf } from '../../cli/rotate/authority/probe';
import { servedCertificate } from '../../cli/rotate/served';
import { until } from '../../cli/rotate/until';
import { Kubelet } from '../containers/kubelet';
import { ContainerRuntime } from '../containers/runtime';
import { approve, type SigningRequest } from '../containers/serving-request';
import { AuthorityRun } from './authority-run';

const pki = '/etc/kubernetes/pki';

// The command asks kubelets at the addresses of their nodes, where this one does not listen: here, it is asked by itself.
describe('a real kubelet and a scheduler, while the authority of its cluster is replaced', () => {
  const subject = new AuthorityRun('cluster', true);
  const { controlPlane } = subject;
  const folder = mkdtempSync(join(tmpdir(), 'palisade-authority-kubelet-'));
  let runtime: ContainerRuntime;
  let kubelet: Kubelet;
  let alice: { cert: string; key: string };

  beforeAll(async () => {
    for (const name of ['node', 'manifests']) mkdirSync(join(folder, name));
    await subject.start();
    alice = await controlPlane.client('alice', 'palisade:administrators');
    runtime = await ContainerRuntime.start(folder);
    await startKubelet();
  }, 300_000);

  afterAll(async () => {
    await kubelet?.stop();
    await runtime?.stop();
    await subject.stop();
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('tells when the certificate ends by which it asks: the one that the cluster has signed', async () => {
    await until(async () => {
      const told = await kubeletClientEnds(url(), alice, new Date());
      // Seconds go by between what it tells and now.
      const isHeld = Math.abs((told?.getTime() ?? 0) - Date.parse(asksBy().validTo)) < 60_000;
      return isHeld ? undefined : `it tells of ${told?.toISOString()}`;
    });
  }, 400_000);

  it('lets in whom the new one vouches for without a restart, and nobody before', async () => {
    // By another authority, which is not trusted yet or ever.
    const stranger = probeOf(place(), { certificate: path('etcd/ca.crt'), key: path('etcd/ca.key') });
    expect([await kubeletLetsIn(url(), stranger), await kubeletLetsIn(url(), alice)]).toEqual([false, true]);
    expect((await subject.palisade([])).status).toBe(3);
    const probe = probeOf(place(), place().next);
    // It looks at its file once a minute.
    await until(async () => ((await kubeletLetsIn(url(), probe)) ? undefined : 'it does not trust both'));
    expect(await kubeletLetsIn(url(), alice)).toBe(true);
  }, 400_000);

  it('asks at once for certificates of the new one, as the guide has it', async () => {
    await kubelet.stop();
    await startKubelet();
    expect((await subject.palisade(['--confirm', 'sign'])).status).toBe(3);
    await kubelet.stop();
    for (const name of ['client', 'server']) rmSync(join(kubelet.certificates, `kubelet-${name}-current.pem`));
    await startKubelet();
    const { publicKey } = new X509Certificate(controlPlane.read(`${pki}/ca.crt`));
    await until(async () => {
      if (!asksBy().verify(publicKey)) return 'it asks by a certificate of the old one';
      const shown = await servedCertificate(`127.0.0.1:${kubelet.port}`);
      return shown.verify(publicKey) ? undefined : 'it shows a certificate of the old one';
    });
  }, 400_000);

  it('work on when the old one is gone, and lets in nobody whom that vouched for', async () => {
    await until(async () => {
      const { status, output } = await subject.palisade(['--confirm', 'drop']);
      return status === 0 ? undefined : output;
    });
    const gone = Date.now();
    for (const lease of ['kube-node-lease/leases/cp-1', 'kube-system/leases/kube-scheduler']) {
      await until(async () => ((await renewed(lease)) > gone ? undefined : `${lease} was not renewed since`));
    }
    // For each stage: to trust both, for its certificate, to trust the new one only.
    expect(subject.kubelet.restarts.filter((name) => name === 'kube-scheduler')).toHaveLength(3);
    await until(async () =>
      (await kubeletLetsIn(url(), alice)) ? 'it lets in whom the old one vouched for' : undefined,
    );
    expect(await kubeletLetsIn(url(), await controlPlane.client('bob', 'palisade:administrators'))).toBe(true);
  }, 400_000);

  const url = () => `https://127.0.0.1:${kubelet.port}`;
  const path = (name: string) => controlPlane.path(`${pki}/${name}`);
  const place = () => placeOf('cluster', subject.kubelet.folder);
  const asksBy = () =>
    new X509Certificate(readFileSync(join(kubelet.certificates, 'kubelet-client-current.pem'), 'utf8'));

  /** Starts it, and has it get what it asks for. */
  async function startKubelet(): Promise<void> {
    const kubeconfig = controlPlane.path('/etc/kubernetes/kubelet.conf');
    kubelet = await Kubelet.start(
      { folder: join(folder, 'node'), runtime, node: 'cp-1', kubeconfig },
      { ...parse(controlPlane.read('/var/lib/kubelet/config.yaml')), staticPodPath: join(folder, 'manifests') },
    );
    await until(async () => {
      kubelet.mustRun();
      await approveAll();
      if (!existsSync(join(kubelet.certificates, 'kubelet-client-current.pem')))
        return 'it does not ask by its own yet';
      await servedCertificate(`127.0.0.1:${kubelet.port}`);
      return undefined;
    });
  }

  async function approveAll(): Promise<void> {
    const client = subject.administrator();
    try {
      const { body } = await client.get('/apis/certificates.k8s.io/v1/certificatesigningrequests');
      for (const request of (body.items ?? []) as SigningRequest[]) {
        const isServing = request.spec.signerName === 'kubernetes.io/kubelet-serving';
        if (isServing && request.status.conditions === undefined) await approve(client, request);
      }
    } finally {
      client.close();
    }
  }

  /** When somebody was last heard of. */
  async function renewed(lease: string): Promise<number> {
    const client = subject.administrator();
    try {
      const { body } = await client.get(`/apis/coordination.k8s.io/v1/namespaces/${lease}`);
      return Date.parse((body.spec as { renewTime: string }).renewTime);
    } finally {
      client.close();
    }
  }
});
