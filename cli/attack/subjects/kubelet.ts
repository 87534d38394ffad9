import type { Call } from '../../api-server/client';
import { about, type Draft } from '../attack';
import { barrierOf } from '../barrier';
import {
  askKubelet,
  codeOf,
  execute,
  needsKubelet,
  outOfReach,
  said,
  unanswered,
  unreachable,
} from '../kubelet-request';
import { judged, request, unconnected, untried, using } from '../request-attack';
import { stageLabel } from '../stage';
import { post } from './row';
import { mint, tokenIn } from './service-accounts';
import { handshake } from './transport';

const keepsNoLog = 'a kubelet keeps no audit log, and what it is asked does not go through the API server';
const needsPod = 'it needs a pod that runs in the namespace';
/** Where a kubelet listened for everybody. */
const readOnlyPort = 10255;

const get = (path: string): Call => ({ method: 'GET', path });

const anonymous = (
  [
    ['pods', 'Read every pod of the node, and what its environment holds', 'T1613', '/pods'],
    ['node-logs', 'Read the log files of the machine itself', 'T1613', '/logs/'],
    ['metrics', 'Read the metrics of the kubelet', 'T1613', '/metrics'],
    ['configz', 'Read the configuration of the kubelet', 'T1613', '/configz'],
    ['profiling', 'Read call stacks of the kubelet from /debug/pprof', 'T1613', '/debug/pprof/goroutine?debug=1'],
  ] as const
).map(
  ([id, title, technique, path]): Draft => ({
    id: `kubelet-anonymous-${id}`,
    title: `${title}, without any credential`,
    technique,
    mutates: false,
    stoppedBy: 'authentication',
    unlogged: keepsNoLog,
    run: (target) => askKubelet(target, {}, get(path)),
  }),
);

/** Somebody whom the cluster knows, and who has been granted nothing on nodes. */
const known = (
  [
    ['kubelet-certificate-without-rights', 'Ask with a client certificate of somebody who has no rights', 'outsider'],
    ['kubelet-of-another-node', 'Ask a kubelet for its pods with the credential of another node', 'node'],
  ] as const
).map(
  ([id, title, actor]): Draft => ({
    id,
    title,
    technique: 'T1613',
    mutates: false,
    stoppedBy: 'authorisation by the API server',
    unlogged: keepsNoLog,
    run: async (target) => {
      const access = target.as(actor)?.access;
      // Only the API server lets one act as somebody else.
      if (access?.cert === undefined) return untried('it needs a client certificate of its own');
      return askKubelet(
        target,
        { cert: access.cert, ...(access.key !== undefined && { key: access.key }) },
        get('/pods'),
      );
    },
  }),
);

const tokens = (
  [
    ['kubelet-token-without-rights', 'Ask with a service account’s token that has no rights', undefined],
    ['kubelet-token-of-another-audience', 'Ask with a token that was meant for another service', 'https://example.com'],
  ] as const
).map(
  ([id, title, audience]): Draft => ({
    id,
    title,
    technique: 'T1528',
    mutates: true,
    stoppedBy: audience === undefined ? 'authorisation by the API server' : 'authentication',
    unlogged: keepsNoLog,
    run: async (target) => {
      const client = target.as('administrator');
      if (client === undefined) return untried('it needs the credential of an administrator, to have the token made');
      const { account } = target;
      const made = await mint(client, target, { account, ...(audience !== undefined && { audiences: [audience] }) });
      return askKubelet(target, { token: tokenIn(made) }, get('/pods'));
    },
  }),
);

/** Doors that nobody needs, shown to somebody who may do everything. */
const doors = (
  [
    [
      'kubelet-profiling-by-administrator',
      'Read the memory of the kubelet, as an administrator whose credential was stolen',
      'T1613',
      { method: 'GET', path: '/debug/pprof/heap?debug=1' },
    ],
    [
      'kubelet-log-level-by-administrator',
      'Change how much the kubelet logs, up to what passes through it, as an administrator whose credential was stolen',
      'T1562.001',
      { method: 'PUT', path: '/debug/flags/v', body: '0', contentType: 'text/plain' },
    ],
  ] as const satisfies readonly (readonly [string, string, string, Call])[]
).map(
  ([id, title, technique, call]): Draft => ({
    id,
    title,
    technique,
    mutates: call.method !== 'GET',
    stoppedBy: 'not served',
    unlogged: keepsNoLog,
    run: async (target) => {
      const { cert, key } = target.as('administrator')?.access ?? {};
      // A token would be shown to whoever answers there.
      if (cert === undefined || key === undefined)
        return untried('it needs the client certificate of an administrator');
      return askKubelet(target, { cert, key }, call);
    },
  }),
);

