import { ConstructError } from '../../construct-error';
import { apiServerFlags } from '../api-server';
import { type ClusterNode, type ClusterSettings, controlPlaneNodes } from '../cluster';
import { controllerManagerFlags } from '../controller-manager';
import { type Flags, toArguments } from '../flags';
import { kubeletConfiguration } from '../kubelet';
import { nodePlaces, type Places, urlHost } from '../places';
import { schedulerFlags } from '../scheduler';
import { configurationFiles } from './configuration';
import { onNode, type RenderedFile, yamlFile } from './file';
import { kmsFolder, kmsPluginFiles } from './kms-plugin';

/** K3s and RKE2 take the same configuration, but for names of folders and a little more. */
export type Distribution = 'k3s' | 'rke2';

/** Port of the control plane that machines join by. */
export const joinPort = { k3s: 6443, rke2: 9345 } as const;

/** Where a distribution looks for its configuration. */
export const distributionFolder = (distribution: Distribution): string => `/etc/rancher/${distribution}`;

/** The token that machines join by: made on each, and never rendered. */
export const joinTokenFile = (distribution: Distribution): string => `${distributionFolder(distribution)}/token`;

/** What the distributions set themselves: addresses, the certificates that they make, and etcd. */
const setByDistribution = {
  apiServer: new Set([
    'bind-address',
    'advertise-address',
    'secure-port',
    'tls-cert-file',
    'tls-private-key-file',
    'etcd-servers',
    'etcd-cafile',
    'etcd-certfile',
    'etcd-keyfile',
    'client-ca-file',
    'requestheader-client-ca-file',
    'requestheader-allowed-names',
    'requestheader-username-headers',
    'requestheader-group-headers',
    'requestheader-extra-headers-prefix',
    'proxy-client-cert-file',
    'proxy-client-key-file',
    'service-account-issuer',
    'service-account-signing-key-file',
    'service-account-key-file',
    'kubelet-certificate-authority',
    'kubelet-client-certificate',
    'kubelet-client-key',
    'allow-privileged',
    'service-cluster-ip-range',
  ]),
  controllerManager: new Set([
    'kubeconfig',
    'authentication-kubeconfig',
    'authorization-kubeconfig',
    'service-account-private-key-file',
    'root-ca-file',
    'client-ca-file',
    'requestheader-client-ca-file',
    'cluster-name',
    'cluster-cidr',
    'service-cluster-ip-range',
    'allocate-node-cidrs',
    'cluster-signing-cert-file',
    'cluster-signing-key-file',
    'leader-elect',
  ]),
  scheduler: new Set(['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig', 'leader-elect']),
} as const;

/** The places of a node of K3s or RKE2: configuration where they keep theirs. */
export function distributionPlaces(distribution: Distribution, address: string): Places {
  const folder = `${distributionFolder(distribution)}/palisade`;
  const places = nodePlaces(address);
  const move = <Name extends string>(paths: Readonly<Record<Name, string>>) =>
    Object.fromEntries(
      Object.entries<string>(paths).map(([name, path]) => [name, path.replace('/etc/kubernetes/palisade', folder)]),
    ) as Record<Name, string>;
  return {
    ...places,
    files: move(places.files),
    webhooks: move(places.webhooks),
    auditLog: `/var/lib/rancher/${distribution}/server/logs/audit.log`,
  };
}

/**
 * `config.yaml` of each machine, and the files it names. The distribution makes certificates and runs etcd with mutual TLS.
 *
 * @see https://docs.k3s.io/cli/server and https://docs.rke2.io/reference/server_config
 */
