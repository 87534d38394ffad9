import { apiServerFlags } from '../api-server';
import { type ClusterNode, type ClusterSettings, controlPlaneNodes } from '../cluster';
import { controllerManagerFlags } from '../controller-manager';
import { etcdFlags } from '../etcd';
import { toArguments } from '../flags';
import { kubeletConfiguration } from '../kubelet';
import { dnsServiceAddress, nodePlaces, type Places, urlHost } from '../places';
import { schedulerFlags } from '../scheduler';
import { configurationFiles } from './configuration';
import { onNode, type RenderedFile, yamlFile } from './file';
import { kmsFolder, kmsPluginFiles } from './kms-plugin';
import { kubeletService } from './kubelet-service';
import { staticPod } from './static-pod';

/** Where the kubelet finds static pods. */
const manifests = '/etc/kubernetes/manifests';
/** Version of etcd that Kubernetes' own releases go with, by minor version. */
const etcdImages: Readonly<Record<string, string>> = { '1.37': '3.7.0-0', '1.36': '3.6.8-0' };

/** User ids of the components on the node: none is root, none is a person's, and none reads another's keys. */
export const users = { etcd: 12379, apiServer: 16443, controllerManager: 10257, scheduler: 10259 } as const;

/** The group of those that sign and check service account tokens. */
export const serviceAccountGroup = 16444;

/**
 * Static pods of the whole control plane, the configuration that they read, and every machine's kubelet's.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/
 */
export function renderStaticPods(cluster: ClusterSettings): readonly RenderedFile[] {
  return cluster.nodes.flatMap((node) => [
    ...(node.role === 'control-plane' ? controlPlaneFiles(cluster, node) : []),
    kubeletFile(cluster, node),
    kubeletService(node),
  ]);
}

function kubeletFile(cluster: ClusterSettings, node: ClusterNode): RenderedFile {
  const { staticPodPath, ...configuration } = kubeletConfiguration(cluster, nodePlaces(node.address));
  const isControlPlane = node.role === 'control-plane';
  const hasWorkers = cluster.nodes.some(({ role }) => role === 'worker');
  return yamlFile(onNode(node.name, '/var/lib/kubelet/config.yaml'), {
    ...configuration,
    clusterDNS: [dnsServiceAddress(cluster)],
    clusterDomain: 'cluster.local',
    // Workloads stay off the control plane where there is anything else.
    ...(isControlPlane &&
      hasWorkers && { registerWithTaints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }),
    // Whoever may write there runs what they like: where no static pods are, nothing is looked for.
    ...(isControlPlane && { staticPodPath }),
  });
}

function controlPlaneFiles(cluster: ClusterSettings, node: ClusterNode): RenderedFile[] {
  const places = nodePlaces(node.address);
  const pods = [
    etcdPod(cluster, node, places),
    apiServerPod(cluster, places),
    controllerManagerPod(cluster, places),
    schedulerPod(cluster, places),
  ];
  return [
    ...pods.map((pod) => yamlFile(onNode(node.name, `${manifests}/${pod.metadata.name}.yaml`), pod)),
    ...kmsPluginFiles(cluster, node, manifests, users.apiServer),
    // The API server, which is not root, reads them; nothing in them is secret.
    ...configurationFiles(cluster, places).map(({ path, document }) =>
      yamlFile(onNode(node.name, path), document, 0o644),
    ),
  ];
}

function etcdPod(cluster: ClusterSettings, node: ClusterNode, places: Places) {
  const { pki, etcdData, address, ports } = places;
  const ask = (what: string) => ({
    exec: {
      command: [
        'etcdctl',
        `--endpoints=https://${urlHost(address)}:${ports.etcd}`,
        `--cacert=${pki.etcdAuthority}`,
        `--cert=${pki.etcdServer}`,
        `--key=${pki.etcdServerKey}`,
        'endpoint',
        what,
      ],
    },
    timeoutSeconds: 15,
  });
  return staticPod({
    name: 'etcd',
    image: `registry.k8s.io/etcd:${etcdImages[cluster.kubernetesVersion] ?? '3.7.0-0'}`,
    command: ['etcd', ...toArguments(etcdFlags(node.name, controlPlaneNodes(cluster), places))],
    user: users.etcd,
    readOnly: { 'etcd-pki': { path: '/etc/kubernetes/pki/etcd' } },
    writable: { 'etcd-data': { path: etcdData } },
    // A member without a majority is alive and not ready: to start it anew would help nobody.
    livenessProbe: ask('status'),
    readinessProbe: ask('health'),
    requests: { cpu: '200m', memory: '512Mi' },
    memoryLimit: '8Gi',
  });
}

function apiServerPod(cluster: ClusterSettings, places: Places) {
  const probe = (path: string) => ({
    httpGet: { host: places.address, port: places.ports.apiServer, path, scheme: 'HTTPS' },
    timeoutSeconds: 15,
  });
  return staticPod({
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:v${cluster.release}`,
    command: ['kube-apiserver', ...toArguments(apiServerFlags(cluster, places))],
    user: users.apiServer,
    groups: [serviceAccountGroup],
    // The program in the image carries this capability as a file's, and without it in its bounds does not start.
    capabilities: ['NET_BIND_SERVICE'],
    readOnly: {
      pki: { path: '/etc/kubernetes/pki' },
      configuration: { path: '/etc/kubernetes/palisade' },
      ...(cluster.encryption.provider !== 'local' && {
        kms: { path: kmsFolder },
      }),
    },
    writable: { audit: { path: places.auditLog.replace(/\/[^/]+$/, '') } },
    livenessProbe: probe('/livez'),
    readinessProbe: probe('/readyz'),
    requests: { cpu: '250m', memory: '1Gi' },
    memoryLimit: '8Gi',
  });
}

function controllerManagerPod(cluster: ClusterSettings, places: Places) {
  return staticPod({
    name: 'kube-controller-manager',
    image: `registry.k8s.io/kube-controller-manager:v${cluster.release}`,
    command: ['kube-controller-manager', ...toArguments(controllerManagerFlags(cluster, places))],
    user: users.controllerManager,
    groups: [serviceAccountGroup],
    readOnly: {
      pki: { path: '/etc/kubernetes/pki' },
      kubeconfig: { path: places.kubeconfigs.controllerManager, type: 'File' },
    },
    ...ownProbes(10257),
    requests: { cpu: '200m', memory: '256Mi' },
    memoryLimit: '4Gi',
  });
}

function schedulerPod(cluster: ClusterSettings, places: Places) {
  return staticPod({
    name: 'kube-scheduler',
    image: `registry.k8s.io/kube-scheduler:v${cluster.release}`,
    command: ['kube-scheduler', ...toArguments(schedulerFlags(cluster, places))],
    user: users.scheduler,
    readOnly: { kubeconfig: { path: places.kubeconfigs.scheduler, type: 'File' } },
    ...ownProbes(10259),
    requests: { cpu: '100m', memory: '128Mi' },
    memoryLimit: '2Gi',
  });
}

function ownProbes(port: number) {
  const probe = {
    httpGet: { host: '127.0.0.1', port, path: '/healthz', scheme: 'HTTPS' },
    timeoutSeconds: 15,
  };
  return { livenessProbe: probe, readinessProbe: probe };
}
