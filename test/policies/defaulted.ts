import type { JsonObject } from '@palisade/rules';

const namespace = 'plain';
const metadata = { name: 'x', namespace };
const labels = { app: 'x' };

const podSpec: JsonObject = {
  automountServiceAccountToken: false,
  containers: [
    {
      name: 'a',
      image: 'nginx',
      ports: [{ containerPort: 80 }],
      env: [{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      livenessProbe: { httpGet: { port: 80 } },
      readinessProbe: { grpc: { port: 1 } },
      lifecycle: { preStop: { httpGet: { port: 80 } } },
      resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } },
    },
    { name: 'b', image: 'r.example.com:5000/x/y:1.2', imagePullPolicy: 'Always' },
    { name: 'c', image: `x@sha256:${'a'.repeat(64)}`, imagePullPolicy: 'Always' },
  ],
  initContainers: [{ name: 'i', image: 'x:latest' }],
  volumes: [
    { name: 'v' },
    { name: 's', secret: { secretName: 's' } },
    { name: 'c', configMap: { name: 'c' } },
    { name: 'd', downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
    { name: 'p', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    { name: 'h', hostPath: { path: '/x' } },
    {
      name: 'e',
      ephemeral: {
        volumeClaimTemplate: {
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      },
    },
  ],
};

const template = (more: JsonObject = {}) => ({ metadata: { labels }, spec: { ...podSpec, ...more } });
const selected = { selector: { matchLabels: labels }, template: template() };
const addresses = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'].map((field) => `spec/${field}`);
const jobLabels = ['metadata/labels', 'spec/template/metadata/labels', 'spec/selector', 'spec/manualSelector'];

interface Defaulted {
  readonly kind: string;
  readonly name: string;
  readonly group: string;
  readonly object: JsonObject;
  /** What the server makes up for this one object, such as an address. */
  readonly ignored?: readonly string[];
}

function given(
  name: string,
  apiVersion: string,
  kind: string,
  more: JsonObject,
  ignored?: readonly string[],
): Defaulted {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return { kind, name, group, object: { apiVersion, kind, metadata, ...more }, ...(ignored ? { ignored } : {}) };
}

/** Objects that say little, so that the API server says the rest. */
export const defaulted: readonly Defaulted[] = [
  given('of everything', 'v1', 'Pod', { spec: podSpec }),
  given('on the network of its node', 'v1', 'Pod', {
    spec: {
      hostNetwork: true,
      automountServiceAccountToken: false,
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
      containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 80 }] }],
    },
  }),
  given('of everything', 'v1', 'PodTemplate', { template: template() }),
  given('with the selector of its template', 'v1', 'ReplicationController', { spec: { template: template() } }),
  given('rolling', 'apps/v1', 'Deployment', { spec: selected }),
  given('made anew', 'apps/v1', 'Deployment', { spec: { ...selected, strategy: { type: 'Recreate' } } }),
  given('half a strategy', 'apps/v1', 'Deployment', {
    spec: { ...selected, replicas: 0, strategy: { rollingUpdate: { maxSurge: 1 } } },
  }),
  given('rolling', 'apps/v1', 'StatefulSet', { spec: { ...selected, serviceName: 'x' } }),
  given('rolling', 'apps/v1', 'DaemonSet', { spec: selected }, ['metadata/annotations']),
  given('one', 'apps/v1', 'ReplicaSet', { spec: selected }),
  given('once', 'batch/v1', 'Job', { spec: { template: template({ restartPolicy: 'Never' }) } }, jobLabels),
  given(
    'by a clock',
    'batch/v1',
    'CronJob',
    {
      spec: { schedule: '* * * * *', jobTemplate: { spec: { template: template({ restartPolicy: 'Never' }) } } },
    },
    ['spec/jobTemplate/metadata'],
  ),
  given('within', 'v1', 'Service', { spec: { ports: [{ port: 80 }] } }, addresses),
  given('without', 'v1', 'Service', { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } }, [
    ...addresses,
    'spec/ports/0/nodePort',
  ]),
  given('elsewhere', 'v1', 'Service', { spec: { type: 'ExternalName', externalName: 'example.com' } }),
  given('both ways', 'networking.k8s.io/v1', 'NetworkPolicy', {
    spec: { podSelector: {}, egress: [{ ports: [{ port: 1 }] }] },
  }),
  given('one way', 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {} } }),
  given('to users', 'rbac.authorization.k8s.io/v1', 'RoleBinding', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [
      { kind: 'User', name: 'u' },
      { kind: 'ServiceAccount', name: 's', namespace },
    ],
  }),
  given('of no type', 'v1', 'Secret', {}),
  given(
    'a file system',
    'v1',
    'PersistentVolumeClaim',
    {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
    ['metadata/finalizers'],
  ),
];
