import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pki, PkiFile } from './pki';

const root = mkdtempSync(join(tmpdir(), 'palisade-pki-'));
const pki = Pki.create(join(root, 'pki'), 24);
const certificate = (file: PkiFile) => new X509Certificate(pki.read(file));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CLIENT = '1.3.6.1.5.5.7.3.2';
const SERVER = '1.3.6.1.5.5.7.3.1';

describe('the certificates of a cluster', () => {
  it.each([
    ['apiServer', 'clusterAuthority', 'apiServerKey', [SERVER]],
    ['etcdServer', 'etcdAuthority', 'etcdServerKey', [SERVER, CLIENT]],
    ['etcdPeer', 'etcdAuthority', 'etcdPeerKey', [SERVER, CLIENT]],
    ['etcdClient', 'etcdAuthority', 'etcdClientKey', [CLIENT]],
    ['frontProxyClient', 'frontProxyAuthority', 'frontProxyClientKey', [CLIENT]],
  ] as const)(
    '%s is signed by %s alone, has its key, and serves its purpose only',
    (name, authority, key, purposes) => {
      const leaf = certificate(name);
      for (const other of ['clusterAuthority', 'etcdAuthority', 'frontProxyAuthority'] as const) {
        expect([other, leaf.verify(certificate(other).publicKey)]).toEqual([other, other === authority]);
      }
      expect(leaf.checkIssued(certificate(authority))).toBe(true);
      expect(leaf.checkPrivateKey(createPrivateKey(pki.read(key)))).toBe(true);
      expect(leaf.keyUsage).toEqual(purposes);
      expect(leaf.ca).toBe(false);
    },
  );

  it.each(['clusterAuthority', 'etcdAuthority', 'frontProxyAuthority'] as const)('%s is an authority', (name) => {
    const authority = certificate(name);
    expect(authority.ca).toBe(true);
    expect(authority.checkIssued(authority)).toBe(true);
    expect(authority.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it('of the servers name the loopback address and nothing wider', () => {
    expect(certificate('etcdServer').subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost');
    expect(certificate('apiServer').subjectAltName).toBe(
      'IP Address:127.0.0.1, DNS:localhost, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, IP Address:10.96.0.1',
    );
    expect(certificate('apiServer').checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate('apiServer').checkIP('10.96.0.2')).toBeUndefined();
  });

  it('expire after the hours asked for', () => {
    const hours = (Date.parse(certificate('apiServer').validTo) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThanOrEqual(24);
    expect(Date.parse(certificate('apiServer').validFrom)).toBeLessThan(Date.now());
  });

  it('have serial numbers of their own', () => {
    const serials = [
      'apiServer',
      'etcdServer',
      'etcdPeer',
      'etcdClient',
      'frontProxyClient',
      'clusterAuthority',
    ] as const;
    expect(new Set(serials.map((name) => certificate(name).serialNumber)).size).toBe(6);
  });

  it('lie in a folder of mode 0700, each in a file of mode 0600', () => {
    const folder = join(root, 'pki');
    const names = readdirSync(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(new Set(names.map((name) => statSync(join(folder, name)).mode & 0o777))).toEqual(new Set([0o600]));
    // The keys of etcd's and the front proxy's authorities are not among them.
    expect(names.filter((name) => name.endsWith('.key')).sort()).toEqual([
      'apiserver-etcd-client.key',
      'apiserver-kubelet-client.key',
      'apiserver.key',
      'cluster-ca.key',
      'etcd-peer.key',
      'etcd-server.key',
      'front-proxy-client.key',
      'service-account.key',
    ]);
  });

  it('are not written over', () => {
    expect(() => Pki.create(join(root, 'pki'), 24)).toThrow('EEXIST');
  });

  it.each([0, -1, Number.NaN])('cannot live %d hours', (hours) => {
    expect(() => Pki.create(join(root, 'other'), hours)).toThrow(
      `certificateLifetimeHours is ${hours}: give a number of hours above 0, such as 24.`,
    );
  });
});

describe('a client certificate', () => {
  const organizations = ['team-a:developers', 'team-b:viewers'];

  it.each([
    ['fresh', pki],
    ['taken up from the folder', Pki.open(join(root, 'pki'))],
  ])('of a %s PKI names user and groups, and is signed by the cluster', (_what, from) => {
    const made = from.clientCertificate({ commonName: 'jane', organizations });
    const leaf = new X509Certificate(made.certificate);
    expect(leaf.subject).toBe('O=team-a:developers\nO=team-b:viewers\nCN=jane');
    expect(leaf.issuer).toBe('CN=palisade-cluster');
    expect(leaf.verify(certificate('clusterAuthority').publicKey)).toBe(true);
    expect(leaf.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
    expect(leaf.keyUsage).toEqual([CLIENT]);
    expect(leaf.subjectAltName).toBeUndefined();
  });

  it('can be given less time', () => {
    const made = pki.clientCertificate({ commonName: 'jane' }, 1);
    const hours = (Date.parse(new X509Certificate(made.certificate).validTo) - Date.now()) / 3_600_000;
    expect(hours).toBeLessThanOrEqual(1);
  });

  it('never shares a key with another', () => {
    const keys = [1, 2].map(() => pki.clientCertificate({ commonName: 'jane' }).key);
    expect(keys[0]).not.toBe(keys[1]);
  });
});
