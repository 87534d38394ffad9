import { eventually } from '../constructs/hardened-cluster';
import { edge, RenderedControlPlane } from './rendered';

describe.each(['k3s', 'rke2'] as const)(
  'an API server by the command line that %s makes of its config.yaml',
  (tool) => {
    const controlPlane = new RenderedControlPlane(edge, tool);

    beforeAll(() => controlPlane.start(), 300_000);

    afterAll(() => controlPlane.stop());

    it.each([
      ['/livez', 200],
      ['/readyz', 200],
      ['/version', 401],
      ['/api/v1/namespaces', 401],
    ])('answers an anonymous request for %s with %i', async (path, status) => {
      expect((await controlPlane.ask({ path })).status).toBe(status);
    });

    it('keeps a secret encrypted by the key that the README makes, and logs that it was written and not what', async () => {
      const body = { metadata: { name: 'token' }, stringData: { password: 'correct horse battery' } };
      const path = '/api/v1/namespaces/default/secrets';
      const { status } = await controlPlane.ask({
        method: 'POST',
        path,
        body,
        credentials: controlPlane.administrator,
      });
      expect(status).toBe(201);
      const stored = await controlPlane.stored('/registry/secrets/default/token');
      expect(stored.subarray(0, 26).toString()).toBe('k8s:enc:secretbox:v1:key1:');
      const log = controlPlane.read(`/var/lib/rancher/${tool}/server/logs/audit.log`);
      expect(log).toContain('"name":"token"');
      expect(log).not.toContain('correct horse');
    });

    it('holds the namespace default to restricted pods', async () => {
      const body = {
        metadata: { name: 'root' },
        spec: { hostPID: true, containers: [{ name: 'c', image: 'registry.example.com/c:1' }] },
      };
      const account = '/api/v1/namespaces/default/serviceaccounts/default';
      await eventually(
        'the account',
        async () => (await controlPlane.ask({ path: account, credentials: controlPlane.administrator })).status === 200,
      );
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
  },
);
