import { about } from '../attack';
import { patch, post, type Row, requestOf } from './row';

const rows: readonly Row[] = [
  {
    id: 'delete-admission-policies',
    title: 'Take all admission policies out of force',
    technique: 'T1562.001',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: () => ({ method: 'DELETE', path: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings' }),
  },
  {
    id: 'delete-an-admission-policy',
    title: 'Delete the policy against privileged containers',
    technique: 'T1562.001',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    passes: [404],
    call: () => ({
      method: 'DELETE',
      path: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/palisade-no-privileged-containers',
    }),
  },
  {
    id: 'plant-webhook',
    title: 'See and change everything that is sent to the API server, by a webhook',
    technique: 'T1557',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    call: () =>
      post('/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations?dryRun=All', {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: { name: 'attack' },
        webhooks: [],
      }),
  },
  {
    id: 'plant-api-service',
    title: 'Answer in the API server’s place, by an APIService',
    technique: 'T1557',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    call: () =>
      post('/apis/apiregistration.k8s.io/v1/apiservices?dryRun=All', {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.attack.example.com' },
        spec: {
          group: 'attack.example.com',
          version: 'v1',
          groupPriorityMinimum: 100,
          versionPriority: 1,
          service: { name: 'attack', namespace: 'default' },
          insecureSkipTLSVerify: true,
        },
      }),
  },
  {
    id: 'loosen-namespace',
    title: 'Relabel one’s namespace as privileged, to be free of Pod Security',
    technique: 'T1562.001',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    call: ({ namespace }) =>
      patch(`/api/v1/namespaces/${namespace}?dryRun=All`, {
        metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      }),
  },
  {
    id: 'administrator-loosens-namespace',
    title: 'Relabel a team’s namespace as privileged, as an administrator',
    technique: 'T1562.001',
    as: 'administrator',
    stoppedBy: 'policy palisade-require-pod-security-labels',
    call: ({ namespace }) =>
      patch(`/api/v1/namespaces/${namespace}?dryRun=All`, {
        metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      }),
  },
  {
    id: 'make-namespace',
    title: 'Make a namespace without any rule in it',
    technique: 'T1562.001',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: () =>
      post('/api/v1/namespaces?dryRun=All', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'attack-lawless', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      }),
  },
  {
    id: 'host-path-volume',
    title: 'Reach a node’s files by a PersistentVolume, where no pod may',
    technique: 'T1611',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: () => post('/api/v1/persistentvolumes?dryRun=All', nodeVolume),
  },
  {
    id: 'administrator-host-path-volume',
    title: 'Reach a node’s files by a PersistentVolume, as an administrator',
    technique: 'T1611',
    as: 'administrator',
    stoppedBy: 'policy palisade-no-node-path-volumes',
    call: () => post('/api/v1/persistentvolumes?dryRun=All', nodeVolume),
  },
  {
    id: 'node-proxy',
    title: 'Ask a kubelet through the API server, past every check of pods',
    technique: 'T1609',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    passes: [404, 500, 502, 503],
    call: ({ nodes }) => ({ method: 'GET', path: `/api/v1/nodes/${nodes?.own ?? 'attack'}/proxy/runningpods/` }),
  },
  {
    id: 'lift-quota',
    title: 'Lift the bounds of one’s namespace, to mine with all of the cluster',
    technique: 'T1496',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: ({ namespace }) => ({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}/resourcequotas` }),
  },
  {
    id: 'lift-network-policies',
    title: 'Open one’s namespace to the whole network',
    technique: 'T1562',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: ({ namespace }) => ({
      method: 'DELETE',
      path: `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
    }),
  },
  {
    id: 'metrics-by-anybody',
    title: 'Read /metrics with an account that was granted nothing',
    technique: 'T1613',
    as: 'outsider',
    stoppedBy: 'RBAC',
    call: () => ({ method: 'GET', path: '/metrics' }),
  },
  {
    id: 'profiling-by-anybody',
    title: 'Read memory and call stacks from /debug/pprof with an account that was granted nothing',
    technique: 'T1613',
    as: 'outsider',
    stoppedBy: 'RBAC',
    call: () => ({ method: 'GET', path: '/debug/pprof/goroutine?debug=1' }),
  },
  {
    id: 'profiling-by-administrator',
    title: 'Read memory and call stacks from /debug/pprof, as an administrator',
    technique: 'T1613',
    as: 'administrator',
    stoppedBy: 'not served',
    call: () => ({ method: 'GET', path: '/debug/pprof/goroutine?debug=1' }),
  },
  {
    id: 'log-level-by-anybody',
    title: 'Turn up what the API server logs, bodies among it, with an account that was granted nothing',
    technique: 'T1562.001',
    as: 'outsider',
    stoppedBy: 'RBAC',
    passes: [404, 415, 400],
    call: () => ({ method: 'PUT', path: '/debug/flags/v', body: '2', contentType: 'text/plain' }),
  },
];

const nodeVolume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'attack' },
  spec: {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'attack',
    hostPath: { path: '/etc' },
  },
};

/** What defends the cluster, switched off or gone around. */
export const defences = about('defences', rows.map(requestOf));
