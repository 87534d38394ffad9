import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificates, type PkiPaths } from '@palisade/constructs/control-plane';
import { Authority, createAuthority, issue, KeyedCertificate, keyPem, newKey, Subject } from './certificate';
import { settings } from './control-plane';

/** Hours that the certificates of a rehearsal live: a working day and the night after, so that a kept one is no hazard. */
export const DEFAULT_LIFETIME_HOURS = 24;

/** Names of the files in the folder, by what they are. */
const FILES: PkiPaths = {
  clusterAuthority: 'cluster-ca.crt',
  clusterAuthorityKey: 'cluster-ca.key',
  etcdAuthority: 'etcd-ca.crt',
  frontProxyAuthority: 'front-proxy-ca.crt',
  apiServer: 'apiserver.crt',
  apiServerKey: 'apiserver.key',
  kubeletClient: 'apiserver-kubelet-client.crt',
  kubeletClientKey: 'apiserver-kubelet-client.key',
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
};

export type PkiFile = keyof PkiPaths;

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

    const authorities = { clusterAuthority: cluster, etcdAuthority: etcd, frontProxyAuthority: frontProxy };
    const contents: Partial<Record<PkiFile, string>> = {
      clusterAuthority: cluster.certificate,
      clusterAuthorityKey: keyPem(cluster.key),
      etcdAuthority: etcd.certificate,
      frontProxyAuthority: frontProxy.certificate,
      serviceAccountKey: keyPem(serviceAccount),
      serviceAccountPublicKey: createPublicKey(serviceAccount).export({ type: 'spki', format: 'pem' }).toString(),
    };
    for (const { file, signer, commonName, organizations, use, hosts = [] } of certificates(settings)) {
      if (signer === 'itself') continue;
      const { certificate, key } = issue(authorities[signer], {
        subject: { commonName, ...(organizations && { organizations }) },
        lifetimeHours,
        use,
        ...(use !== 'client' && { hosts: [...new Set(['127.0.0.1', 'localhost', ...hosts])] }),
      });
      contents[file] = certificate;
      contents[`${file}Key` as PkiFile] = key;
    }
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

  /** Where all files are. */
  get paths(): PkiPaths {
    return Object.fromEntries(Object.keys(FILES).map((file) => [file, this.path(file as PkiFile)])) as PkiPaths;
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
