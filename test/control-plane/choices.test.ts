import { type ConnectionOptions, connect } from 'node:tls';
import { newKey } from '../../rehearsal/cluster/certificate';
import { eventually } from '../constructs/hardened-cluster';
import { OidcIssuer } from './oidc-issuer';
import { edge, RenderedControlPlane } from './rendered';

describe('static pods of a cluster with an issuer for people, a judge of images and TLS 1.2', () => {
  const issuer = new OidcIssuer();
  let controlPlane: RenderedControlPlane;

  beforeAll(async () => {
    await issuer.start();
    const { url, certificateAuthority } = issuer;
    controlPlane = new RenderedControlPlane({
      ...edge,
      issuers: [{ url, certificateAuthority, audiences: ['kubernetes'], prefix: 'corp:' }],
      minimumTls: '1.2',
      // Nobody answers there.
      imageWebhook: { url: 'https://127.0.0.1:1/review' },
    });
    await controlPlane.start();
  }, 300_000);

  afterAll(async () => {
    await controlPlane.stop();
    await issuer.stop();
  });

  /** Who the API server takes the bearer of a token for, or the status of its refusal. */
  const whoIs = async (token: string) => {
    const { status, body } = await controlPlane.ask({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      credentials: { token },
    });
    if (status !== 201) return status;
    const { username, groups } = (body.status as { userInfo: { username: string; groups: string[] } }).userInfo;
    return { username, groups };
  };

  it('knows people by the issuer’s word, with its prefix', async () => {
    const expected = { username: 'corp:alice', groups: ['corp:admins', 'system:authenticated'] };
    // It asks the issuer for its keys on its own time.
    await eventually('the issuer to be known', async () => typeof (await whoIs(issuer.token())) === 'object');
    expect(await whoIs(issuer.token())).toEqual(expected);
  });

  it('makes nobody of a group of the cluster’s own', async () => {
    expect(await whoIs(issuer.token({ sub: 'system:admin', groups: ['system:masters'] }))).toEqual({
      username: 'corp:system:admin',
      groups: ['corp:system:masters', 'system:authenticated'],
    });
  });

  it.each([
    ['meant for another', { aud: 'wiki' }],
    ['that has ended', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['of another issuer', { iss: 'https://login.example.com' }],
    ['without a subject', { sub: '' }],
  ])('refuses a token %s', async (_, claims) => {
    expect(await whoIs(issuer.token(claims))).toBe(401);
  });

  it('refuses a token signed by another key', async () => {
    expect(await whoIs(issuer.token({}, newKey()))).toBe(401);
  });

  it('lets no pod start while the judge of images cannot be asked', async () => {
    const body = {
      metadata: { name: 'web' },
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'web',
            image: 'registry.example.com/web:1',
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        ],
      },
    };
    const credentials = controlPlane.administrator;
    const account = '/api/v1/namespaces/default/serviceaccounts/default';
    await eventually(
      'the account',
      async () => (await controlPlane.ask({ path: account, credentials })).status === 200,
    );
    const path = '/api/v1/namespaces/default/pods';
    const { status, text } = await controlPlane.ask({ method: 'POST', path, body, credentials });
    expect([status, JSON.parse(text).message]).toEqual([
      403,
      expect.stringContaining('dial tcp 127.0.0.1:1: connect: connection refused'),
    ]);
  });

  const handshake = (options: ConnectionOptions) =>
    new Promise<string>((resolve) => {
      const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
      const socket = connect({ host: '127.0.0.1', port: controlPlane.port, ca, ...options }, () => {
        resolve(socket.getProtocol() ?? '');
        socket.destroy();
      });
      socket.once('error', ({ message }) => resolve(message));
    });

  it.each([
    ['TLS 1.3', {}, 'TLSv1.3'],
    ['TLS 1.2 with forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }, 'TLSv1.2'],
    ['TLS 1.2 with CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }, 'handshake failure'],
    ['TLS 1.2 without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }, 'handshake failure'],
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }, 'protocol version'],
  ] as const)('answers %s', async (_, options, outcome) => {
    expect(await handshake(options)).toContain(outcome);
  });
});
