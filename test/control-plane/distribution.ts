import { nodePlaces } from '@palisade/constructs/control-plane';

/** What `config.yaml` says of the API server's flags. */
export interface ServerConfiguration {
  readonly 'advertise-address': string;
  readonly 'service-cidr': string;
  readonly 'kube-apiserver-arg': readonly string[];
  readonly 'audit-policy-file'?: string;
  readonly 'pod-security-admission-config-file'?: string;
}

/**
 * The API server's command line as K3s makes it, and RKE2 on top of it: their own flags, of which one that the configuration
 * names too is replaced. Certificates and etcd are those of static pods here. Left out are `advertise-port`, which their own
 * build of the API server knows, and the egress selector, which is a socket of theirs.
 *
 * @see https://github.com/k3s-io/k3s/blob/main/pkg/daemons/control/server.go (`apiServer`), util.GetArgs, and
 * https://github.com/rancher/rke2/blob/v1.36.4-rc1+rke2r1/pkg/executor/staticpod/staticpod.go (`APIServer`)
 */
export function distributionCommand(distribution: 'k3s' | 'rke2', configuration: ServerConfiguration): string[] {
  const address = configuration['advertise-address'];
  const { pki } = nodePlaces(address);
  const named = new Map(configuration['kube-apiserver-arg'].map((argument) => split(argument)));
  const own = new Map([
    ['storage-backend', 'etcd3'],
    ['etcd-servers', `https://${address}:2379`],
    ['etcd-cafile', pki.etcdAuthority],
    ['etcd-certfile', pki.etcdClient],
    ['etcd-keyfile', pki.etcdClientKey],
    ['cert-dir', `/var/lib/rancher/${distribution}/server/tls/temporary-certs`],
    ['allow-privileged', 'true'],
    ['enable-bootstrap-token-auth', 'true'],
    ...(named.has('authorization-config') ? [] : [['authorization-mode', 'Node,RBAC'] as const]),
    ...(named.has('authentication-config') ? [] : [['anonymous-auth', 'false'] as const]),
    ['service-account-signing-key-file', pki.serviceAccountKey],
    ['service-cluster-ip-range', configuration['service-cidr']],
    ['service-node-port-range', '30000-32767'],
    ['advertise-address', address],
    ['secure-port', '6443'],
    ['bind-address', address],
    ['tls-cert-file', pki.apiServer],
    ['tls-private-key-file', pki.apiServerKey],
    ['service-account-key-file', pki.serviceAccountPublicKey],
    ['service-account-issuer', 'https://kubernetes.default.svc.cluster.local'],
    ['api-audiences', `https://kubernetes.default.svc.cluster.local,${distribution}`],
    ['kubelet-certificate-authority', pki.clusterAuthority],
    ['kubelet-client-certificate', pki.kubeletClient],
    ['kubelet-client-key', pki.kubeletClientKey],
    ['kubelet-preferred-address-types', 'InternalIP,ExternalIP,Hostname'],
    ['requestheader-client-ca-file', pki.frontProxyAuthority],
    ['requestheader-allowed-names', 'system:auth-proxy'],
    ['proxy-client-cert-file', pki.frontProxyClient],
    ['proxy-client-key-file', pki.frontProxyClientKey],
    ['requestheader-extra-headers-prefix', 'X-Remote-Extra-'],
    ['requestheader-group-headers', 'X-Remote-Group'],
    ['requestheader-username-headers', 'X-Remote-User'],
    ['client-ca-file', pki.clusterAuthority],
    ['enable-admission-plugins', 'NodeRestriction'],
    ['profiling', 'false'],
  ]);
  // RKE2 puts its own before all others, which may say the same again.
  const first =
    distribution === 'k3s'
      ? []
      : [
          ['admission-control-config-file', configuration['pod-security-admission-config-file'] ?? ''],
          ['audit-policy-file', configuration['audit-policy-file'] ?? ''],
          ['audit-log-maxage', '30'],
          ['audit-log-maxbackup', '10'],
          ['audit-log-maxsize', '100'],
          ['service-account-extend-token-expiration', 'false'],
        ];
  const flags = [...first, ...new Map([...own, ...named])];
  return ['kube-apiserver', ...flags.map(([name, value]) => `--${name}=${value}`)];
}

function split(argument: string): [name: string, value: string] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument, 'true'] : [argument.slice(0, at), argument.slice(at + 1)];
}
