import { ConstructError, type Problem } from '../../construct-error';
import { admissionConfiguration } from '../admission';
import { apiServerFlags } from '../api-server';
import { auditPolicy } from '../audit';
import { authenticationConfiguration } from '../authentication';
import type { ClusterNode, ClusterSettings } from '../cluster';
import { controllerManagerFlags } from '../controller-manager';
import type { Flags } from '../flags';
import { kubeletConfiguration } from '../kubelet';
import { firewallRules } from '../node-os/firewall';
import { sysctlsOf } from '../node-os/kernel';
import { nodePlaces } from '../places';
import { schedulerFlags } from '../scheduler';
import { encryptionTemplate } from './configuration';
import type { RenderedFile } from './file';

/**
 * Flags that are ours to choose; Talos sets all others by the certificates, addresses and files that it makes. One that it denies,
 * such as the API server's `tls-min-version`, `talosctl validate` lets pass, and the machine then starts no API server.
 *
 * @see https://github.com/siderolabs/talos/blob/v1.14.1/internal/app/machined/pkg/controllers/k8s/control_plane_final.go
 */
const chosen = {
  apiServer: new Set([
    'service-account-lookup',
    'service-account-extend-token-expiration',
    'service-account-max-token-expiration',
    'enable-admission-plugins',
    'audit-log-maxage',
    'audit-log-maxbackup',
    'audit-log-maxsize',
    'profiling',
    'request-timeout',
    'max-requests-inflight',
    'max-mutating-requests-inflight',
    'goaway-chance',
  ]),
  controllerManager: new Set([
    'tls-min-version',
    'tls-cipher-suites',
    'cluster-signing-duration',
    'terminated-pod-gc-threshold',
    'profiling',
  ]),
  scheduler: new Set(['tls-min-version', 'tls-cipher-suites', 'profiling']),
} as const;

/** Fields of the kubelet's configuration that Talos holds fixed, all of them at least as strict as here, or sets itself. */
const fixedByTalos = new Set([
  'apiVersion',
  'kind',
  'authentication',
  'authorization',
  'rotateCertificates',
  'serverTLSBootstrap',
  'protectKernelDefaults',
  'staticPodPath',
  'cgroupDriver',
  'seccompDefault',
]);

/**
 * A patch for the machine configuration of each role, for Talos 1.14 and later: `talosctl gen config` makes the rest, its
 * secrets among them.
 *
 * @see https://docs.siderolabs.com/talos/v1.14/reference/configuration/overview
 */
export function renderTalos(cluster: ClusterSettings): readonly RenderedFile[] {
  refuseWhatTalosDenies(cluster);
  return (['control-plane', 'worker'] as const)
    .filter((role) => cluster.nodes.some((node) => node.role === role))
    .map((role) => ({
      path: `${role}.patch.yaml`,
      mode: 0o600,
      content: {
        documents: [
          ...(role === 'control-plane' ? controlPlaneDocuments(cluster) : []),
          ...machineDocuments(cluster, role),
        ],
      },
    }));
}

/** What encrypts everything in etcd. Merged with Talos' own, which covers Secrets only, it would leave them to that one's key. */
export function talosEncryptionTemplate(): RenderedFile['content'] {
  const { apiVersion: _version, kind: _kind, ...config } = encryptionTemplate();
  return { documents: replacing('KubeEtcdEncryptionConfig', { config }) };
}

/**
 * Talos mounts nothing into the API server but its own, no kubeconfig of a webhook's and no socket of a plug-in's, and holds some
 * flags fixed.
 */
function refuseWhatTalosDenies(cluster: ClusterSettings): void {
  const { auditWebhook, imageWebhook, authenticatedWebhooks, encryption, minimumTls } = cluster;
  const problems: Problem[] = [];
  if (minimumTls !== '1.3') {
    problems.push({
      found: `minimumTls is '${minimumTls}', and the API server of Talos speaks TLS 1.3 alone`,
      write: 'Leave it out',
    });
  }
  if (auditWebhook) {
    problems.push({
      found: 'auditWebhook is set, and Talos gives its API server no kubeconfig for it',
      write: 'Leave it out, and let an agent on the machines send the audit log on',
    });
  }
  if (imageWebhook) {
    problems.push({
      found: 'imageWebhook is set, and Talos gives its API server no kubeconfig for it',
      write: 'Leave it out, and ask the same service by a ValidatingWebhookConfiguration',
    });
  }
  if (authenticatedWebhooks.length > 0) {
    problems.push({
      found: 'authenticatedWebhooks is set, and Talos gives its API server no kubeconfig for it',
      write: 'Leave it out, and let network policies admit only the API server to webhooks',
    });
  }
  if (encryption.provider !== 'local') {
    problems.push({
      found: `encryption.provider is '${encryption.provider}', and Talos gives its API server no plug-in's socket`,
      write: "Write 'local'",
    });
  }
  if (problems.length > 0) throw new ConstructError('control plane for talos', problems);
}

