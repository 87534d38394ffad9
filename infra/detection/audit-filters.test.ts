import { matches } from '../testing/filter-pattern';
import { auditFilters, auditHeartbeat } from './audit-filters';

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly objectRef?: { readonly [key: string]: string };
  readonly code: number;
  readonly impersonatedUser?: object;
}

/** An audit event as EKS writes it to CloudWatch Logs. */
function event({ verb, requestURI, username, groups, objectRef, code, impersonatedUser }: AuditEvent): object {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '1f0e3dad-9990-4a54-a3c3-2b1b0a7c5e11',
    stage: 'ResponseComplete',
    requestURI,
    verb,
    user: { username, groups },
    ...(impersonatedUser === undefined ? {} : { impersonatedUser }),
    sourceIPs: ['10.40.32.9'],
    userAgent: 'kubectl/v1.35.2 (linux/amd64) kubernetes/1234567',
    ...(objectRef === undefined ? {} : { objectRef: { apiVersion: 'v1', ...objectRef } }),
    responseStatus: { metadata: {}, code },
    annotations: { 'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow' },
  };
}

const person = {
  username: 'arn:aws:sts::111122223333:assumed-role/platform-admin/jane',
  groups: ['system:authenticated'],
};
const workload = {
  username: 'system:serviceaccount:payments:app',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:payments', 'system:authenticated'],
};
const node = {
  username: 'system:node:ip-10-40-32-9.eu-west-1.compute.internal',
  groups: ['system:nodes', 'system:authenticated'],
};
const anonymous = { username: 'system:anonymous', groups: ['system:unauthenticated'] };
const apiServer = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
const eks = { username: 'eks:addon-manager', groups: ['system:masters', 'system:authenticated'] };
const aggregation = {
  username: 'system:serviceaccount:kube-system:clusterrole-aggregation-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
};

const secret = { resource: 'secrets', namespace: 'payments', name: 'database' };
const pod = { resource: 'pods', namespace: 'payments', name: 'app-1' };
const role = { resource: 'clusterrolebindings', name: 'everyone', apiGroup: 'rbac.authorization.k8s.io' };
const policy = {
  resource: 'validatingadmissionpolicybindings',
  name: 'no-privileged-containers',
  apiGroup: 'admissionregistration.k8s.io',
};
const read = { verb: 'get', requestURI: '/api/v1/namespaces/payments/secrets/database', code: 200 };
const enter = { verb: 'get', requestURI: '/api/v1/namespaces/payments/pods/app-1/exec?command=sh', code: 101 };
const change = { verb: 'create', requestURI: '/apis/example', code: 201 };
const quiet = { verb: 'get', requestURI: '/api/v1/namespaces/payments/pods/app-1', objectRef: pod, code: 200 };

