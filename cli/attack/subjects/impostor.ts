import type { Call } from '../../api-server/client';
import { about, type Draft, type Outcome } from '../attack';
import { barrierOf } from '../barrier';
import { execute } from '../kubelet-request';
import { judged, plainSuccess, request, unconnected, untried, using } from '../request-attack';
import type { Impostor, ImpostorCertificate, Target } from '../target';
import { certificateRequest } from './signing-request';

const needsImpostor = 'nobody can take a node’s address from here';

/** Runs while somebody stands at a node's address in the place of its kubelet. */
async function withImpostor(
  target: Target,
  certificate: ImpostorCertificate,
  work: (impostor: Impostor) => Promise<Outcome>,
): Promise<Outcome> {
  const impostor = await target.impostor?.(certificate);
  if (impostor === undefined) return untried(needsImpostor);
  try {
    return await work(impostor);
  } finally {
    await impostor.stop();
  }
}

const podPath = ({ pod: { namespace, name } }: Impostor) => `/api/v1/namespaces/${namespace}/pods/${name}`;

/** What an administrator types is shown to whoever answers at the node's address. */
const commands = (
  [
    ['self-signed', 'a certificate that vouches for itself'],
    ['of another node', 'another node’s genuine certificate'],
  ] as const
).map(
  ([certificate, shown]): Draft => ({
    id: `impostor-exec-${certificate.replaceAll(' ', '-')}`,
    title: `Stand at a node’s address with ${shown}, and be told what an administrator runs in a pod there`,
    technique: 'T1557',
    mutates: true,
    stoppedBy: 'TLS (certificate of the kubelet)',
    run: (target) =>
      withImpostor(target, certificate, async (impostor) => {
        const { endpoint, ca, cert, key } = target.as('administrator')?.access ?? {};
        if (endpoint === undefined || cert === undefined) return untried('it needs a certificate of an administrator');
        const query = 'command=login&command=password&stdout=1';
        const { status, text, auditId } = await execute(endpoint, `${podPath(impostor)}/exec?${query}`, {
          cert,
          ...(key !== undefined && { key }),
          ...(ca !== undefined && { ca }),
        });
        const auditIds = auditId === undefined ? [] : [auditId];
        if (impostor.heard().some((line) => line.includes('command=password'))) {
          return { result: 'succeeded', evidence: 'was told the command with its password', auditIds };
        }
        const message = messageIn(text);
        return { result: 'refused', by: barrierOf(status, message), status, message, auditIds };
      }),
  }),
);

const node: Call = { method: 'GET', path: '/api/v1/nodes?limit=1' };

/** A node's identity is what its kubelet may do, and what is sent to it. */
export const impostor = about('impostor', [
  ...commands,
  {
    id: 'impostor-logs',
    title:
      'Stand at a node’s address with a certificate that vouches for itself, and forge what a pod there has logged',
    technique: 'T1565.002',
    mutates: true,
    stoppedBy: 'TLS (certificate of the kubelet)',
    run: (target) =>
      withImpostor(target, 'self-signed', async (impostor) => {
        const client = target.as('administrator');
        if (client === undefined) return untried('it needs the credential of an administrator');
        const answer = await client.get(`${podPath(impostor)}/log`);
        const forged = answer.status === 200 && answer.text === impostor.log;
        return judged(answer, () => (forged ? 'an administrator read what the impostor wrote' : undefined));
      }),
  },
  {
    id: 'impostor-client-certificate',
    title: 'Show the API server a node’s certificate by an authority of the attacker’s own',
    technique: 'T1078',
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: 'certificates are verified against the authority for clients, by default too',
    run: async (target) => {
      const credential = target.forged('of a node, by another authority');
      if (credential === undefined) return untried('no certificate of another authority can be made here');
      return using(target.connect(credential), async (client) => {
        try {
          return judged(await client.send(node), plainSuccess);
        } catch (error) {
          return unconnected(error, 'TLS');
        }
      });
    },
  },
  ...(
    [
      ['impostor-asks-as-stranger', 'as somebody who is no node', 'outsider', 'RBAC'],
      ['impostor-asks-as-developer', 'as a developer', 'developer', 'RBAC'],
    ] as const
  ).map(([id, who, as, stoppedBy]) =>
    request({
      id,
      title: `Ask the cluster for a node’s certificate, ${who}`,
      technique: 'T1098',
      as,
      stoppedBy,
      call: (target) =>
        certificateRequest(target, id, {
          signer: 'kubernetes.io/kube-apiserver-client-kubelet',
          commonName: `system:node:${target.nodes?.other ?? 'node'}`,
          organization: 'system:nodes',
        }),
    }),
  ),
  request({
    id: 'impostor-asks-for-server-certificate',
    title: 'Ask for the certificate that another node serves with, as a kubelet',
    technique: 'T1557',
    as: 'node',
    stoppedBy: 'NodeRestriction',
    call: (target) =>
      target.nodes === undefined
        ? 'it needs two nodes'
        : certificateRequest(target, 'impostor-server', {
            signer: 'kubernetes.io/kubelet-serving',
            commonName: `system:node:${target.nodes.other}`,
            organization: 'system:nodes',
          }),
  }),
]);

/** What an answer of the API server says, or a WebSocket's frame of its. */
function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text.trim().slice(0, 400);
  }
}
