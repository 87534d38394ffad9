import { setTimeout as sleep } from 'node:timers/promises';
import { about, type Draft } from '../attack';
import { judged, untried } from '../request-attack';
import type { Target } from '../target';
import { patch, post, type Row, requestOf } from './row';
import { certificateRequest } from './signing-request';

const rbacGroup = 'rbac.authorization.k8s.io';
const rbacPath = `/apis/${rbacGroup}/v1`;
const escalationCheck = 'RBAC (privilege escalation check)';

const outsider = { apiGroup: rbacGroup, kind: 'User', name: 'palisade-attack:outsider' };
const roleRef = (name: string) => ({ apiGroup: rbacGroup, kind: 'ClusterRole', name });
const object = (kind: string, name: string, rest: object) => ({
  apiVersion: `${rbacGroup}/v1`,
  kind,
  metadata: { name },
  ...rest,
});

const within = ({ namespace }: Target, rest: string) => `${rbacPath}/namespaces/${namespace}/${rest}`;

const rows: readonly Row[] = [
  {
    id: 'bind-cluster-admin',
    title: 'Make oneself cluster-admin by a ClusterRoleBinding',
    technique: 'T1098.006',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: () =>
      post(
        `${rbacPath}/clusterrolebindings`,
        object('ClusterRoleBinding', 'attack', { roleRef: roleRef('cluster-admin'), subjects: [outsider] }),
      ),
  },
  {
    id: 'bind-more-than-held',
    title: 'Bind a role with more than one holds, in one’s own namespace (bind)',
    technique: 'T1098.006',
    as: 'namespace administrator',
    stoppedBy: escalationCheck,
    call: (target) =>
      post(
        within(target, 'rolebindings'),
        object('RoleBinding', 'attack-bind', { roleRef: roleRef('cluster-admin'), subjects: [outsider] }),
      ),
  },
  {
    id: 'escalate-new-role',
    title: 'Write a role with more than one holds (escalate)',
    technique: 'T1098.006',
    as: 'namespace administrator',
    stoppedBy: escalationCheck,
    call: (target) =>
      post(
        within(target, 'roles'),
        object('Role', 'attack-escalate', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }),
      ),
  },
  {
    id: 'escalate-to-escalate',
    title: 'Write a role that holds the verb escalate itself',
    technique: 'T1098.006',
    as: 'namespace administrator',
    stoppedBy: escalationCheck,
    call: (target) =>
      post(
        within(target, 'roles'),
        object('Role', 'attack-escalate-verb', {
          rules: [{ apiGroups: [rbacGroup], resources: ['roles'], verbs: ['escalate', 'bind'] }],
        }),
      ),
  },
  {
    id: 'aggregate-into-view',
    title: 'Widen the role of every viewer, by a role that is aggregated into it',
    technique: 'T1098.006',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    call: () =>
      post(`${rbacPath}/clusterroles?dryRun=All`, {
        ...object('ClusterRole', 'attack-aggregated', {
          rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
        }),
        metadata: { name: 'attack-aggregated', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
      }),
  },
  {
    id: 'administrator-binds-anonymous',
    title: 'Open the cluster to everybody unknown, as an administrator',
    technique: 'T1098.006',
    as: 'administrator',
    stoppedBy: 'policy palisade-no-anonymous-bindings',
    call: () =>
      post(
        `${rbacPath}/clusterrolebindings?dryRun=All`,
        object('ClusterRoleBinding', 'attack-anonymous', {
          roleRef: roleRef('view'),
          subjects: [{ apiGroup: rbacGroup, kind: 'User', name: 'system:anonymous' }],
        }),
      ),
  },
  {
    id: 'administrator-binds-masters',
    title: 'Leave a back door in the group that no rule holds (system:masters), as an administrator',
    technique: 'T1136',
    as: 'administrator',
    stoppedBy: 'policy palisade-no-system-masters-bindings',
    call: () =>
      post(
        `${rbacPath}/clusterrolebindings?dryRun=All`,
        object('ClusterRoleBinding', 'attack-masters', {
          roleRef: roleRef('view'),
          subjects: [{ apiGroup: rbacGroup, kind: 'Group', name: 'system:masters' }],
        }),
      ),
  },
  {
    id: 'administrator-writes-wildcard',
    title: 'Leave a role that may do everything, as an administrator',
    technique: 'T1098.006',
    as: 'administrator',
    stoppedBy: 'policy palisade-no-wildcard-permissions',
    call: () =>
      post(
        `${rbacPath}/clusterroles?dryRun=All`,
        object('ClusterRole', 'attack-wildcard', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }),
      ),
  },
  {
    id: 'impersonate-administrator',
    title: 'Act as an administrator (impersonate a user)',
    technique: 'T1078',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: () => ({
      method: 'GET',
      path: '/api/v1/namespaces',
      headers: { 'Impersonate-User': 'palisade:administrator' },
    }),
  },
  {
    id: 'impersonate-masters',
    title: 'Act as a member of system:masters (impersonate a group)',
    technique: 'T1078',
    as: 'namespace administrator',
    stoppedBy: 'RBAC',
    call: () => ({
      method: 'GET',
      path: '/api/v1/namespaces',
      headers: { 'Impersonate-User': 'anybody', 'Impersonate-Group': 'system:masters' },
    }),
  },
  {
    id: 'impersonate-controller',
    title: 'Act as a controller of kube-system (impersonate a service account)',
    technique: 'T1078',
    as: 'editor',
    stoppedBy: 'RBAC',
    call: () => ({
      method: 'GET',
      path: '/api/v1/secrets?limit=1',
      headers: { 'Impersonate-User': 'system:serviceaccount:kube-system:namespace-controller' },
    }),
  },
  {
    id: 'mint-controller-token',
    title: 'Mint a token of a service account of kube-system',
    technique: 'T1528',
    as: 'editor',
    stoppedBy: 'RBAC',
    call: () =>
      post('/api/v1/namespaces/kube-system/serviceaccounts/default/token', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 600 },
      }),
  },
  {
    id: 'mint-own-namespace-token',
    title: 'Mint a token of a service account of one’s own namespace',
    technique: 'T1528',
    as: 'developer',
    stoppedBy: 'RBAC',
    call: ({ namespace, account }) =>
      post(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 600 },
      }),
  },
  {
    id: 'certificate-of-masters',
    title: 'Have a certificate signed that puts one into system:masters, as an administrator',
    technique: 'T1098',
    as: 'administrator',
    stoppedBy: 'CertificateSubjectRestriction',
    safeByDefault: 'the admission plug-in CertificateSubjectRestriction is on by default',
    call: (target) =>
      certificateRequest(target, 'attack-masters', {
        signer: 'kubernetes.io/kube-apiserver-client',
        commonName: 'attacker',
        organization: 'system:masters',
      }),
  },
];

