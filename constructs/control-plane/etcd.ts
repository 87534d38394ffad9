import type { Flags } from './flags';
import { type Places, urlHost } from './places';

/** A member of etcd, as the others know it. */
export interface EtcdMember {
  /** Name of its node. */
  readonly name: string;
  readonly address: string;
}

/**
 * etcd with mutual TLS towards clients and peers, by an authority that vouches for nothing else, on the node's own address.
 * It speaks TLS 1.3 only: all its clients are ours.
 *
 * @param members all of them, this one among them
 * @see CIS Kubernetes Benchmark 2.1 to 2.7
 * @see https://etcd.io/docs/latest/op-guide/security/
 */
export function etcdFlags(
  name: string,
  members: readonly EtcdMember[],
  { pki, etcdData, address, ports }: Places,
): Flags {
  const client = `https://${urlHost(address)}:${ports.etcd}`;
  const peer = `https://${urlHost(address)}:${ports.etcdPeer}`;
  return {
    name,
    'data-dir': etcdData,

    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': members.map((member) => `${member.name}=https://${urlHost(member.address)}:${ports.etcdPeer}`),

    'cert-file': pki.etcdServer,
    'key-file': pki.etcdServerKey,
    'client-cert-auth': true,
    'trusted-ca-file': pki.etcdAuthority,
    'auto-tls': false,
    'peer-cert-file': pki.etcdPeer,
    'peer-key-file': pki.etcdPeerKey,
    'peer-client-cert-auth': true,
    'peer-trusted-ca-file': pki.etcdAuthority,
    'peer-auto-tls': false,
    'tls-min-version': 'TLS1.3',
    // Browsers have no business here.
    cors: client,

    'log-outputs': 'stderr',
    'log-level': 'warn',
  };
}
