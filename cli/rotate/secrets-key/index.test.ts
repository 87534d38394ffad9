import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSecretsKey, type SecretsKeyArguments } from './index';

const folder = mkdtempSync(join(tmpdir(), 'palisade-secrets-key-'));
const path = join(folder, 'encryption.yaml');
const other = join(folder, 'kms.yaml');
const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n';
const secret = Buffer.alloc(32, 1).toString('base64');

beforeAll(() => {
  const provider = `{ secretbox: { keys: [{ name: key1, secret: ${secret} }] } }`;
  writeFileSync(path, `${head}resources: [{ resources: ['*.*'], providers: [${provider}] }]`, { mode: 0o600 });
  const kms = '{ kms: { apiVersion: v2, name: vault, endpoint: unix:///k.sock } }';
  writeFileSync(other, `${head}resources: [{ resources: ['*.*'], providers: [${kms}] }]`, { mode: 0o600 });
  const cluster = { server: 'https://127.0.0.1:1' };
  const kubeconfig = {
    kind: 'Config',
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 't' } }],
  };
  writeFileSync(join(folder, 'admin.conf'), JSON.stringify(kubeconfig));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each<[string, Partial<SecretsKeyArguments>, 1 | 2, string]>([
  [
    'without a file',
    { encryptionConfig: undefined },
    2,
    'say which file holds the keys: --encryption-config FILE\nTry: ',
  ],
  ['without a kubeconfig', { kubeconfig: undefined }, 2, 'say how to reach the cluster: --kubeconfig FILE\nTry: '],
  ['with another word', { remove: 'always' }, 2, "--remove is 'always'; write when-proven or unproven\nTry: "],
  [
    'with no address',
    { servers: ['10.0.0.1'] },
    2,
    "'10.0.0.1' is no address of a server; write https://HOST:PORT\nTry: ",
  ],
  [
    'with a key at a KMS, and no word of etcd',
    { encryptionConfig: other },
    1,
    'etcd alone tells: add --etcd-server, or',
  ],
  [
    'with no certificate of etcd',
    { etcdServer: 'https://127.0.0.1:1' },
    2,
    '/nowhere cannot be read (ENOENT): etcd is asked with it',
  ],
  ['with a server that nobody is behind', {}, 1, '127.0.0.1:1 cannot be asked: connect ECONNREFUSED 127.0.0.1:1'],
])('%s', async (_, given, code, message) => {
  let [stdout, stderr] = ['', ''];
  const result = await runSecretsKey(
    {
      encryptionConfig: path,
      kubeconfig: join(folder, 'admin.conf'),
      servers: [],
      etcdServer: undefined,
      etcdFiles: { ca: '/nowhere', cert: '/nowhere', key: '/nowhere' },
      remove: undefined,
      status: false,
      json: false,
      ...given,
    },
    {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    },
  );
  expect(stderr).toContain(message);
  expect([result, stdout]).toEqual([code, '']);
});
