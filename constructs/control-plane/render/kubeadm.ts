import { apiServerFlags } from '../api-server';
import { certificates } from '../certificates';
import { type ClusterNode, type ClusterSettings, controlPlaneNodes } from '../cluster';
import { controllerManagerFlags } from '../controller-manager';
import { etcdFlags } from '../etcd';
import type { Flags } from '../flags';
import { kubeletConfiguration } from '../kubelet';
import { nodePlaces, urlHost } from '../places';
import { schedulerFlags } from '../scheduler';
import { configurationFiles } from './configuration';
import { onNode, type RenderedFile, yamlFile } from './file';
import { kmsFolder, kmsPluginFiles } from './kms-plugin';

/** Where kubeadm's own files lie on a machine. */
export const kubeadmFolder = '/etc/kubernetes/palisade/kubeadm';
const patches = `${kubeadmFolder}/patches`;
/** How a machine finds the cluster that it joins: made by hand on the first one, since it holds a token. */
export const discoveryFile = `${kubeadmFolder}/discovery.conf`;

/** What kubeadm itself sets by each machine's own address and name. */
const setByKubeadm = new Set([
  'advertise-address',
  'etcd-servers',
  'name',
  'listen-client-urls',
  'advertise-client-urls',
  'listen-peer-urls',
  'initial-advertise-peer-urls',
  'initial-cluster',
  'data-dir',
]);

/**
 * Files for `kubeadm init` and `kubeadm join`, version v1beta4, one for each machine, with patches for what hangs on the
 * machine's address and for what kubeadm has no field for.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export function renderKubeadm(cluster: ClusterSettings): readonly RenderedFile[] {
  const [first] = controlPlaneNodes(cluster);
  return cluster.nodes.flatMap((node) => {
    const documents =
      node === first
        ? [initConfiguration(node), clusterConfiguration(cluster), ...componentConfigurations(cluster)]
        : [joinConfiguration(node)];
    const configuration: RenderedFile = {
      path: onNode(node.name, `${kubeadmFolder}/${node === first ? 'init' : 'join'}.yaml`),
      mode: 0o600,
      content: { documents },
    };
    return [configuration, ...(node.role === 'control-plane' ? controlPlaneFiles(cluster, node) : [])];
  });
}

function controlPlaneFiles(cluster: ClusterSettings, node: ClusterNode): RenderedFile[] {
  const places = nodePlaces(node.address);
  return [
    ...configurationFiles(cluster, places).map(({ path, document }) => yamlFile(onNode(node.name, path), document)),
    // As root, like all that kubeadm starts.
    ...kmsPluginFiles(cluster, node, '/etc/kubernetes/manifests', 0),
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'].map((component) =>
      yamlFile(onNode(node.name, `${patches}/${component}0+strategic.yaml`), confined(component)),
    ),
    yamlFile(onNode(node.name, `${patches}/kube-apiserver1+json.yaml`), [
      // All components of a machine are told its address by kubeadm, but for the one it listens on.
      { op: 'add', path: '/spec/containers/0/command/-', value: `--bind-address=${node.address}` },
    ]),
  ];
}

/** What kubeadm leaves out of its pods. They stay root: it makes their files root's. */
function confined(container: string) {
  return {
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: container,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: {
              drop: ['ALL'],
              // Its program does not start without the capability that its file carries.
              ...(container === 'kube-apiserver' && { add: ['NET_BIND_SERVICE'] }),
            },
          },
        },
      ],
    },
  };
}

function initConfiguration(node: ClusterNode) {
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'InitConfiguration',
    // kubeadm makes the token; who has it within the hour may join.
    bootstrapTokens: [{ ttl: '1h0m0s', usages: ['signing', 'authentication'] }],
    nodeRegistration: registration(node),
    localAPIEndpoint: { advertiseAddress: node.address, bindPort: 6443 },
    patches: { directory: patches },
  };
}

