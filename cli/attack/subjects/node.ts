import type { Call } from '../../api-server/client';
import { about } from '../attack';
import { request } from '../request-attack';
import type { Nodes, Target } from '../target';
import { podIn } from './pods';
import { patch } from './row';
import { certificateRequest } from './signing-request';

const needsNodes = 'it needs two nodes';

/** A call that depends on the nodes. */
const ofNodes =
  (make: (nodes: Nodes, target: Target) => Call | string) =>
  (target: Target): Call | string =>
    target.nodes === undefined ? needsNodes : make(target.nodes, target);

/** What a kubelet's credential is good for in the hands of somebody who broke into its node. */
export const node = about('node', [
  request({
    id: 'node-reads-foreign-secret',
    title: 'Read, as a kubelet, a secret that no pod of the node uses',
    technique: 'T1552.007',
    as: 'node',
    stoppedBy: 'Node authorizer',
    call: ({ namespace, secret }) =>
      secret === undefined
        ? 'it needs a secret'
        : { method: 'GET', path: `/api/v1/namespaces/${namespace}/secrets/${secret.name}` },
  }),
  request({
    id: 'node-lists-secrets',
    title: 'List every secret of the cluster, as a kubelet',
    technique: 'T1552.007',
    as: 'node',
    stoppedBy: 'Node authorizer',
    call: () => ({ method: 'GET', path: '/api/v1/secrets?limit=1' }),
  }),
  request({
    id: 'node-labels-itself-restricted',
    title: 'Draw isolated workloads to a broken node, by a label that only administrators may set',
    technique: 'T1078',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ own }) =>
      patch(`/api/v1/nodes/${own}`, { metadata: { labels: { 'node-restriction.kubernetes.io/vault': 'true' } } }),
    ),
  }),
  request({
    id: 'node-labels-itself-control-plane',
    title: 'Draw control plane workloads to a broken node, by the label of the role',
    technique: 'T1078',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ own }) =>
      patch(`/api/v1/nodes/${own}`, { metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } } }),
    ),
  }),
  request({
    id: 'node-removes-its-taints',
    title: 'Lift the quarantine of a broken node, as its kubelet',
    technique: 'T1562.001',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ own }) =>
      patch(`/api/v1/nodes/${own}`, { spec: { taints: [{ key: 'attack', effect: 'PreferNoSchedule' }] } }),
    ),
  }),
  request({
    id: 'node-changes-another',
    title: 'Change another node’s labels, as a kubelet',
    technique: 'T1078',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ other }) =>
      patch(`/api/v1/nodes/${other}`, { metadata: { labels: { 'attack.example.com/taken': 'true' } } }),
    ),
  }),
  request({
    id: 'node-reports-for-another',
    title: 'Report another node’s status, as a kubelet',
    technique: 'T1499',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ other }) =>
      patch(`/api/v1/nodes/${other}/status`, { status: { conditions: [{ type: 'Ready', status: 'False' }] } }),
    ),
  }),
  request({
    id: 'node-deletes-another',
    title: 'Delete another node, as a kubelet',
    technique: 'T1485',
    as: 'node',
    stoppedBy: 'RBAC',
    call: ofNodes(({ other }) => ({ method: 'DELETE', path: `/api/v1/nodes/${other}` })),
  }),
  request({
    id: 'node-makes-a-pod',
    title: 'Make an ordinary pod with any service account, as a kubelet',
    technique: 'T1610',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ own }, target) => {
      const pod = podIn(target, 'from-a-node', { nodeName: own });
      return { method: 'POST', path: `/api/v1/namespaces/${target.namespace}/pods`, body: pod };
    }),
  }),
  request({
    id: 'node-deletes-foreign-pod',
    title: 'Delete a pod that runs on another node, as a kubelet',
    technique: 'T1485',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ({ namespace, pod }) =>
      pod === undefined
        ? 'it needs a pod on another node'
        : { method: 'DELETE', path: `/api/v1/namespaces/${namespace}/pods/${pod}` },
  }),
  request({
    id: 'node-mints-token',
    title: 'Mint a token of a service account that no pod of the node has, as a kubelet',
    technique: 'T1528',
    as: 'node',
    stoppedBy: 'Node authorizer',
    call: ({ namespace, account }) => ({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } },
    }),
  }),
  request({
    id: 'node-asks-certificate-of-another',
    title: 'Ask for another node’s certificate, as a kubelet',
    technique: 'T1098',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: ofNodes(({ other }, target) =>
      certificateRequest(target, 'attack-other-node', {
        signer: 'kubernetes.io/kube-apiserver-client-kubelet',
        commonName: `system:node:${other}`,
        organization: 'system:nodes',
      }),
    ),
  }),
  request({
    id: 'node-approves-certificate',
    title: 'Approve a certificate request, as a kubelet',
    technique: 'T1098',
    as: 'node',
    stoppedBy: 'RBAC',
    call: () =>
      patch('/apis/certificates.k8s.io/v1/certificatesigningrequests/attack-other-node/approval', {
        status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Attack' }] },
      }),
    // On a cluster that lets it through, the request itself may not be there.
    evidence: ({ status }) => (status === 403 || status === 401 ? undefined : `not forbidden (${status})`),
  }),
]);
