import type { ControlPlaneSettings } from './options';
import { apiServiceAddress, type PkiPaths } from './places';

/** A certificate that a control plane needs. Keys are made where they are used, and leave that node never. */
export interface Certificate {
  readonly file: keyof PkiPaths;
  /** Who signs it: itself, where it is an authority. */
  readonly signer: 'clusterAuthority' | 'etcdAuthority' | 'frontProxyAuthority' | 'itself';
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly use: 'authority' | 'server' | 'client' | 'server-and-client';
  /** Names and addresses that a server answers to, besides those of its own node. */
  readonly hosts?: readonly string[];
  /** Days. */
  readonly lifetime: number;
}

/** Days. Whoever replaces an authority goes to every node, so theirs is long; what renews itself lives short. */
const lifetimes = { authority: 3650, leaf: 90 } as const;

/**
 * What must be signed for one node of the control plane. Three authorities, so that a certificate of one cannot be shown
 * where another is asked for: clients of the API server, etcd, and the front proxy whose word on a user's name is taken.
 *
 * @see https://kubernetes.io/docs/setup/best-practices/certificates/
 */
export function certificates(settings: ControlPlaneSettings): readonly Certificate[] {
  const authority = (file: keyof PkiPaths, commonName: string): Certificate => ({
    file,
    signer: 'itself',
    commonName,
    use: 'authority',
    lifetime: lifetimes.authority,
  });
  const leaf = (certificate: Omit<Certificate, 'lifetime'>): Certificate => ({
    ...certificate,
    lifetime: lifetimes.leaf,
  });
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const [endpoint = ''] = settings.endpoint.split(':');
  return [
    authority('clusterAuthority', 'kubernetes-ca'),
    authority('etcdAuthority', 'etcd-ca'),
    authority('frontProxyAuthority', 'kubernetes-front-proxy-ca'),
    leaf({
      file: 'apiServer',
      signer: 'clusterAuthority',
      commonName: 'kube-apiserver',
      use: 'server',
      hosts: [...service, apiServiceAddress(settings), endpoint],
    }),
    leaf({
      file: 'kubeletClient',
      signer: 'clusterAuthority',
      commonName: 'kube-apiserver-kubelet-client',
      // What kubelets let in is bound to this group by a role of its own, and not to system:masters, which no role holds back.
      organizations: ['palisade:kubelet-clients'],
      use: 'client',
    }),
    // etcd's gateway is a client of etcd itself and shows the server's certificate, so that one needs both purposes.
    leaf({ file: 'etcdServer', signer: 'etcdAuthority', commonName: 'etcd-server', use: 'server-and-client' }),
    leaf({ file: 'etcdPeer', signer: 'etcdAuthority', commonName: 'etcd-peer', use: 'server-and-client' }),
    leaf({ file: 'etcdClient', signer: 'etcdAuthority', commonName: 'kube-apiserver-etcd-client', use: 'client' }),
    leaf({ file: 'frontProxyClient', signer: 'frontProxyAuthority', commonName: 'front-proxy-client', use: 'client' }),
  ];
}
