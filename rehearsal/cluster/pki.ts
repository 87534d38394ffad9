import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority, createAuthority, issue, KeyedCertificate, keyPem, newKey, Subject } from './certificate';

/** Hours that the certificates of a rehearsal live: a working day and the night after, so that a kept one is no hazard. */
export const DEFAULT_LIFETIME_HOURS = 24;

/** The files by what they are; each is also its name in the folder. */
const FILES = {
  clusterAuthority: 'cluster-ca.crt',
  clusterAuthorityKey: 'cluster-ca.key',
  etcdAuthority: 'etcd-ca.crt',
  frontProxyAuthority: 'front-proxy-ca.crt',
  apiServer: 'apiserver.crt',
  apiServerKey: 'apiserver.key',
  etcdServer: 'etcd-server.crt',
  etcdServerKey: 'etcd-server.key',
  etcdPeer: 'etcd-peer.crt',
  etcdPeerKey: 'etcd-peer.key',
  etcdClient: 'apiserver-etcd-client.crt',
  etcdClientKey: 'apiserver-etcd-client.key',
  frontProxyClient: 'front-proxy-client.crt',
  frontProxyClientKey: 'front-proxy-client.key',
  serviceAccountKey: 'service-account.key',
  serviceAccountPublicKey: 'service-account.pub',
} as const;

export type PkiFile = keyof typeof FILES;

/**
 * The certificates and keys of one cluster, in a folder of mode 0700 with every file 0600.
 *
 * Three authorities, so that a certificate of one cannot be shown where another is asked for: clients of the API server,
 * etcd, and the front proxy whose word on a user's name is taken. The keys of the last two are not kept: once the
 * cluster's own certificates are made, nobody can make more.
 */
export class Pki {
  private constructor(
    private readonly folder: string,
    private readonly cluster: Authority,
    /** Hours that a client certificate made now will live. */
    readonly lifetimeHours: number,
  ) {}

  /** Makes everything anew in `folder`, which is created and must not exist yet. */
  static create(folder: string, lifetimeHours: number = DEFAULT_LIFETIME_HOURS): Pki {
    if (!(lifetimeHours > 0)) {
      throw new Error(`certificateLifetimeHours is ${lifetimeHours}: give a number of hours above 0, such as 24.`);
    }
    mkdirSync(folder, { mode: 0o700 });
    const cluster = createAuthority('palisade-cluster', lifetimeHours);
    const etcd = createAuthority('palisade-etcd', lifetimeHours);
    const frontProxy = createAuthority('palisade-front-proxy', lifetimeHours);
    const serviceAccount = newKey();

    const loopback = ['127.0.0.1', 'localhost'];
    const service = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '10.96.0.1'];
    const subject = (commonName: string) => ({ subject: { commonName }, lifetimeHours });
    const apiServer = issue(cluster, {
      ...subject('kube-apiserver'),
      use: 'server',
      hosts: [...loopback, ...service],
    });
    // etcd's gateway is a client of etcd itself and shows the server's certificate, so that one needs both purposes.
    const etcdServer = issue(etcd, { ...subject('etcd-server'), use: 'server-and-client', hosts: loopback });
    const etcdPeer = issue(etcd, { ...subject('etcd-peer'), use: 'server-and-client', hosts: loopback });
    const etcdClient = issue(etcd, { ...subject('kube-apiserver-etcd-client'), use: 'client' });
    const frontProxyClient = issue(frontProxy, { ...subject('front-proxy-client'), use: 'client' });

    const contents: Record<PkiFile, string> = {
      clusterAuthority: cluster.certificate,
      clusterAuthorityKey: keyPem(cluster.key),
      etcdAuthority: etcd.certificate,
      frontProxyAuthority: frontProxy.certificate,
      apiServer: apiServer.certificate,
      apiServerKey: apiServer.key,
      etcdServer: etcdServer.certificate,
      etcdServerKey: etcdServer.key,
      etcdPeer: etcdPeer.certificate,
      etcdPeerKey: etcdPeer.key,
      etcdClient: etcdClient.certificate,
      etcdClientKey: etcdClient.key,
      frontProxyClient: frontProxyClient.certificate,
      frontProxyClientKey: frontProxyClient.key,
      serviceAccountKey: keyPem(serviceAccount),
      serviceAccountPublicKey: createPublicKey(serviceAccount).export({ type: 'spki', format: 'pem' }).toString(),
    };
    for (const [file, text] of Object.entries(contents) as [PkiFile, string][]) {
      writeFileSync(join(folder, FILES[file]), text, { mode: 0o600, flag: 'wx' });
    }
    return new Pki(folder, cluster, lifetimeHours);
  }

  /** Takes up what {@link create} left in `folder`. */
  static open(folder: string, lifetimeHours: number = DEFAULT_LIFETIME_HOURS): Pki {
    const read = (file: PkiFile) => readFileSync(join(folder, FILES[file]), 'utf8');
    const cluster = {
      subject: { commonName: 'palisade-cluster' },
      certificate: read('clusterAuthority'),
      key: createPrivateKey(read('clusterAuthorityKey')),
    };
    return new Pki(folder, cluster, lifetimeHours);
  }

  /** Where a file is. */
  path(file: PkiFile): string {
    return join(this.folder, FILES[file]);
  }

  /** What a file holds. */
  read(file: PkiFile): string {
    return readFileSync(this.path(file), 'utf8');
  }

  /** The authority that vouches for the API server, PEM. */
  get authority(): string {
    return this.cluster.certificate;
  }

  /**
   * A credential for a user (common name) in groups (organizations), signed by the cluster's authority. Nothing is
   * written to disk. Lives as long as the cluster's other certificates, unless `lifetimeHours` says less.
   */
  clientCertificate(user: Subject, lifetimeHours: number = this.lifetimeHours): KeyedCertificate {
    return issue(this.cluster, { subject: user, use: 'client', lifetimeHours });
  }
}
