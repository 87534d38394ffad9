import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { Answer, Credential } from '../../api-server/client';
import { about, type Draft, type Outcome } from '../attack';
import { judged, plainSuccess, unconnected, untried, using } from '../request-attack';
import type { Forgery, Target } from '../target';

type Evidence = (answer: Answer) => string | undefined;

/** Asks with a credential that is none of the actors'. */
async function ask(target: Target, credential: Credential, path: string, evidence: Evidence): Promise<Outcome> {
  return using(target.connect(credential), async (client) => {
    try {
      return judged(await client.get(path), evidence);
    } catch (error) {
      return unconnected(error, 'TLS');
    }
  });
}

const anonymousOff = 'with the authorizer AlwaysAllow, anonymous requests are off by default';

/** What nobody in particular asks for. `anonymous-auth` with RBAC, as most installers set it, lets some of it pass. */
const anonymous = (
  [
    ['anonymous-list', 'List namespaces without any credential', 'T1613', '/api/v1/namespaces'],
    ['anonymous-secrets', 'Read secrets without any credential', 'T1552.007', '/api/v1/secrets?limit=1'],
    ['anonymous-version', 'Learn the version, to know its weaknesses, without any credential', 'T1613', '/version'],
    ['anonymous-metrics', 'Read /metrics without any credential', 'T1613', '/metrics'],
    [
      'anonymous-profiling',
      'Read memory and call stacks from /debug/pprof without any credential',
      'T1613',
      '/debug/pprof/goroutine?debug=1',
    ],
    [
      'anonymous-openapi',
      'List every kind that the cluster knows from /openapi without any credential',
      'T1613',
      '/openapi/v3',
    ],
    ['anonymous-health-detail', 'Look for more below the health paths that are open', 'T1613', '/livez/etcd'],
  ] as const
).map(
  ([id, title, technique, path]): Draft => ({
    id,
    title,
    technique,
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: anonymousOff,
    run: (target) => ask(target, {}, path, plainSuccess),
  }),
);

const forged = (
  [
    [
      'certificate-of-another-authority',
      'Show an administrator’s certificate by an authority of the attacker’s own',
      'of another authority',
    ],
    ['certificate-self-signed', 'Show an administrator’s certificate that vouches for itself', 'self-signed'],
    ['certificate-expired', 'Show an administrator’s certificate after it has expired', 'expired'],
    ['certificate-of-etcd', 'Show the API server a certificate that is good for etcd', 'of etcd'],
  ] as const satisfies readonly (readonly [string, string, Forgery])[]
).map(
  ([id, title, forgery]): Draft => ({
    id,
    title,
    technique: 'T1078',
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: 'certificates are verified against the authority for clients, by default too',
    run: async (target) => {
      const credential = target.forged(forgery);
      if (credential === undefined) return untried(`no certificate ${forgery} can be made here`);
      return ask(target, credential, '/api/v1/namespaces', plainSuccess);
    },
  }),
);

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

/** A service account token that says it is the cluster's, by a signature that is not. */
function forgedToken(target: Target, algorithm: 'none' | 'RS256' | 'HS256'): string {
  const now = Math.floor(Date.now() / 1000);
  const issuer = 'https://kubernetes.default.svc.cluster.local';
  const subject = `system:serviceaccount:${target.namespace}:${target.account}`;
  const head = base64url({ alg: algorithm, typ: 'JWT' });
  const signed = `${head}.${base64url({ iss: issuer, aud: [issuer], sub: subject, iat: now, exp: now + 3600 })}`;
  if (algorithm === 'none') return `${signed}.`;
  if (algorithm === 'HS256') {
    // The cluster's certificate, which everybody is shown, taken for a shared secret.
    return `${signed}.${createHmac('sha256', target.ca ?? '')
      .update(signed)
      .digest('base64url')}`;
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const tokens = (
  [
    ['token-unsigned', 'Show a service account token with the algorithm none', 'none'],
    ['token-of-another-key', 'Show a service account token that the attacker signed', 'RS256'],
    [
      'token-shared-secret',
      'Show a service account token signed with what is public, as if it were a shared secret',
      'HS256',
    ],
  ] as const
).map(
  ([id, title, algorithm]): Draft => ({
    id,
    title,
    technique: 'T1528',
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: 'signatures of tokens are verified, by default too',
    run: (target) => ask(target, { token: forgedToken(target, algorithm) }, '/api/v1/namespaces', plainSuccess),
  }),
);

const whoami = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** Credentials that are nobody's, or not for this. */
export const credentials = about('credentials', [
  ...anonymous,
  ...forged,
  ...tokens,
  {
    id: 'password',
    title: 'Guess a password (HTTP basic authentication)',
    technique: 'T1110',
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: 'the API server has known no passwords since Kubernetes 1.19',
    run: (target) => {
      const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
      return ask(target, { headers: { authorization } }, '/api/v1/namespaces', plainSuccess);
    },
  },
  ...(
    [
      [
        'front-proxy-headers',
        'Claim an administrator’s name in the headers of a front proxy, with a certificate of somebody else',
        undefined,
      ],
      [
        'front-proxy-name',
        'Claim an administrator’s name with a client certificate that bears the front proxy’s name',
        'named front-proxy-client',
      ],
    ] as const
  ).map(
    ([id, title, forgery]): Draft => ({
      id,
      title,
      technique: 'T1078',
      mutates: false,
      stoppedBy: 'the name was ignored',
      safeByDefault: 'no front proxy is believed until requestheader-client-ca-file names its authority',
      run: async (target) => {
        const credential = forgery === undefined ? target.as('outsider')?.access : target.forged(forgery);
        if (credential === undefined) return untried('it needs a client certificate');
        const headers = {
          ...credential.headers,
          'X-Remote-User': 'palisade:claimed',
          'X-Remote-Group': 'system:masters',
        };
        return using(target.connect({ ...credential, headers }), async (client) => {
          const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
          const answer = await client.send({ method: 'POST', path: whoami, body });
          if (answer.status !== 201) return judged(answer);
          const auditIds = answer.auditId === undefined ? [] : [answer.auditId];
          if (answer.text.includes('palisade:claimed')) {
            return { result: 'succeeded', evidence: 'taken for whom the header names', auditIds };
          }
          const message = 'still known by the name in the certificate';
          return { result: 'refused', by: 'the name was ignored', status: 201, message, auditIds };
        });
      },
    }),
  ),
]);