/** Each event, and the ids of the filters that it must be counted by; of all others it must not. */
const events: readonly (readonly [name: string, event: AuditEvent, counted: readonly string[]])[] = [
  ['a workload reads a pod', { ...workload, ...quiet }, []],
  ['a person reads a pod', { ...person, ...quiet }, []],
  ['a node updates a pod', { ...node, ...quiet, verb: 'patch' }, []],
  ['a health check', { ...anonymous, verb: 'get', requestURI: '/readyz?verbose', code: 200 }, []],
  [
    'an anonymous list of pods that is served',
    { ...anonymous, verb: 'list', requestURI: '/api/v1/pods', objectRef: { resource: 'pods' }, code: 200 },
    ['anonymous-access'],
  ],
  [
    'an anonymous list of pods that is refused',
    { ...anonymous, verb: 'list', requestURI: '/api/v1/pods', objectRef: { resource: 'pods' }, code: 403 },
    ['access-denied-burst'],
  ],
  ['a wrong token', { ...anonymous, verb: 'get', requestURI: '/api', code: 401 }, ['access-denied-burst']],
  ['a workload is refused', { ...workload, ...read, objectRef: secret, code: 403 }, ['access-denied-burst']],
  ['exec over WebSockets', { ...person, ...enter, objectRef: { ...pod, subresource: 'exec' } }, ['exec-and-attach']],
  [
    'exec over SPDY by a workload',
    { ...workload, ...enter, verb: 'create', objectRef: { ...pod, subresource: 'exec' } },
    ['exec-and-attach'],
  ],
  ['attach', { ...person, ...enter, objectRef: { ...pod, subresource: 'attach' } }, ['exec-and-attach']],
  ['port forward', { ...person, ...enter, objectRef: { ...pod, subresource: 'portforward' } }, ['exec-and-attach']],
  [
    'a debug container',
    { ...person, ...enter, verb: 'patch', objectRef: { ...pod, subresource: 'ephemeralcontainers' }, code: 200 },
    ['exec-and-attach'],
  ],
  ['logs of a pod', { ...person, ...quiet, objectRef: { ...pod, subresource: 'log' } }, []],
  ['a person reads a secret', { ...person, ...read, objectRef: secret }, ['secret-read-by-person']],
  [
    'a person lists secrets',
    { ...person, ...read, verb: 'list', objectRef: { resource: 'secrets' } },
    ['secret-read-by-person'],
  ],
  ['a workload reads a secret', { ...workload, ...read, objectRef: secret }, []],
  ['a node reads a secret', { ...node, ...read, objectRef: secret }, []],
  ['EKS reads a secret', { username: 'eks:k8s-metrics', groups: [], ...read, objectRef: secret }, []],
  ['a person makes a secret', { ...person, ...change, objectRef: secret }, []],
  ['a person binds a role', { ...person, ...change, objectRef: role }, ['rbac-change']],
  ['a workload binds a role', { ...workload, ...change, objectRef: role }, ['rbac-change']],
  ['a person deletes bindings', { ...person, ...change, verb: 'deletecollection', objectRef: role }, ['rbac-change']],
  ['a person reads bindings', { ...person, ...change, verb: 'list', objectRef: role, code: 200 }, []],
  ['a binding that is refused', { ...workload, ...change, objectRef: role, code: 403 }, ['access-denied-burst']],
  ['the API server reconciles roles', { ...apiServer, ...change, objectRef: role }, []],
  ['roles are aggregated', { ...aggregation, ...change, verb: 'patch', objectRef: role, code: 200 }, []],
  [
    'a person deletes a policy binding',
    { ...person, ...change, verb: 'delete', objectRef: policy },
    ['admission-change'],
  ],
  [
    'a workload makes a webhook',
    { ...workload, ...change, objectRef: { ...policy, resource: 'mutatingwebhookconfigurations' } },
    ['admission-change'],
  ],
  ['EKS updates its webhook', { ...eks, ...change, verb: 'update', objectRef: policy }, []],
  [
    'a certificate of system:masters',
    { username: 'backdoor', groups: ['system:masters', 'system:authenticated'], ...quiet },
    ['system-masters'],
  ],
  [
    'system:masters by impersonation',
    { ...person, ...quiet, impersonatedUser: { username: 'root', groups: ['a', 'system:masters'] } },
    ['system-masters'],
  ],
  ['the API server as system:masters', { ...apiServer, ...quiet }, []],
];

describe.each([
  ['is taken to differ', true],
  ['is taken not to', false],
] as const)('where a field that is not there %s', (_name, absentDiffers) => {
  test.each(events)('%s', (_event, given, counted) => {
    const hits = auditFilters.filter(({ pattern }) => matches(pattern, event(given), absentDiffers));

    expect(hits.map(({ id }) => id)).toEqual(counted);
    expect(matches(auditHeartbeat.pattern, event(given), absentDiffers)).toBe(true);
  });

  test('other logs of the control plane are no sign of life of the audit log', () => {
    const authenticator = { level: 'info', msg: 'access granted', username: 'system:anonymous' };

    expect(matches(auditHeartbeat.pattern, authenticator, absentDiffers)).toBe(false);
  });
});

test('each filter is hit by a sample', () => {
  const hit = new Set(events.flatMap(([, , counted]) => counted));

  expect(auditFilters.map(({ id }) => id).filter((id) => !hit.has(id))).toEqual([]);
});

test('patterns are no longer than CloudWatch takes', () => {
  for (const { pattern } of [...auditFilters, auditHeartbeat]) expect(pattern.length).toBeLessThanOrEqual(1024);
});
