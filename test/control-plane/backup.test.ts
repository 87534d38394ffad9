import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { clusterOf } from '@palisade/constructs/control-plane';
import {
  backupCertificate,
  backupCommands,
  backupFolder,
  newestBackup,
  restoreCommands,
} from '../../constructs/control-plane/render/backup';
import { edge, RenderedControlPlane } from './rendered';

describe('a backup of etcd', () => {
  const [node] = edge.nodes;
  const controlPlane = new RenderedControlPlane();
  const key = () => controlPlane.path('/backup.key');
  const path = '/api/v1/namespaces/default/secrets';

  const create = async (name: string) => {
    const body = { metadata: { name }, stringData: { password: `password of ${name}` } };
    const { status } = await controlPlane.ask({ method: 'POST', path, body, credentials: controlPlane.administrator });
    expect([name, status]).toEqual([name, 201]);
  };
  const passwordOf = async (name: string) => {
    const { status, text } = await controlPlane.ask({
      path: `${path}/${name}`,
      credentials: controlPlane.administrator,
    });
    return status === 200 ? Buffer.from(JSON.parse(text).data.password, 'base64').toString() : status;
  };
  const names = Array.from({ length: 100 }, (_, index) => `secret-${index}`);

  beforeAll(async () => {
    await controlPlane.start();
    for (const name of names) await create(name);
    mkdirSync(controlPlane.path(backupFolder), { recursive: true, mode: 0o700 });
    for (const recipient of ['backup', 'other']) {
      await controlPlane.execute([
        [
          ...['openssl', 'req', '-x509', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'],
          ...['-sha256', '-days', '1', '-subj', `/CN=${recipient}`, '-addext', 'keyUsage=critical,keyAgreement'],
          ...['-keyout', controlPlane.path(`/${recipient}.key`)],
          ...['-out', recipient === 'backup' ? backupCertificate : controlPlane.path('/other.crt')],
        ],
      ]);
    }
    await controlPlane.execute(backupCommands(node));
    await create('too-late');
  }, 300_000);

  afterAll(() => controlPlane.stop());

  it('holds nothing that can be read, and leaves no snapshot behind', () => {
    const backup = readFileSync(controlPlane.path(newestBackup));
    expect(backup.length).toBeGreaterThan(20_000);
    expect(backup.includes('/registry/secrets')).toBe(false);
    expect(() => controlPlane.read(`${backupFolder}/snapshot.db`)).toThrow('ENOENT');
  });

  it('keeps the one before it when another is made', async () => {
    await controlPlane.execute(backupCommands(node));
    const [first, second] = [`${newestBackup}.~1~`, newestBackup].map((file) => readFileSync(controlPlane.path(file)));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(false);
  });

  const restore = (encrypted: string, keyFile: string) =>
    controlPlane.execute(restoreCommands(clusterOf(edge), node, { encrypted, key: keyFile }));

  it('is of no use to a holder of another key', async () => {
    await expect(restore(newestBackup, controlPlane.path('/other.key'))).rejects.toThrow(/openssl cms -decrypt/);
  });

  it('is refused when a single bit of it was changed', async () => {
    const changed = readFileSync(controlPlane.path(newestBackup));
    const middle = changed.length >> 1;
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    writeFileSync(controlPlane.path('/changed.cms'), changed);
    await expect(restore(controlPlane.path('/changed.cms'), key())).rejects.toThrow(/openssl cms -decrypt/);
    rmSync(controlPlane.path(`${backupFolder}/snapshot.db`), { force: true });
  });

  it('gives back what was there when it was made, and that alone', async () => {
    await controlPlane.halt();
    rmSync(controlPlane.path('/var/lib/etcd'), { recursive: true });
    await restore(`${newestBackup}.~1~`, key());
    await controlPlane.resume();
    for (const name of names) expect(await passwordOf(name)).toBe(`password of ${name}`);
    expect(await passwordOf('too-late')).toBe(404);
    await create('after');
    expect(await passwordOf('after')).toBe('password of after');
  }, 120_000);
});