function document(kind: string, fields: object): object {
  return { apiVersion: 'v1alpha1', kind, ...fields };
}

/**
 * A document that stands for the one that Talos makes, and is not merged with it: lists of both would become one, and with it
 * an exemption stand there twice, which the API server refuses.
 */
function replacing(kind: string, fields: { readonly name?: string; readonly [field: string]: unknown }): object[] {
  const { name } = fields;
  return [document(kind, { ...(name !== undefined && { name }), $patch: 'delete' }), document(kind, fields)];
}

function controlPlaneDocuments(cluster: ClusterSettings): object[] {
  const places = nodePlaces('127.0.0.1');
  const image = (component: string) => `registry.k8s.io/${component}:v${cluster.release}`;
  const [host = ''] = cluster.endpoint.split(':');
  return [
    document('KubeAPIServerConfig', {
      image: image('kube-apiserver'),
      extraArgs: extraArgs(apiServerFlags(cluster, places), chosen.apiServer),
      certExtraSANs: [host],
    }),
    document('KubeAuthenticationConfig', { configuration: authenticationConfiguration(cluster) }),
    document('KubeAuditPolicyConfig', { configuration: auditPolicy }),
    ...admissionConfiguration(cluster, places.webhooks).plugins.flatMap(({ name, configuration }) =>
      // The one that Talos brings itself.
      name === 'PodSecurity'
        ? replacing('KubeAdmissionControlConfig', { name, configuration })
        : [document('KubeAdmissionControlConfig', { name, configuration })],
    ),
    ...flannelDocuments(cluster),
    document('KubeControllerManagerConfig', {
      image: image('kube-controller-manager'),
      extraArgs: extraArgs(controllerManagerFlags(cluster, places), chosen.controllerManager),
    }),
    document('KubeSchedulerConfig', {
      image: image('kube-scheduler'),
      config: {},
      extraArgs: extraArgs(schedulerFlags(cluster, places), chosen.scheduler),
    }),
  ];
}

/** Flannel, which Talos brings, between machines on a port that the firewall lets through. */
function flannelDocuments({ access }: ClusterSettings): object[] {
  const port = access.networkPlugin.find(({ protocol }) => protocol === 'udp')?.port;
  return port === undefined ? [] : [document('KubeFlannelCNIConfig', { backendPort: port })];
}

function machineDocuments(cluster: ClusterSettings, role: ClusterNode['role']): object[] {
  const configuration = Object.entries(kubeletConfiguration(cluster, nodePlaces('127.0.0.1')));
  return [
    document('KubeNetworkConfig', {
      dnsDomain: 'cluster.local',
      podSubnets: [cluster.podCidr],
      serviceSubnets: [cluster.serviceCidr],
    }),
    document('KubeletConfig', {
      image: `ghcr.io/siderolabs/kubelet:v${cluster.release}`,
      config: Object.fromEntries(configuration.filter(([field]) => !fixedByTalos.has(field))),
      defaultRuntimeSeccompProfileEnabled: true,
    }),
    document('SysctlConfig', { params: Object.fromEntries(sysctlsOf(cluster).map(({ key, value }) => [key, value])) }),
    document('NetworkDefaultActionConfig', { ingress: 'block' }),
    ...firewallRules(cluster, role)
      .filter(({ name }) => name !== 'ssh')
      .map(({ name, protocol, ports: [first, last], from }) =>
        document('NetworkRuleConfig', {
          name,
          portSelector: { ports: [last === undefined ? first : `${first}-${last}`], protocol },
          ingress: [...new Set(from)].map((subnet) => ({ subnet })),
        }),
      ),
    // Talos' own API, which is all that a machine is governed by: no pod reaches it.
    document('NetworkRuleConfig', {
      name: 'talos-api',
      portSelector: { ports: role === 'control-plane' ? [50000, 50001] : [50000], protocol: 'tcp' },
      ingress: [
        ...cluster.nodes.map(({ address }) => ({ subnet: `${address}/${address.includes(':') ? 128 : 32}` })),
        ...cluster.access.api.map((subnet) => ({ subnet })),
      ],
    }),
  ];
}

function extraArgs(flags: Flags, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flags)
      .filter(([name]) => names.has(name))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  );
}
