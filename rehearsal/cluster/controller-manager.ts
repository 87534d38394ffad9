import { Flags } from './flags';
import { Pki } from './pki';

/**
 * The loops whose work admission and deletion wait for: without them a namespace never finishes its deletion, a pod
 * finds no service account, and one under a quota is refused because nobody has counted. Schedulers and nodes are not
 * played, so pods stay pending.
 */
export const CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'cronjob-controller',
  'daemonset-controller',
  'deployment-controller',
  'disruption-controller',
  'garbage-collector-controller',
  'job-controller',
  'namespace-controller',
  'replicaset-controller',
  'resourcequota-controller',
  'root-ca-certificate-publisher-controller',
  'serviceaccount-controller',
  'statefulset-controller',
] as const;

/** kube-controller-manager 1.37 with no listener at all. */
export function controllerManagerFlags({ pki, kubeconfig }: { pki: Pki; kubeconfig: string }): Flags {
  return {
    kubeconfig,
    controllers: CONTROLLERS,
    // Each loop acts under its own service account, with what that one needs.
    'use-service-account-credentials': true,
    'root-ca-file': pki.path('clusterAuthority'),
    // The default of 20 requests a second, meant to spare a shared server, makes a start or a deletion take seconds.
    'kube-api-qps': 500,
    'kube-api-burst': 1000,
    // 0 serves nothing: neither metrics nor health.
    'secure-port': 0,
    'leader-elect': false,
    profiling: false,
  };
}
