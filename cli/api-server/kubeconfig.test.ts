import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKubeconfig } from './kubeconfig';

const folder = mkdtempSync(join(tmpdir(), 'palisade-kubeconfig-'));
const path = join(folder, 'config');
afterAll(() => rmSync(folder, { recursive: true }));

const config = (cluster: object, user: object, context: object = {}) => ({
  kind: 'Config',
  'current-context': 'here',
  contexts: [
    { name: 'here', context: { cluster: 'c', user: 'u', ...context } },
    { name: 'there', context: { cluster: 'gone', user: 'u' } },
  ],
  clusters: [{ name: 'c', cluster: { server: 'https://192.0.2.1:6443/', ...cluster } }],
  users: [{ name: 'u', user }],
});

async function read(content: unknown, context?: string) {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readKubeconfig(path, context);
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a kubeconfig', () => {
  it('with everything in it', async () => {
    const user = { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') };
    expect(await read(config({ 'certificate-authority-data': base64('CA') }, user, { namespace: 'shop' }))).toEqual({
      access: { endpoint: 'https://192.0.2.1:6443', ca: 'CA', cert: 'CERT', key: 'KEY' },
      namespace: 'shop',
    });
  });

  it('with files beside it', async () => {
    writeFileSync(join(folder, 'ca.crt'), 'CA');
    writeFileSync(join(folder, 'token'), 'TOKEN\n');
    expect(await read(config({ 'certificate-authority': 'ca.crt' }, { tokenFile: 'token' }))).toEqual({
      access: { endpoint: 'https://192.0.2.1:6443', ca: 'CA', token: 'TOKEN' },
      namespace: 'default',
    });
  });

  it('with a program that gets the credential', async () => {
    const answer = JSON.stringify({ kind: 'ExecCredential', status: { token: 'FRESH' } });
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'echo', args: [answer] };
    expect((await read(config({}, { exec }))).access.token).toBe('FRESH');
  });
});

describe('a kubeconfig that cannot be used', () => {
  it.each<[string, unknown, string | undefined, string]>([
    ['no YAML', 'a: [', undefined, 'is no YAML: '],
    ['something else', { kind: 'Pod' }, undefined, 'is no kubeconfig: its kind is Pod, not Config'],
    ['a context that is not there', config({}, {}), 'nowhere', "has no context 'nowhere'; it has here, there"],
    ['a cluster that is not there', config({}, {}), 'there', "has no cluster 'gone'; it has c"],
    ['no server', config({ server: 'localhost' }, {}), undefined, 'server of cluster c is localhost; write https://'],
    ['a proxy', config({ 'proxy-url': 'http://p' }, {}), undefined, 'proxy-url is not supported'],
    [
      'a program that fails',
      config({}, { exec: { command: 'false' } }),
      undefined,
      'false got no credential: Command failed: false',
    ],
  ])('%s', async (_, content, context, message) => {
    await expect(read(content, context)).rejects.toThrow(message);
  });
});
