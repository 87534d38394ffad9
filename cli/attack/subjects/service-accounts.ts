import { createSign } from 'node:crypto';
import type { Answer, Client } from '../../api-server/client';
import { about, type Draft, type Outcome } from '../attack';
import { judged, plainSuccess, request, untried, using } from '../request-attack';
import { stageLabel } from '../stage';
import type { Target } from '../target';
import { podIn } from './pods';

const whoami = {
  method: 'POST',
  path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
} as const;

const needsAdministrator = 'it needs the credential of an administrator, to prepare it';

interface Bound {
  readonly account: string;
  readonly audiences?: readonly string[];
  readonly seconds?: number;
  /** Name of the pod that it dies with. */
  readonly pod?: string;
}

/** Has a token made for a service account of the namespace. */
export async function mint(client: Client, { namespace }: Target, bound: Bound): Promise<Answer> {
  const { account, audiences = [], seconds = 600, pod } = bound;
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: pod };
  return client.send({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences, expirationSeconds: seconds, ...(pod !== undefined && { boundObjectRef }) },
    },
  });
}

/** The token in an answer. @throws what the server said where there is none */
export function tokenIn({ body, message, status }: Answer): string {
  const { token } = (body.status ?? {}) as { token?: unknown };
  if (typeof token !== 'string') throw new Error(`no token was issued (${status}): ${message}`);
  return token;
}

const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;

/** Shows a token to the API server. */
const show = (target: Target, token: string): Promise<Outcome> =>
  using(target.connect({ token }), async (client) => judged(await client.send(whoami)));

/** Makes an object of the attack's own, or says why not. */
async function make(client: Client, path: string, body: object): Promise<string | undefined> {
  const { status, message } = await client.send({ method: 'POST', path, body });
  return status < 300 ? undefined : `what it prepares was refused (${status}): ${message}`;
}

/** A stolen token of something that is then taken away: by `revoke`, once one of two like it was seen to work. */
function revoked(
  draft: Pick<Draft, 'id' | 'title'>,
  prepare: (client: Client, target: Target) => Promise<string | undefined>,
  bound: Bound,
  revoke: (client: Client, target: Target) => Promise<string | undefined>,
): Draft {
  return {
    ...draft,
    technique: 'T1528',
    mutates: true,
    stoppedBy: 'authentication',
    safeByDefault: 'tokens are bound, and looked up, by default too',
    run: async (target) => {
      const client = target.as('administrator');
      if (client === undefined) return untried(needsAdministrator);
      const failed = await prepare(client, target);
      if (failed !== undefined) return untried(failed);
      // Two, since the server remembers for ten seconds that it took one.
      const [seen, stolen] = [await mint(client, target, bound), await mint(client, target, bound)].map(tokenIn);
      const before = await show(target, seen ?? '');
      if (before.result !== 'succeeded') return untried('a fresh token was refused too');
      const kept = await revoke(client, target);
      if (kept !== undefined) return untried(kept);
      return show(target, stolen ?? '');
    },
  };
}

const accountsOf = ({ namespace }: Target) => `/api/v1/namespaces/${namespace}/serviceaccounts`;

const account = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, labels: stageLabel },
  automountServiceAccountToken: false,
});

async function remove(client: Client, path: string): Promise<string | undefined> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 };
  const { status, message } = await client.send({ method: 'DELETE', path, body });
  return status < 300 ? undefined : `${path} could not be deleted (${status}): ${message}`;
}

/** Tokens that live longer than what was asked for, or than anybody should. */
const lifetimes = (
  [
    ['token-for-ten-years', 'Have a token made that lives for ten years', 10 * 365 * 86_400, 24 * 3600, false],
    ['pod-token-extended', 'Steal a pod’s token, meant for an hour, and use it for a year', 3607, 3607, true],
  ] as const
).map(
  ([id, title, seconds, most, ofPod]): Draft => ({
    id,
    title,
    technique: 'T1528',
    mutates: false,
    stoppedBy: 'the limit of tokens’ lifetimes',
    run: async (target) => {
      const client = target.as('administrator');
      if (client === undefined) return untried(needsAdministrator);
      const { pod, account } = target;
      if (ofPod && pod === undefined) return untried('it needs a running pod in the namespace');
      const bound = { account, seconds, ...(ofPod && pod !== undefined && { pod }) };
      const answer = await mint(client, target, bound);
      if (answer.status >= 300) return judged(answer);
      const { exp, iat } = claims(tokenIn(answer));
      const lifetime = Number(exp) - Number(iat);
      const auditIds = answer.auditId === undefined ? [] : [answer.auditId];
      if (lifetime > most) {
        return { result: 'succeeded', evidence: `lives for ${Math.round(lifetime / 86_400)} days`, auditIds };
      }
      const message = `lives for ${lifetime} s, not for what was hoped`;
      return { result: 'refused', by: 'the limit of tokens’ lifetimes', status: answer.status, message, auditIds };
    },
  }),
);