/** How the kubelet names itself: by the address that the others know, where the machine has several. */
function registration({ name, address, role }: ClusterNode) {
  return {
    name,
    kubeletExtraArgs: [
      { name: 'node-ip', value: address },
      // Whoever may write to a folder of static pods runs what they like: where none are, none are looked for.
      ...(role === 'control-plane' ? [] : [{ name: 'pod-manifest-path', value: '' }]),
    ],
  };
}

function joinConfiguration(node: ClusterNode) {
  const controlPlane = node.role === 'control-plane';
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'JoinConfiguration',
    discovery: { file: { kubeConfigPath: discoveryFile } },
    nodeRegistration: registration(node),
    ...(controlPlane && {
      controlPlane: { localAPIEndpoint: { advertiseAddress: node.address, bindPort: 6443 } },
      patches: { directory: patches },
    }),
  };
}

function clusterConfiguration(cluster: ClusterSettings) {
  const [first] = controlPlaneNodes(cluster);
  if (first === undefined) throw new Error('A cluster has at least one machine with the role control-plane.');
  const places = nodePlaces(first.address);
  const hours = (use: 'authority' | 'leaf') => {
    const found = certificates(cluster).find(
      (certificate) => (certificate.use === 'authority') === (use === 'authority'),
    );
    return `${(found?.lifetime ?? 0) * 24}h0m0s`;
  };
  const [host = '', port = '6443'] = cluster.endpoint.split(':');
  return {
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    clusterName: cluster.name,
    kubernetesVersion: `v${cluster.release}`,
    controlPlaneEndpoint: `${host}:${port}`,
    networking: {
      dnsDomain: 'cluster.local',
      podSubnet: cluster.podCidr,
      serviceSubnet: cluster.serviceCidr,
    },
    encryptionAlgorithm: 'ECDSA-P256',
    certificateValidityPeriod: hours('leaf'),
    caCertificateValidityPeriod: hours('authority'),
    etcd: {
      local: {
        dataDir: places.etcdData,
        extraArgs: [...extraArgs(etcdFlags(first.name, [first], places)).filter(({ name }) => name !== 'cors')],
      },
    },
    apiServer: {
      certSANs: [host, ...controlPlaneNodes(cluster).map(({ address }) => address)],
      extraArgs: extraArgs(apiServerFlags(cluster, places)).filter(({ name }) => name !== 'bind-address'),
      extraVolumes: [
        volume('palisade', '/etc/kubernetes/palisade', true),
        volume('audit', places.auditLog.replace(/\/[^/]+$/, ''), false),
        ...(cluster.encryption.provider === 'local' ? [] : [volume('kms', kmsFolder, true)]),
      ],
    },
    controllerManager: { extraArgs: extraArgs(controllerManagerFlags(cluster, places)) },
    scheduler: { extraArgs: extraArgs(schedulerFlags(cluster, places)) },
  };
}

function volume(name: string, path: string, readOnly: boolean) {
  return { name, hostPath: path, mountPath: path, readOnly, pathType: 'DirectoryOrCreate' };
}

/** Flags as kubeadm takes them, without those that it knows better. */
function extraArgs(flags: Flags): { name: string; value: string }[] {
  return Object.entries(flags)
    .filter(([name]) => !setByKubeadm.has(name))
    .map(([name, value]) => ({ name, value: Array.isArray(value) ? value.join(',') : String(value) }));
}

function componentConfigurations(cluster: ClusterSettings) {
  const [first] = controlPlaneNodes(cluster);
  return [
    kubeletConfiguration(cluster, nodePlaces(first?.address ?? '')),
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      mode: 'nftables',
      clusterCIDR: cluster.podCidr,
      // Health and metrics for the machine itself only.
      healthzBindAddress: `${urlHost(loopback(cluster))}:10256`,
      metricsBindAddress: `${urlHost(loopback(cluster))}:10249`,
      // Services listen on the address that the machine has in the cluster, not on all it has.
      nodePortAddresses: ['primary'],
    },
  ];
}

function loopback({ podCidr }: ClusterSettings): string {
  return podCidr.includes(':') ? '::1' : '127.0.0.1';
}
