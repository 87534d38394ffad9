import type { ControlPlaneSettings } from './options';
import type { Places } from './places';
import { ciphers } from './tls';

/**
 * The kubelet's configuration.
 *
 * @see CIS Kubernetes Benchmark 4.2
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
 */
export function kubeletConfiguration(
  { minimumTls, kubernetesVersion }: Pick<ControlPlaneSettings, 'minimumTls' | 'kubernetesVersion'>,
  { pki }: Pick<Places, 'pki'>,
) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',

    // Who may ask it: holders of the cluster's certificates and tokens, as far as the API server says so.
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true, cacheTTL: '2m0s' },
      x509: { clientCAFile: pki.clusterAuthority },
    },
    authorization: { mode: 'Webhook', webhook: { cacheAuthorizedTTL: '5m0s', cacheUnauthorizedTTL: '30s' } },
    // No way in without a name.
    readOnlyPort: 0,
    enableDebuggingHandlers: true,
    enableProfilingHandler: false,
    enableDebugFlagsHandler: false,

    // Its certificates come from the API server, both of them, and are renewed before they end.
    rotateCertificates: true,
    serverTLSBootstrap: true,
    tlsMinVersion: minimumTls === '1.3' ? 'VersionTLS13' : 'VersionTLS12',
    ...(minimumTls === '1.2' && { tlsCipherSuites: [...ciphers] }),

    // What its containers get without asking.
    seccompDefault: true,
    protectKernelDefaults: true,
    makeIPTablesUtilChains: true,
    podPidsLimit: 4096,
    // Connections of exec and port-forward that nobody uses end.
    streamingConnectionIdleTimeout: '5m0s',
    eventRecordQPS: 5,
    eventBurst: 10,
    allowedUnsafeSysctls: [],
    // No pods from files or addresses that the API server knows nothing of; the control plane's own come from this folder.
    staticPodPath: '/etc/kubernetes/manifests',
    // A user's images are not everybody's: who may not pull one may not use it because it is there. Kubernetes' own are everybody's:
    // where they came with the machine, its control plane starts without asking a registry that may be out of reach.
    ...(minorOf(kubernetesVersion) >= verifiesImageCredentials && {
      imagePullCredentialsVerificationPolicy: 'NeverVerifyAllowlistedImages' as const,
      preloadedImagesVerificationAllowlist: ['registry.k8s.io/*'],
    }),
    serializeImagePulls: false,
    maxParallelImagePulls: 4,

    // What the node itself needs is not given to pods, and a full node evicts before it falls over.
    systemReserved: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '1Gi', pid: '1000' },
    kubeReserved: { cpu: '100m', memory: '512Mi', 'ephemeral-storage': '1Gi', pid: '1000' },
    enforceNodeAllocatable: ['pods'],
    // All of them: where one is written, the others are no longer what they are by default, but nothing.
    evictionHard: {
      'memory.available': '200Mi',
      'nodefs.available': '10%',
      'nodefs.inodesFree': '5%',
      'imagefs.available': '15%',
      'imagefs.inodesFree': '5%',
      'pid.available': '5%',
    },
    // Where the node shuts down, pods are told, the important ones last.
    shutdownGracePeriod: '60s',
    shutdownGracePeriodCriticalPods: '20s',

    cgroupDriver: 'systemd',
    containerLogMaxSize: '50Mi',
    containerLogMaxFiles: 5,
  };
}

/** The first minor version whose kubelet verifies image credentials without a feature gate. */
const verifiesImageCredentials = 35;

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
