import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@palisade/rehearsal';
import { RenderedControlPlane } from '../control-plane/rendered';

const count = 300;
const secrets = '/api/v1/namespaces/default/secrets';
const names = Array.from({ length: count }, (_, index) => `secret-${index}`);
const contentOf = (name: string) => Buffer.from(`of ${name}`).toString('base64');

describe('palisade rotate secrets-key, where a KMS holds the key', () => {
  const controlPlane = new RenderedControlPlane({
    name: 'edge',
    endpoint: 'api.edge.example.com',
    nodes: [{ name: 'cp-1', address: '10.0.0.11', role: 'control-plane' }],
    encryption: {
      provider: 'aws-kms',
      keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000',
    },
  });
  let administrator: { cert: string; key: string };

  beforeAll(async () => {
    await controlPlane.start();
    administrator = await controlPlane.client('alice', 'palisade:administrators');
    for (const name of names) {
      const body = { metadata: { name }, data: { value: contentOf(name) } };
      const { status } = await controlPlane.ask({ method: 'POST', path: secrets, body, credentials: administrator });
      expect(status).toBe(201);
    }
    writeFileSync(controlPlane.path('/admin.conf'), JSON.stringify(kubeconfig()), { mode: 0o600 });
  }, 300_000);

  afterAll(() => controlPlane.stop());

  const kubeconfig = () => ({
    kind: 'Config',
    'current-context': 'edge',
    contexts: [{ name: 'edge', context: { cluster: 'edge', user: 'alice' } }],
    clusters: [
      {
        name: 'edge',
        cluster: {
          server: `https://127.0.0.1:${controlPlane.port}`,
          'certificate-authority': controlPlane.path('/etc/kubernetes/pki/ca.crt'),
        },
      },
    ],
    users: [
      {
        name: 'alice',
        user: {
          'client-certificate-data': Buffer.from(administrator.cert).toString('base64'),
          'client-key-data': Buffer.from(administrator.key).toString('base64'),
        },
      },
    ],
  });
  const pki = (name: string) => controlPlane.path(`/etc/kubernetes/pki/${name}`);
  const inEtcd = () => [
    ...['--etcd-server', `https://127.0.0.1:${controlPlane.etcdPort}`, '--etcd-cafile', pki('etcd/ca.crt')],
    ...['--etcd-certfile', pki('apiserver-etcd-client.crt'), '--etcd-keyfile', pki('apiserver-etcd-client.key')],
  ];

  /** Runs the command to its end, or kills it when it says something. */
  async function run(more: readonly string[], killAt?: RegExp): Promise<{ code: number | null; said: string }> {
    const args = [
      ...['rotate', 'secrets-key', '--kubeconfig', controlPlane.path('/admin.conf')],
      ...['--encryption-config', controlPlane.path('/etc/kubernetes/palisade/encryption.yaml'), ...more],
    ];
    const child: ChildProcess = spawn(process.execPath, [join(projectRoot(), 'cli', 'palisade.mjs'), ...args]);
    let said = '';
    const hear = (data: Buffer) => {
      said += data;
      if (killAt?.test(said)) child.kill('SIGKILL');
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    const code = await new Promise<number | null>((ended) => child.once('close', ended));
    return { code, said };
  }

  /** How many of the secrets are under each key, by the id that stands in the record. */
  async function keys(): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const name of names) {
      const record = (await controlPlane.stored(`/registry/secrets/default/${name}`)).toString('latin1');
      const key = /kms-\d/.exec(record)?.[0] ?? 'none';
      found[key] = (found[key] ?? 0) + 1;
    }
    return found;
  }

  it('does not begin where nobody may look into etcd', async () => {
    const { code, said } = await run([]);
    expect(said).toContain('etcd alone tells: add --etcd-server');
    expect(code).toBe(1);
  });

  it('goes on where it was killed, until no record is under the old key', async () => {
    expect(await keys()).toEqual({ 'kms-1': count });
    controlPlane.rotateKmsKey('kms-2');
    const killed = await run(inEtcd(), /step 2 of 3: writing \d+ records anew/);
    expect([killed.code, killed.said]).toEqual([null, expect.stringContaining('step 1 of 3: waiting')]);
    const { code, said } = await run(inEtcd());
    expect([code, said]).toEqual([0, expect.stringMatching(/etcd holds \d+ records, none under an old key/)]);
    expect(await keys()).toEqual({ 'kms-2': count });
    const status = await run([...inEtcd(), '--status']);
    expect([status.code, status.said]).toEqual([0, expect.stringContaining('Every record is under the newest key.')]);
  }, 600_000);

  it('lets the KMS forget the old key: all is read without it', async () => {
    const [newest = ''] = controlPlane.read('/kms-keys').split('\n');
    expect(newest).toMatch(/^kms-2 /);
    writeFileSync(controlPlane.path('/kms-keys'), `${newest}\n`, { mode: 0o600 });
    await controlPlane.halt();
    await controlPlane.resume();
    for (const name of names) {
      const { status, text } = await controlPlane.ask({ path: `${secrets}/${name}`, credentials: administrator });
      expect([status, JSON.parse(text).data]).toEqual([200, { value: contentOf(name) }]);
    }
  }, 300_000);
});
