import { admissionPlugins } from './admission';
import { type ClusterSettings, controlPlaneNodes } from './cluster';
import type { Flags } from './flags';
import type { ControlPlaneSettings } from './options';
import { type Places, urlHost } from './places';
import { tlsFlags } from './tls';

/** Who issues service account tokens, and for whom they are meant when nothing else is said. */
export const serviceAccountIssuer = 'https://kubernetes.default.svc.cluster.local';

/**
 * kube-apiserver. Each flag that differs from Kubernetes' default says what it is for; what is configured by files is in the
 * files beside this one.
 *
 * @see CIS Kubernetes Benchmark 1.2
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */
export function apiServerFlags(
  settings: ControlPlaneSettings & Partial<Pick<ClusterSettings, 'nodes'>>,
  places: Places,
): Flags {
  const { nodes = [] } = settings;
  const { pki, files, webhooks, auditLog, address, ports } = places;
  return {
    'bind-address': address,
    'advertise-address': address,
    'secure-port': ports.apiServer,
    'tls-cert-file': pki.apiServer,
    'tls-private-key-file': pki.apiServerKey,
    ...tlsFlags(settings),

    'etcd-servers': `https://${urlHost(address)}:${ports.etcd}`,
    'etcd-cafile': pki.etcdAuthority,
    'etcd-certfile': pki.etcdClient,
    'etcd-keyfile': pki.etcdClientKey,
    'encryption-provider-config': files.encryption,
    // Read anew within a minute of a change: a key is rotated without a restart, and each server says by a metric what it has.
    'encryption-provider-config-automatic-reload': true,

    // Who are you?
    'authentication-config': files.authentication,
    'client-ca-file': pki.clusterAuthority,
    'requestheader-client-ca-file': pki.frontProxyAuthority,
    'requestheader-allowed-names': 'front-proxy-client',
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'proxy-client-cert-file': pki.frontProxyClient,
    'proxy-client-key-file': pki.frontProxyClientKey,
    'service-account-issuer': serviceAccountIssuer,
    'service-account-signing-key-file': pki.serviceAccountKey,
    'service-account-key-file': pki.serviceAccountPublicKey,
    // A token dies with its account or pod, and lives as long as was asked for, not the year that old clients get.
    'service-account-lookup': true,
    'service-account-extend-token-expiration': false,
    'service-account-max-token-expiration': '24h',

    // Kubelets: we show them a certificate, and believe only those that the cluster's authority vouches for.
    'kubelet-certificate-authority': pki.clusterAuthority,
    'kubelet-client-certificate': pki.kubeletClient,
    'kubelet-client-key': pki.kubeletClientKey,
    'kubelet-preferred-address-types': ['InternalIP', 'Hostname'],

    // What may you do, and may it be done at all?
    'authorization-config': files.authorization,
    'enable-admission-plugins': admissionPlugins(settings),
    'admission-control-config-file': files.admission,
    // What a node's network and storage agents need; for all others Pod Security refuses it, and says why.
    'allow-privileged': true,

    'audit-policy-file': files.audit,
    'audit-log-path': auditLog,
    // Days, files and megabytes: no more than a month, and never the whole disk. A busy server fills these files in hours: what
    // must be kept is sent on, by the webhook or by an agent.
    'audit-log-maxage': 30,
    'audit-log-maxbackup': 10,
    'audit-log-maxsize': 100,
    ...(settings.auditWebhook && {
      'audit-webhook-config-file': webhooks.audit,
      'audit-webhook-batch-max-wait': '5s',
    }),

    profiling: false,
    'request-timeout': '60s',
    'max-requests-inflight': 400,
    'max-mutating-requests-inflight': 200,
    // A client that has one connection open for ever would keep all its requests on one server, of several.
    ...(controlPlaneNodes({ nodes }).length > 1 && { 'goaway-chance': 0.001 }),

    'service-cluster-ip-range': settings.serviceCidr,
  };
}
