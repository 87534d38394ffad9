import { Flags } from './flags';
import { Pki } from './pki';
import { LOOPBACK } from './ports';

export interface EtcdPlace {
  readonly pki: Pki;
  /** Where the records lie. */
  readonly data: string;
  readonly clientPort: number;
  readonly peerPort: number;
}

/** etcd with mutual TLS towards clients and peers, TLS 1.3 only, on the loopback address. */
export function etcdFlags({ pki, data, clientPort, peerPort }: EtcdPlace): Flags {
  const client = `https://${LOOPBACK}:${clientPort}`;
  const peer = `https://${LOOPBACK}:${peerPort}`;
  return {
    name: 'palisade',
    'data-dir': data,

    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `palisade=${peer}`,

    'cert-file': pki.path('etcdServer'),
    'key-file': pki.path('etcdServerKey'),
    'client-cert-auth': true,
    'trusted-ca-file': pki.path('etcdAuthority'),
    'peer-cert-file': pki.path('etcdPeer'),
    'peer-key-file': pki.path('etcdPeerKey'),
    'peer-client-cert-auth': true,
    'peer-trusted-ca-file': pki.path('etcdAuthority'),
    'tls-min-version': 'TLS1.3',
    // Browsers have no business here.
    cors: client,

    // One member has nobody to wait for: with the defaults of 100 and 1000 ms it would sit out an election first.
    'heartbeat-interval': 10,
    'election-timeout': 100,

    'log-outputs': 'stderr',
    'log-level': 'warn',
  };
}
