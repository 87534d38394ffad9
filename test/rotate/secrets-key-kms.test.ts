import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '@palisade/rehearsal';
import { RenderedControlPlane } from '../control-plane/rendered';
import { writeKubeconfig } from './kubeconfig';

const count = 1500;
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
  let kubeconfig: string;

  beforeAll(async () => {
    await controlPlane.start();
    administrator = await controlPlane.client('alice', 'palisade:administrators');
    for (let start = 0; start < count; start += 20) await Promise.all(names.slice(start, start + 20).map(create));
    kubeconfig = writeKubeconfig(controlPlane, 'alice', administrator);
  }, 300_000);

  afterAll(() => controlPlane.stop());

  async function create(name: string): Promise<void> {
    const body = { metadata: { name }, data: { value: contentOf(name) } };
    const { status } = await controlPlane.ask({ method: 'POST', path: secrets, body, credentials: administrator });
    expect(status).toBe(201);
  }

  const pki = (name: string) => controlPlane.path(`/etc/kubernetes/pki/${name}`);
  const inEtcd = () => [
    ...['--etcd-server', `https://127.0.0.1:${controlPlane.etcdPort}`, '--etcd-cafile', pki('etcd/ca.crt')],
    ...['--etcd-certfile', pki('apiserver-etcd-client.crt'), '--etcd-keyfile', pki('apiserver-etcd-client.key')],
  ];

  /** Runs the command to its end, or kills it when it says something. */
  async function run(more: readonly string[], killAt?: RegExp): Promise<{ code: number | null; said: string }> {
    const args = [
      ...['rotate', 'secrets-key', '--kubeconfig', kubeconfig],
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
    for (const record of await controlPlane.storedUnder('/registry/secrets/default/')) {
      const key = /kms-\d/.exec(record.toString('latin1'))?.[0] ?? 'none';
      found[key] = (found[key] ?? 0) + 1;
    }
    return found;
  }

  it('does not begin where nobody may look into etcd', async () => {
    const { code, said } = await run([]);
    expect(said).toContain('etcd alone tells: add --etcd-server');
    expect(code).toBe(1);
  });

  it('does not take a key for the newest that the KMS names and a server may not use', async () => {
    controlPlane.denyKmsKey('kms-x');
    const denied =
      /waiting: 127\.0\.0\.1:\d+ cannot encrypt by the key that its plug-in names: .*access denied to the key kms-x/s;
    const { code, said } = await run(inEtcd(), denied);
    expect([code, said]).toEqual([null, expect.not.stringContaining('step 2 of 3')]);
    const status = await run([...inEtcd(), '--status']);
    expect([status.code, status.said]).toEqual([
      1,
      expect.stringMatching(/^127\.0\.0\.1:\d+: cannot encrypt by the key/m),
    ]);
    expect(await keys()).toEqual({ 'kms-1': count });
  }, 300_000);

  it('sees a key that was rotated a moment ago', async () => {
    controlPlane.rotateKmsKey('kms-2');
    const { code, said } = await run([...inEtcd(), '--status']);
    expect([code, said]).toEqual([1, expect.stringContaining('Not every record was seen under the newest key.')]);
    expect(said).toContain(`: sha256:${createHash('sha256').update('kms-2').digest('hex')}`);
  }, 300_000);

  it('goes on where it was killed, until no record is under the old key', async () => {
    const killed = await run(inEtcd(), /^ {2}\d+ of \d+.* \(secrets\)$/m);
    expect([killed.code, killed.said]).toEqual([null, expect.stringContaining('step 1 of 3: waiting')]);
    // In the midst of writing.
    expect(await keys()).toEqual({ 'kms-1': expect.any(Number), 'kms-2': expect.any(Number) });
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
    const { text } = await controlPlane.ask({ path: secrets, credentials: administrator });
    const { items } = JSON.parse(text) as { items: { metadata: { name: string }; data: { value: string } }[] };
    const read = new Map(items.map(({ metadata, data }) => [metadata.name, data.value]));
    expect(read).toEqual(new Map(names.map((name) => [name, contentOf(name)])));
  }, 300_000);
});
