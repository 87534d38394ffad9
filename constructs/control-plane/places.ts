import { parseCidr } from '../network/cidr';
import type { ControlPlaneSettings } from './options';

/** Certificates and keys of a control plane, by what they are. `…Key` is the private one. */
export type PkiPaths = Readonly<
  Record<
    | 'clusterAuthority'
    | 'clusterAuthorityKey'
    | 'apiServer'
    | 'apiServerKey'
    | 'kubeletClient'
    | 'kubeletClientKey'
    | 'etcdAuthority'
    | 'etcdServer'
    | 'etcdServerKey'
    | 'etcdPeer'
    | 'etcdPeerKey'
    | 'etcdClient'
    | 'etcdClientKey'
    | 'frontProxyAuthority'
    | 'frontProxyClient'
    | 'frontProxyClientKey'
    | 'serviceAccountKey'
    | 'serviceAccountPublicKey',
    string
  >
>;

/** Configuration files of the API server's, by what they are. */
export type ConfigurationPaths = Readonly<
  Record<'encryption' | 'audit' | 'admission' | 'authentication' | 'authorization', string>
>;

/** Where things lie on a node, and where its servers listen. */
export interface Places {
  readonly pki: PkiPaths;
  readonly files: ConfigurationPaths;
  /** Kubeconfigs of the API server's webhooks. */
  readonly webhooks: { readonly audit: string; readonly image: string; readonly admission: string };
  /** Kubeconfigs of the other components. */
  readonly kubeconfigs: { readonly controllerManager: string; readonly scheduler: string };
  readonly auditLog: string;
  readonly etcdData: string;
  /** The address that the API server and etcd listen on. */
  readonly address: string;
  readonly ports: { readonly apiServer: number; readonly etcd: number; readonly etcdPeer: number };
}

const pki = '/etc/kubernetes/pki';
const configuration = '/etc/kubernetes/palisade';

/**
 * The places of a node, as kubeadm has them, so that its own commands find what is there.
 *
 * @param address the node's own address, which the API server and etcd listen on: not all that it has
 * @see https://kubernetes.io/docs/setup/best-practices/certificates/
 */
export function nodePlaces(address: string): Places {
  return {
    pki: {
      clusterAuthority: `${pki}/ca.crt`,
      clusterAuthorityKey: `${pki}/ca.key`,
      apiServer: `${pki}/apiserver.crt`,
      apiServerKey: `${pki}/apiserver.key`,
      kubeletClient: `${pki}/apiserver-kubelet-client.crt`,
      kubeletClientKey: `${pki}/apiserver-kubelet-client.key`,
      etcdAuthority: `${pki}/etcd/ca.crt`,
      etcdServer: `${pki}/etcd/server.crt`,
      etcdServerKey: `${pki}/etcd/server.key`,
      etcdPeer: `${pki}/etcd/peer.crt`,
      etcdPeerKey: `${pki}/etcd/peer.key`,
      etcdClient: `${pki}/apiserver-etcd-client.crt`,
      etcdClientKey: `${pki}/apiserver-etcd-client.key`,
      frontProxyAuthority: `${pki}/front-proxy-ca.crt`,
      frontProxyClient: `${pki}/front-proxy-client.crt`,
      frontProxyClientKey: `${pki}/front-proxy-client.key`,
      serviceAccountKey: `${pki}/sa.key`,
      serviceAccountPublicKey: `${pki}/sa.pub`,
    },
    files: {
      encryption: `${configuration}/encryption.yaml`,
      audit: `${configuration}/audit.yaml`,
      admission: `${configuration}/admission.yaml`,
      authentication: `${configuration}/authentication.yaml`,
      authorization: `${configuration}/authorization.yaml`,
    },
    webhooks: {
      audit: `${configuration}/audit-webhook.kubeconfig`,
      image: `${configuration}/image-webhook.kubeconfig`,
      admission: `${configuration}/admission-webhooks.kubeconfig`,
    },
    kubeconfigs: {
      controllerManager: '/etc/kubernetes/controller-manager.conf',
      scheduler: '/etc/kubernetes/scheduler.conf',
    },
    auditLog: '/var/log/kubernetes/audit/audit.log',
    etcdData: '/var/lib/etcd',
    address,
    ports: { apiServer: 6443, etcd: 2379, etcdPeer: 2380 },
  };
}

/** An address as URLs have it. */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** The first address of the range of Services, which the API server takes for itself. */
export function apiServiceAddress(settings: Pick<ControlPlaneSettings, 'serviceCidr'>): string {
  return serviceAddress(settings, 1n);
}

/** The tenth address of the range of Services, which cluster DNS has by custom. */
export function dnsServiceAddress(settings: Pick<ControlPlaneSettings, 'serviceCidr'>): string {
  return serviceAddress(settings, 10n);
}

function serviceAddress({ serviceCidr }: Pick<ControlPlaneSettings, 'serviceCidr'>, place: bigint): string {
  const range = parseCidr(serviceCidr);
  if (range === undefined) throw new Error(`'${serviceCidr}' is no range of addresses, such as 10.96.0.0/16.`);
  return textOfAddress(range.family, range.first + place);
}

function textOfAddress(family: 4 | 6, bits: bigint): string {
  const [groups, width] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from({ length: groups }, (_, index) => {
    const part = (bits >> (width * BigInt(groups - 1 - index))) & ((1n << width) - 1n);
    return part.toString(family === 4 ? 10 : 16);
  });
  if (family === 4) return parts.join('.');
  // The URL parser writes IPv6 addresses the shortest way.
  return new URL(`http://[${parts.join(':')}]`).hostname.slice(1, -1);
}
