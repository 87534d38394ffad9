import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issue, keyPem } from '../../../rehearsal/cluster/certificate';
import type { ApiServers, Fields } from '../api-servers';
import type { Journal } from './journal';
import type { Place } from './place';
import { notShowing, notTrusting } from './remaining';

describe('what is left to do before a stage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-remaining-'));
  const [old, next] = [createAuthority('old', 24 * 400), createAuthority('next', 24 * 400)];
  const journal: Journal = {
    old: new X509Certificate(old.certificate).fingerprint256,
    next: new X509Certificate(next.certificate).fingerprint256,
    stage: 'trust',
    before: {},
    reached: '2026-11-25T12:00:00.000Z',
  };
  const flags = (held: Record<string, string>) => ({ flag: (name: string) => held[name] });
  const place = {
    name: 'cluster',
    current: { certificate: '/pki/ca.crt', key: '/pki/ca.key' },
    next: { certificate: join(folder, 'next.crt'), key: join(folder, 'next.key') },
    apiServer: flags({}),
    controllerManager: flags({ 'cluster-signing-duration': '720h' }),
  } as unknown as Place;

  beforeAll(() => {
    writeFileSync(place.next.certificate, next.certificate);
    writeFileSync(place.next.key, keyPem(next.key), { mode: 0o600 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A cluster that holds some objects, by the last word of their list's path. */
  const cluster = (objects: Record<string, readonly Fields[]>, caller?: { cert: string; key: string }) =>
    ({
      caller,
      list: async (path: string) => objects[path.split('?')[0]?.split('/').at(-1) ?? ''] ?? [],
    }) as unknown as ApiServers;

  const pod = (name: string, startedAt: string, volumes: readonly object[]): Fields => ({
    metadata: { namespace: 'shop', name },
    spec: { volumes },
    status: { containerStatuses: [{ state: { running: { startedAt } } }] },
  });
  const told = [{ projected: { sources: [{ serviceAccountToken: {} }, { configMap: { name: 'kube-root-ca.crt' } }] } }];
  const [before, after] = ['2026-11-25T11:59:59Z', '2026-11-25T12:00:00Z'];

  it('names pods that read whom to trust before, and no others', async () => {
    const pods = [
      pod('older', before, told),
      pod('by-itself', before, [{ configMap: { name: 'kube-root-ca.crt' } }]),
      pod('newer', after, told),
      pod('not-told', before, [{ emptyDir: {} }]),
    ];
    const { seen, unseen } = await notTrusting(cluster({ pods }), place, journal);
    expect(seen).toEqual([]);
    expect(unseen).toContain(
      '2 pods may have read whom to trust before: have them start anew (kubectl rollout restart), as far as they ask the API server: shop/older, shop/by-itself',
    );
  });

  it.each([
    ['the old one only', old.certificate, true],
    ['both', old.certificate + next.certificate, false],
  ])('sees that machines which join trust %s', async (_, pem, isNamed) => {
    const kubeconfig = `clusters:\n- cluster:\n    certificate-authority-data: ${Buffer.from(pem).toString('base64')}\n`;
    const { unseen } = await notTrusting(cluster({ configmaps: [{ data: { kubeconfig } }] }), place, journal);
    expect(unseen.some((each) => each.includes('kube-public/cluster-info'))).toBe(isNamed);
  });

  const lookBeforeDrop = (objects: Record<string, readonly Fields[]>, caller?: { cert: string; key: string }) =>
    notShowing(cluster(objects, caller), place, journal, new X509Certificate(old.certificate), new Date());

  it('tells until when certificates of the old one live', async () => {
    const { unseen } = await lookBeforeDrop({});
    expect(unseen[0]).toContain(`ends with the old authority, at ${new Date(Date.parse(validTo())).toISOString()}`);
    expect(unseen[1]).toContain('has ended at 2026-12-25T12:00:00.000Z; kubelets ask for new ones by themselves');
  });

  const validTo = () => new X509Certificate(old.certificate).validTo;

  it('names what the API server trusts by the old one still', async () => {
    const caBundle = Buffer.from(old.certificate).toString('base64');
    const both = Buffer.from(next.certificate + old.certificate).toString('base64');
    const newer = Buffer.from(next.certificate).toString('base64');
    const { unseen } = await lookBeforeDrop({
      validatingwebhookconfigurations: [{ metadata: { name: 'guard' }, webhooks: [{ clientConfig: { caBundle } }] }],
      mutatingwebhookconfigurations: [
        { metadata: { name: 'both' }, webhooks: [{ clientConfig: { caBundle: both } }] },
        {
          metadata: { name: 'new' },
          webhooks: [{ clientConfig: { caBundle: newer } }, { clientConfig: { caBundle: 'bm9uZQ==' } }],
        },
      ],
      apiservices: [{ metadata: { name: 'v1.metrics' }, spec: { caBundle } }],
    });
    expect(unseen.at(-1)).toBe(
      'the API server trusts these by the old authority still, in caBundle: validatingwebhookconfigurations/guard, mutatingwebhookconfigurations/both, apiservices/v1.metrics',
    );
  });

  it.each([
    ['the old one', old, 1],
    ['the new one', next, 0],
  ])('lets nobody go on by a certificate of %s', async (_, authority, count) => {
    const { certificate, key } = issue(authority, { subject: { commonName: 'a' }, use: 'client', lifetimeHours: 1 });
    expect((await lookBeforeDrop({}, { cert: certificate, key })).seen).toHaveLength(count);
  });

  it('names nodes that were not heard of since', async () => {
    const lease = (name: string, renewTime: string) => ({ metadata: { name }, spec: { renewTime } });
    const nodes = ['lost', 'here', 'never'].map((name) => ({ metadata: { name }, status: {} }));
    const leases = [lease('lost', '2026-11-25T12:00:00.000000Z'), lease('here', '2026-11-25T12:00:00.001000Z')];
    const { seen } = await lookBeforeDrop({ nodes, leases });
    expect(seen.map((each) => each.split(' was ')[0])).toEqual(['the kubelet of lost', 'the kubelet of never']);
  });
});