/** The whole way to a certificate with an administrator's rights: ask, approve, wait for the signature. */
const signing: Draft = {
  id: 'certificate-signing',
  title: 'Ask for an administrator’s certificate, approve it oneself and have it signed',
  technique: 'T1098',
  mutates: true,
  stoppedBy: 'RBAC',
  run: async (target) => {
    const client = target.as('developer');
    if (client === undefined) return untried('it needs the credential of a developer');
    const subject = { commonName: 'attacker', organization: 'palisade:administrators' };
    const call = certificateRequest(target, 'attack-signing', {
      signer: 'kubernetes.io/kube-apiserver-client',
      ...subject,
    });
    if (typeof call === 'string') return untried(call);
    const asked = await client.send(call);
    if (asked.status !== 201) return judged(asked);
    const path = `${call.path}/attack-signing`;
    const condition = { type: 'Approved', status: 'True', reason: 'Attack', message: 'by oneself' };
    const body = { status: { conditions: [condition] } };
    const approved = await client.send(patch(`${path}/approval`, body));
    const ids = asked.auditId === undefined ? [] : [asked.auditId];
    if (approved.status !== 200) return judged(approved, undefined, ids);
    try {
      for (let attempt = 0; attempt < 50; attempt += 1) {
        const { body: found } = await client.get(path);
        const { certificate } = (found.status ?? {}) as { certificate?: unknown };
        if (typeof certificate === 'string') return { result: 'succeeded', evidence: 'was signed', auditIds: ids };
        await sleep(100);
      }
      return { result: 'succeeded', evidence: 'was approved, though nobody signs here', auditIds: ids };
    } finally {
      await client.send({ method: 'DELETE', path });
    }
  },
};

/** More rights than were granted. */
export const rbac = about('rbac', [...rows.map(requestOf), signing]);