export function renderDistribution(distribution: Distribution, cluster: ClusterSettings): readonly RenderedFile[] {
  if (distribution === 'k3s') refuseKmsPlugin(cluster);
  return cluster.nodes.flatMap((node) => {
    const places = distributionPlaces(distribution, node.address);
    const folder = distributionFolder(distribution);
    const server = node.role === 'control-plane';
    const common = commonConfiguration(distribution, cluster, node);
    return [
      yamlFile(
        onNode(node.name, `${folder}/config.yaml`),
        server ? { ...common, ...serverConfiguration(distribution, cluster, node, places) } : common,
      ),
      yamlFile(onNode(node.name, `${folder}/palisade/kubelet.yaml`), kubelet(cluster, places)),
      ...(server
        ? [
            ...configurationFiles(cluster, places).map(({ path, document }) =>
              yamlFile(onNode(node.name, path), document),
            ),
            // As root, like the API server of RKE2.
            ...kmsPluginFiles(cluster, node, '/var/lib/rancher/rke2/agent/pod-manifests', 0),
          ]
        : []),
    ];
  });
}

function commonConfiguration(distribution: Distribution, cluster: ClusterSettings, node: ClusterNode) {
  const [first] = controlPlaneNodes(cluster);
  return {
    ...(node !== first && { server: `https://${urlHost(first?.address ?? '')}:${joinPort[distribution]}` }),
    'node-name': node.name,
    'node-ip': node.address,
    'token-file': joinTokenFile(distribution),
    // The benchmark's name for it: the kernel's parameters must be right, and etcd is a user of its own.
    ...(distribution === 'rke2' ? { profile: 'cis' } : { 'protect-kernel-defaults': true }),
    'kubelet-arg': [`config=${distributionFolder(distribution)}/palisade/kubelet.yaml`],
  };
}

function serverConfiguration(distribution: Distribution, cluster: ClusterSettings, node: ClusterNode, places: Places) {
  const [host = ''] = cluster.endpoint.split(':');
  const controlPlane = controlPlaneNodes(cluster);
  const folder = `${distributionFolder(distribution)}/palisade`;
  const { apiServer, controllerManager, scheduler } = setByDistribution;
  return {
    ...(distribution === 'k3s' && node === controlPlane[0] && { 'cluster-init': true }),
    'advertise-address': node.address,
    'bind-address': node.address,
    'tls-san': [host, ...controlPlane.map(({ address }) => address)],
    'cluster-cidr': cluster.podCidr,
    'service-cidr': cluster.serviceCidr,
    'write-kubeconfig-mode': '0600',
    // Workloads stay off the control plane where there is anything else.
    ...(controlPlane.length < cluster.nodes.length && { 'node-taint': ['CriticalAddonsOnly=true:NoExecute'] }),
    'kube-apiserver-arg': without(apiServerFlags(cluster, places), apiServer),
    'kube-controller-manager-arg': without(controllerManagerFlags(cluster, places), controllerManager),
    'kube-scheduler-arg': without(schedulerFlags(cluster, places), scheduler),
    ...(distribution === 'rke2' && {
      'pod-security-admission-config-file': places.files.admission,
      'audit-policy-file': places.files.audit,
      'kube-apiserver-extra-mount': [folder, ...(cluster.encryption.provider === 'local' ? [] : [kmsFolder])].map(
        (path) => `${path}:${path}:ro`,
      ),
    }),
  };
}

/** K3s has its API server in its own process, which comes before any pod. */
function refuseKmsPlugin({ encryption }: ClusterSettings): void {
  if (encryption.provider === 'local' || encryption.image === undefined) return;
  throw new ConstructError('control plane for k3s', [
    {
      found: 'encryption.image is set, and K3s starts its API server before any pod',
      write: 'Leave it out, and run the plug-in as a service of the system that starts before k3s.service',
    },
  ]);
}

function without(flags: Flags, names: ReadonlySet<string>): string[] {
  const kept = Object.entries(flags).filter(([name]) => !names.has(name));
  return toArguments(Object.fromEntries(kept)).map((argument) => argument.slice('--'.length));
}

/** The kubelet's configuration without what the distribution sets by the certificates that it makes. */
function kubelet(cluster: ClusterSettings, places: Places) {
  const {
    staticPodPath: _path,
    rotateCertificates: _rotation,
    serverTLSBootstrap: _bootstrap,
    cgroupDriver: _driver,
    authentication: { x509: _authority, ...authentication },
    ...configuration
  } = kubeletConfiguration(cluster, places);
  return { ...configuration, authentication };
}
