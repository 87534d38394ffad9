import { eventually } from '../constructs/hardened-cluster';
import { edge, RenderedControlPlane } from './rendered';

describe('static pods of a cluster whose key another service holds', () => {
  const controlPlane = new RenderedControlPlane({
    ...edge,
    encryption: {
      provider: 'aws-kms',
      keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000',
    },
  });
  const secrets = '/api/v1/namespaces/default/secrets';
  let master: { cert: string; key: string };

  beforeAll(async () => {
    await controlPlane.start();
    master = await controlPlane.client('master', 'system:masters');
  }, 300_000);

  afterAll(() => controlPlane.stop());

  const write = async (name: string) => {
    const body = { metadata: { name }, stringData: { password: 'correct horse battery' } };
    const { status } = await controlPlane.ask({ method: 'POST', path: secrets, body, credentials: master });
    expect(status).toBe(201);
    return controlPlane.stored(`/registry/secrets/default/${name}`);
  };
  const read = (name: string) => controlPlane.ask({ path: `${secrets}/${name}`, credentials: master });
  const ready = async () => {
    const { status, text } = await controlPlane.ask({ path: '/readyz?verbose', credentials: master });
    return [status, /\[.\]kms-provider.*/.exec(text)?.[0]];
  };

  it('keep a secret encrypted by a key of the plug-in’s', async () => {
    const stored = await write('token');
    expect(stored.subarray(0, 23).toString()).toBe('k8s:enc:kms:v2:aws-kms:');
    expect(stored.includes('kms-1')).toBe(true);
    expect(stored.includes('correct horse')).toBe(false);
    expect(await ready()).toEqual([200, '[+]kms-providers ok']);
  });

  it('keep other objects so too', async () => {
    const stored = await controlPlane.stored('/registry/configmaps/kube-system/extension-apiserver-authentication');
    expect(stored.subarray(0, 23).toString()).toBe('k8s:enc:kms:v2:aws-kms:');
  });

  it('encrypt by a new key by themselves, and read what the old one encrypted', async () => {
    controlPlane.rotateKmsKey('kms-2');
    let count = 0;
    await eventually('the new key to be used', async () => {
      await ready();
      count += 1;
      return (await write(`rotated-${count}`)).includes('kms-2');
    });
    expect((await read('token')).status).toBe(200);
  }, 180_000);

  it('say that they are not ready while the plug-in is gone', async () => {
    await controlPlane.stopKmsPlugin();
    await eventually('the loss to be seen', async () => (await ready())[0] === 500);
    expect(await ready()).toEqual([500, '[-]kms-providers failed: reason withheld']);
  }, 180_000);

  // The API server gives up after half a minute, and the kubelet starts it anew.
  it('serve nothing that is encrypted, where they start without it', async () => {
    await controlPlane.halt();
    await controlPlane.launch();
    let answer = { status: 0, text: '' };
    await eventually('the API server to answer', async () => {
      answer = await read('token').catch(() => answer);
      return answer.status !== 0;
    });
    expect([answer.status, JSON.parse(answer.text).message]).toEqual([
      500,
      expect.stringContaining('data from the storage is not transformable'),
    ]);
    await controlPlane.halt();
  }, 180_000);

  it('serve all of it once the plug-in is back', async () => {
    await controlPlane.startKmsPlugin();
    await controlPlane.resume();
    const { status, text } = await read('token');
    expect([status, JSON.parse(text).data]).toEqual([
      200,
      { password: Buffer.from('correct horse battery').toString('base64') },
    ]);
  }, 180_000);
});
