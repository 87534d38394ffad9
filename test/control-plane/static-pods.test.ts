import { connect } from 'node:tls';
import { eventually } from '../constructs/hardened-cluster';
import { RenderedControlPlane } from './rendered';

describe('static pods, started by their own command lines', () => {
  const controlPlane = new RenderedControlPlane();

  beforeAll(() => controlPlane.start(), 300_000);

  afterAll(() => controlPlane.stop());

  it.each([
    ['/livez', 200],
    ['/readyz', 200],
    ['/version', 401],
    ['/api/v1/namespaces', 401],
  ])('answer an anonymous request for %s with %i', async (path, status) => {
    expect((await controlPlane.ask({ path })).status).toBe(status);
  });

  it('let an administrator in by a group, and a stranger nowhere', async () => {
    const stranger = await controlPlane.client('mallory', 'developers');
    const path = '/api/v1/secrets';
    expect((await controlPlane.ask({ path, credentials: controlPlane.administrator })).status).toBe(200);
    expect((await controlPlane.ask({ path, credentials: stranger })).status).toBe(403);
  });

  it('renew the certificate of a node that asks for it itself, and of no stranger', async () => {
    const approved = async (user: string, group: string) => {
      const resourceAttributes = {
        group: 'certificates.k8s.io',
        resource: 'certificatesigningrequests',
        subresource: 'selfnodeclient',
        verb: 'create',
      };
      const { status, text } = await controlPlane.ask({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        // What the controller that approves asks.
        body: { spec: { user, groups: [group, 'system:authenticated'], resourceAttributes } },
        credentials: controlPlane.administrator,
      });
      expect(status).toBe(201);
      return (JSON.parse(text) as { status: { allowed: boolean } }).status.allowed;
    };
    expect(await approved('system:node:cp-1', 'system:nodes')).toBe(true);
    expect(await approved('mallory', 'developers')).toBe(false);
  });

  it('give every namespace its service account', async () => {
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    await eventually(
      'the account',
      async () => (await controlPlane.ask({ path, credentials: controlPlane.administrator })).status === 200,
    );
  });

  it('keep a secret encrypted by the key that the README makes', async () => {
    const body = { metadata: { name: 'token' }, stringData: { password: 'correct horse battery' } };
    const path = '/api/v1/namespaces/default/secrets';
    const { status } = await controlPlane.ask({ method: 'POST', path, body, credentials: controlPlane.administrator });
    expect(status).toBe(201);
    const stored = await controlPlane.stored('/registry/secrets/default/token');
    expect(stored.subarray(0, 26).toString()).toBe('k8s:enc:secretbox:v1:key1:');
    expect(stored.includes('correct horse')).toBe(false);
    const log = controlPlane.read('/var/log/kubernetes/audit/audit.log');
    expect(log).toContain('"name":"token"');
    expect(log).not.toContain('correct horse');
  });

  it('hold the namespace default to restricted pods', async () => {
    const body = {
      metadata: { name: 'root' },
      spec: {
        hostPID: true,
        containers: [{ name: 'c', image: 'registry.example.com/c:1', securityContext: { privileged: true } }],
      },
    };
    const path = '/api/v1/namespaces/default/pods';
    const { status, text } = await controlPlane.ask({
      method: 'POST',
      path,
      body,
      credentials: controlPlane.administrator,
    });
    expect(status).toBe(403);
    expect(JSON.parse(text).message).toContain('violates PodSecurity "restricted:v1.37"');
  });

  it('give calls that a thief makes many of few places, and their other calls as ever', async () => {
    const path = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/palisade-high-risk';
    const schema = JSON.parse((await controlPlane.ask({ path, credentials: controlPlane.administrator })).text);
    expect(schema.status.conditions).toMatchObject([{ type: 'Dangling', status: 'False' }]);
    const served = (path: string) => controlPlane.flowSchemaOf(path, controlPlane.administrator);
    await eventually(
      'the schema to be in force',
      async () => (await served('/api/v1/secrets')) === schema.metadata.uid,
    );
    expect(await served('/api/v1/namespaces/default/secrets')).toBe(schema.metadata.uid);
    expect(await served('/api/v1/configmaps')).not.toBe(schema.metadata.uid);
  });

  it('speak TLS 1.3 and nothing older', async () => {
    const outcome = await new Promise<string>((resolve) => {
      const ca = controlPlane.read('/etc/kubernetes/pki/ca.crt');
      const socket = connect({ host: '127.0.0.1', port: controlPlane.port, ca, maxVersion: 'TLSv1.2' }, () =>
        resolve('connected'),
      );
      socket.once('error', ({ message }) => resolve(message));
      socket.once('close', () => resolve('closed'));
    });
    expect(outcome).toContain('alert protocol version');
  });
});
