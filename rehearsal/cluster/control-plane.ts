import {
  apiServerFlags as apiServer,
  controllerManagerFlags as controllerManager,
  etcdFlags as etcd,
  type Flags,
  type Places,
  settingsOf,
} from '@palisade/constructs/control-plane';
import { LOOPBACK } from './ports';

/** The hardened control plane that a rehearsal stands up: the product's own, but for what one machine without nodes needs. */
export const settings = settingsOf({ name: 'rehearsal', endpoint: 'localhost' });

/** The API server's flags. */
export function apiServerFlags(places: Places): Flags {
  const { 'advertise-address': _, ...flags } = apiServer(settings, places);
  // No node will ever look this server up through the cluster, and the loopback address must not be published there.
  return { ...flags, 'endpoint-reconciler-type': 'none' };
}

/** etcd's flags: a single member. */
export function etcdFlags(places: Places): Flags {
  return {
    ...etcd('palisade', [{ name: 'palisade', address: LOOPBACK }], places),
    // One member has nobody to wait for: with the defaults of 100 and 1000 ms it would sit out an election first.
    'heartbeat-interval': 10,
    'election-timeout': 100,
  };
}

/**
 * The loops whose work admission and deletion wait for: without them a namespace never finishes its deletion, a pod
 * finds no service account, and one under a quota is refused because nobody has counted. Schedulers and nodes are not
 * played, so pods stay pending.
 */
const controllers = [
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

/** The controller manager's flags. */
export function controllerManagerFlags(places: Places): Flags {
  return {
    ...controllerManager(settings, places),
    controllers,
    // The default of 20 requests a second, meant to spare a shared server, makes a start or a deletion take seconds.
    'kube-api-qps': 500,
    'kube-api-burst': 1000,
    // 0 serves nothing: neither metrics nor health, which nobody asks for here.
    'secure-port': 0,
    'leader-elect': false,
  };
}