/** What a service account's token is good for in wrong hands. */
export const serviceAccounts = about('service-accounts', [
  {
    id: 'token-wrong-audience',
    title: 'Replay at the API server a token that was made for another service',
    technique: 'T1550.001',
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: 'audiences of tokens are compared, by default too',
    run: async (target) => {
      const client = target.as('administrator');
      if (client === undefined) return untried(needsAdministrator);
      const made = await mint(client, target, { account: target.account, audiences: ['vault.example.com'] });
      return show(target, tokenIn(made));
    },
  },
  revoked(
    { id: 'token-after-pod-deletion', title: 'Use a pod’s token after the pod is gone' },
    async (client, target) =>
      (await make(client, accountsOf(target), account('attack-pod'))) ??
      make(
        client,
        `/api/v1/namespaces/${target.namespace}/pods`,
        podIn({ ...target, account: 'attack-pod' }, 'attack-token', {}),
      ),
    { account: 'attack-pod', pod: 'attack-token' },
    (client, { namespace }) => remove(client, `/api/v1/namespaces/${namespace}/pods/attack-token`),
  ),
  revoked(
    { id: 'token-after-account-deletion', title: 'Use a service account’s token after the account is gone' },
    (client, target) => make(client, accountsOf(target), account('attack-gone')),
    { account: 'attack-gone' },
    (client, target) => remove(client, `${accountsOf(target)}/attack-gone`),
  ),
  revoked(
    {
      id: 'token-of-namesake',
      title: 'Use a token of a service account that was deleted and made anew under its name',
    },
    (client, target) => make(client, accountsOf(target), account('attack-anew')),
    { account: 'attack-anew' },
    async (client, target) =>
      (await remove(client, `${accountsOf(target)}/attack-anew`)) ??
      make(client, accountsOf(target), account('attack-anew')),
  ),
  {
    id: 'token-expired',
    title: 'Use a service account’s token after it has expired',
    technique: 'T1528',
    mutates: false,
    stoppedBy: 'authentication',
    safeByDefault: 'tokens expire, by default too',
    run: async (target) => {
      const client = target.as('administrator');
      if (client === undefined) return untried(needsAdministrator);
      if (target.tokenKey === undefined) return untried('it needs the key that signs tokens, to make one of yesterday');
      const fresh = tokenIn(await mint(client, target, { account: target.account }));
      const [head = ''] = fresh.split('.');
      const yesterday = Math.floor(Date.now() / 1000) - 86_400;
      const old = { ...claims(fresh), iat: yesterday, nbf: yesterday, exp: yesterday + 600 };
      const signed = `${head}.${Buffer.from(JSON.stringify(old)).toString('base64url')}`;
      const key = { key: target.tokenKey, dsaEncoding: 'ieee-p1363' } as const;
      return show(target, `${signed}.${createSign('sha256').update(signed).sign(key).toString('base64url')}`);
    },
  },
  ...lifetimes,
  request({
    id: 'token-without-end',
    title: 'Have a token made that never expires, in a Secret',
    technique: 'T1136',
    as: 'editor',
    stoppedBy: 'policy palisade-no-long-lived-service-account-tokens',
    call: ({ namespace, account: name }) => ({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/secrets`,
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/service-account-token',
        metadata: { name: 'attack-token', annotations: { 'kubernetes.io/service-account.name': name } },
      },
    }),
  }),
  ...(
    [
      ['account-reads-secrets', 'Read the namespace’s secrets with the token of a pod', 'T1552.007', 'secrets?limit=1'],
      ['account-lists-pods', 'Look around the namespace with the token of a pod', 'T1613', 'pods?limit=1'],
    ] as const
  ).map(
    ([id, title, technique, path]): Draft => ({
      id,
      title,
      technique,
      mutates: false,
      stoppedBy: 'RBAC',
      run: async (target) => {
        const client = target.as('administrator');
        if (client === undefined) return untried(needsAdministrator);
        const token = tokenIn(await mint(client, target, { account: target.account }));
        return using(target.connect({ token }), async (thief) =>
          judged(await thief.get(`/api/v1/namespaces/${target.namespace}/${path}`), plainSuccess),
        );
      },
    }),
  ),
]);
