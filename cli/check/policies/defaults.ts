import { type JsonObject, podKinds } from '@palisade/rules';
import { fill, objectOf, objectsIn, setPodDefaults } from './pod-defaults';

type Fields = { [field: string]: unknown };

/** Stands for the five characters that the API server adds to a `generateName`, from its own alphabet. */
const suffix = 'bcdfg';

/**
 * An object as the API server shows it to policies: with its own defaults set, and its namespace named. A copy. Known
 * are the defaults of what holds a pod, of services, network policies, RBAC bindings, secrets, claims and namespaces;
 * what admission plugins change by a cluster's own objects (tokens, limit ranges, priority classes) is not played.
 */
export function withDefaults(object: JsonObject, group: string, namespace: string | undefined): Fields {
  const copy = withoutNulls(object) as Fields;
  const metadata = objectOf(copy.metadata) ?? {};
  copy.metadata = metadata;
  if (namespace !== undefined) metadata.namespace = namespace;
  const { name, generateName } = metadata;
  if (typeof generateName === 'string' && (name === undefined || name === ''))
    metadata.name = `${generateName}${suffix}`;
  const kind = String(copy.kind);
  setters[`${group}/${kind}`]?.(copy);
  const podKind = podKinds.find((each) => each.kind === kind && each.group === group);
  if (podKind !== undefined) {
    let template: Fields | undefined = copy;
    for (const step of podKind.template) template = objectOf(template?.[step]);
    const spec = objectOf(template?.spec);
    if (spec !== undefined) setPodDefaults(spec, kind === 'Pod');
  }
  return copy;
}

const setters: { readonly [kind: string]: ((object: Fields) => void) | undefined } = {
  'apps/Deployment': (object) => {
    const spec = specOf(object);
    fill(spec, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = objectOf(spec.strategy) ?? {};
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate') {
      fill(strategy, { rollingUpdate: {} });
      fill(objectOf(strategy.rollingUpdate) ?? {}, { maxUnavailable: '25%', maxSurge: '25%' });
    }
  },
  'apps/StatefulSet': (object) => {
    const spec = specOf(object);
    fill(spec, {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
    });
    fill(objectOf(spec.persistentVolumeClaimRetentionPolicy) ?? {}, { whenDeleted: 'Retain', whenScaled: 'Retain' });
    const strategy = objectOf(spec.updateStrategy) ?? {};
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate') {
      fill(strategy, { rollingUpdate: {} });
      fill(objectOf(strategy.rollingUpdate) ?? {}, { partition: 0, maxUnavailable: 1 });
    }
  },
  'apps/DaemonSet': (object) => {
    const spec = specOf(object);
    fill(spec, { revisionHistoryLimit: 10, updateStrategy: {} });
    const strategy = objectOf(spec.updateStrategy) ?? {};
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate') {
      fill(strategy, { rollingUpdate: {} });
      fill(objectOf(strategy.rollingUpdate) ?? {}, { maxUnavailable: 1, maxSurge: 0 });
    }
  },
  'apps/ReplicaSet': (object) => fill(specOf(object), { replicas: 1 }),
  '/ReplicationController': (object) => {
    const spec = specOf(object);
    fill(spec, { replicas: 1 });
    const labels = objectOf(objectOf(objectOf(spec.template)?.metadata)?.labels);
    if (labels === undefined) return;
    fill(spec, { selector: labels });
    fill(objectOf(object.metadata) ?? {}, { labels });
  },
  'batch/Job': (object) => {
    const spec = specOf(object);
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
    fill(spec, {
      parallelism: 1,
      backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : 2147483647,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    });
  },
  'batch/CronJob': (object) =>
    fill(specOf(object), {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    }),
  '/Service': (object) => {
    const spec = specOf(object);
    fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
    for (const port of objectsIn(spec.ports)) {
      fill(port, { protocol: 'TCP' });
      if (spec.type !== 'ExternalName') fill(port, { targetPort: port.port });
    }
    if (spec.type !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster' });
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') fill(spec, { externalTrafficPolicy: 'Cluster' });
    if (spec.type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
  },
  'networking.k8s.io/NetworkPolicy': (object) => {
    const spec = specOf(object);
    const types = objectsIn(spec.egress).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
    if (!Array.isArray(spec.policyTypes) || spec.policyTypes.length === 0) spec.policyTypes = types;
    for (const rule of [...objectsIn(spec.ingress), ...objectsIn(spec.egress)]) {
      for (const port of objectsIn(rule.ports)) fill(port, { protocol: 'TCP' });
    }
  },
  '/Secret': (object) => fill(object, { type: 'Opaque' }),
  '/PersistentVolumeClaim': (object) => fill(specOf(object), { volumeMode: 'Filesystem' }),
  '/Namespace': (object) => {
    const metadata = objectOf(object.metadata) ?? {};
    const labels = objectOf(metadata.labels) ?? {};
    metadata.labels = { ...labels, 'kubernetes.io/metadata.name': metadata.name };
  },
  // Roles are the one kind whose list is written even where there is none.
  'rbac.authorization.k8s.io/Role': (object) => fill(object, { rules: null }),
  'rbac.authorization.k8s.io/ClusterRole': (object) => fill(object, { rules: null }),
  'rbac.authorization.k8s.io/RoleBinding': setBindingDefaults,
  'rbac.authorization.k8s.io/ClusterRoleBinding': setBindingDefaults,
};

/** A copy without what is null in objects, which is as good as not there. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  const copy: Fields = {};
  for (const [key, held] of Object.entries(value)) {
    if (held === null || held === undefined) continue;
    const copied = withoutNulls(held, depth + 1);
    if (key === '__proto__') Object.defineProperty(copy, key, { value: copied, enumerable: true });
    else copy[key] = copied;
  }
  return copy;
}

/** Deeper than any schema nests. */
const deepest = 100;

function specOf(object: Fields): Fields {
  const spec = objectOf(object.spec) ?? {};
  object.spec = spec;
  return spec;
}

function setBindingDefaults(object: Fields): void {
  const role = objectOf(object.roleRef);
  if (role !== undefined) fill(role, { apiGroup: 'rbac.authorization.k8s.io' });
  for (const subject of objectsIn(object.subjects)) {
    if (subject.kind !== 'ServiceAccount') fill(subject, { apiGroup: 'rbac.authorization.k8s.io' });
  }
}