const transports = (
  [
    [
      'kubelet-tls-1-1',
      'Speak TLS 1.1 with a kubelet',
      { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      'the kubelet’s oldest version is TLS 1.2 by default',
    ],
    ['kubelet-tls-1-2', 'Speak TLS 1.2 with a kubelet', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, undefined],
    [
      'kubelet-weak-cipher',
      'Agree with a kubelet on a cipher of the CBC kind',
      {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA',
      },
      undefined,
    ],
  ] as const
).map(
  ([id, title, how, safeByDefault]): Draft => ({
    id,
    title,
    technique: 'T1557',
    mutates: false,
    stoppedBy: 'TLS',
    ...(safeByDefault !== undefined && { safeByDefault }),
    unlogged: 'the connection ends before there is a request',
    run: async (target) => {
      const { kubelet } = target;
      if (kubelet === undefined) return untried(needsKubelet);
      const outcome = await handshake(kubelet, how);
      const closed = outcome.result === 'refused' && outcome.by.startsWith('nobody ');
      return closed ? outOfReach(kubelet, outcome.by) : outcome;
    },
  }),
);

/** Past the API server: straight to what runs on a node. */
export const kubelet = about('kubelet', [
  ...anonymous,
  {
    id: 'kubelet-anonymous-container-logs',
    title: 'Read what a container has logged, without any credential',
    technique: 'T1613',
    mutates: false,
    stoppedBy: 'authentication',
    unlogged: keepsNoLog,
    run: async (target) => {
      const { pod } = target.kubelet ?? {};
      if (pod === undefined) return untried(needsPod);
      return askKubelet(target, {}, get(`/containerLogs/${pod.namespace}/${pod.name}/${pod.container}`));
    },
  },
  {
    id: 'kubelet-anonymous-run',
    title: 'Run a command in a container of the node (/run), without any credential',
    technique: 'T1609',
    mutates: true,
    stoppedBy: 'authentication',
    unlogged: keepsNoLog,
    run: async (target) => {
      const { pod } = target.kubelet ?? {};
      if (pod === undefined) return untried(needsPod);
      const path = `/run/${pod.namespace}/${pod.name}/${pod.container}?cmd=id`;
      return askKubelet(target, {}, { method: 'POST', path }, ({ status, text }) =>
        status === 200 ? `ran id: ${said(text) ?? 'it said nothing'}` : undefined,
      );
    },
  },
  {
    id: 'kubelet-anonymous-exec',
    title: 'Open a session in a container of the node (/exec, over a WebSocket), without any credential',
    technique: 'T1609',
    mutates: true,
    stoppedBy: 'authentication',
    unlogged: keepsNoLog,
    run: async ({ kubelet }) => {
      const { pod } = kubelet ?? {};
      if (kubelet === undefined || pod === undefined) return untried(needsPod);
      try {
        const query = 'command=id&output=1&error=1';
        const path = `/exec/${pod.namespace}/${pod.name}/${pod.container}?${query}`;
        const { status, text } = await execute(kubelet.endpoint, path);
        if (status === 101) {
          return { result: 'succeeded', evidence: `ran id: ${said(text) ?? 'it said nothing'}`, auditIds: [] };
        }
        const message = text.trim().slice(0, 400);
        return { result: 'refused', by: barrierOf(status, message), status, message, auditIds: [] };
      } catch (error) {
        return unanswered(kubelet, error);
      }
    },
  },
  {
    id: 'kubelet-read-only-port',
    title: 'Read every pod of the node at the read-only port, which asks for no credential and speaks no TLS',
    technique: 'T1613',
    mutates: false,
    stoppedBy: 'nobody listens',
    unlogged: keepsNoLog,
    run: async (target) => {
      const { kubelet } = target;
      if (kubelet === undefined) return untried(needsKubelet);
      const { hostname } = new URL(kubelet.endpoint);
      const endpoint = `http://${hostname}:${readOnlyPort}`;
      return using(target.reach({ endpoint }), async (client) => {
        try {
          return judged(await client.get('/pods'));
        } catch (error) {
          const code = codeOf(error);
          // Where nothing comes back at all, the way may be closed, and not the port.
          return code === 'ECONNREFUSED' || !unreachable.has(code)
            ? unconnected(error, 'nobody listens')
            : outOfReach({ ...kubelet, endpoint }, code);
        }
      });
    },
  },
  {
    id: 'kubelet-certificate-of-another-authority',
    title: 'Show a kubelet an administrator’s certificate by an authority of the attacker’s own',
    technique: 'T1078',
    mutates: false,
    stoppedBy: 'authentication',
    unlogged: keepsNoLog,
    run: async (target) => {
      const credential = target.forged('of another authority');
      if (credential === undefined) return untried('no certificate of another authority can be made here');
      return askKubelet(target, credential, get('/pods'));
    },
  },
  request({
    id: 'kubelet-role-for-nodes-proxy',
    title: 'Grant to read nodes/proxy, which is enough to run commands in every pod of a node past the API server',
    technique: 'T1098',
    as: 'administrator',
    stoppedBy: 'policy palisade-no-node-proxy',
    call: () =>
      post('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'attack-nodes-proxy', labels: stageLabel },
        rules: [{ apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] }],
      }),
  }),
  ...known,
  ...tokens,
  ...doors,
  ...transports,
]);
