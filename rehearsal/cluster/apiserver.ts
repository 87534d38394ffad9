import { Flags } from './flags';
import { Pki } from './pki';
import { LOOPBACK } from './ports';

export interface ApiServerPlace {
  readonly pki: Pki;
  readonly port: number;
  readonly etcdPort: number;
  /** Paths of the files of configuration.ts. */
  readonly files: {
    readonly encryption: string;
    readonly audit: string;
    readonly admission: string;
    readonly authentication: string;
    readonly authorization: string;
  };
  readonly auditLog: string;
}

/** Who issues service account tokens, and for whom they are meant when nothing else is said. */
export const SERVICE_ACCOUNT_ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** kube-apiserver 1.37, hardened, on the loopback address. */
export function apiServerFlags({ pki, port, etcdPort, files, auditLog }: ApiServerPlace): Flags {
  return {
    'bind-address': LOOPBACK,
    'secure-port': port,
    'tls-cert-file': pki.path('apiServer'),
    'tls-private-key-file': pki.path('apiServerKey'),
    'tls-min-version': 'VersionTLS13',

    'etcd-servers': `https://${LOOPBACK}:${etcdPort}`,
    'etcd-cafile': pki.path('etcdAuthority'),
    'etcd-certfile': pki.path('etcdClient'),
    'etcd-keyfile': pki.path('etcdClientKey'),
    'encryption-provider-config': files.encryption,

    // Who are you?
    'authentication-config': files.authentication,
    'client-ca-file': pki.path('clusterAuthority'),
    'requestheader-client-ca-file': pki.path('frontProxyAuthority'),
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'proxy-client-cert-file': pki.path('frontProxyClient'),
    'proxy-client-key-file': pki.path('frontProxyClientKey'),
    'service-account-issuer': SERVICE_ACCOUNT_ISSUER,
    'service-account-signing-key-file': pki.path('serviceAccountKey'),
    'service-account-key-file': pki.path('serviceAccountPublicKey'),
    // A token dies with its account or pod, and lives as long as was asked for, not the year that old clients get.
    'service-account-lookup': true,
    'service-account-extend-token-expiration': false,
    'service-account-max-token-expiration': '24h',

    // What may you do, and may it be done at all?
    'authorization-config': files.authorization,
    'enable-admission-plugins': ['NodeRestriction', 'AlwaysPullImages', 'DenyServiceExternalIPs', 'EventRateLimit'],
    'admission-control-config-file': files.admission,
    // What a node's network and storage agents need; for all others Pod Security refuses it, and says why.
    'allow-privileged': true,

    'audit-policy-file': files.audit,
    'audit-log-path': auditLog,
    'audit-log-maxage': 30,
    'audit-log-maxbackup': 10,
    'audit-log-maxsize': 100,

    profiling: false,
    'request-timeout': '60s',
    'max-requests-inflight': 400,
    'max-mutating-requests-inflight': 200,

    'service-cluster-ip-range': '10.96.0.0/16',
    // No node will ever look this server up through the cluster, and the loopback address must not be published there.
    'endpoint-reconciler-type': 'none',
  };
}
