import type { ApiServer, Known } from './api-server';
import type { ApiServers } from './api-servers';
import type { Census, Etcd } from './etcd';
import { statusUnderKms } from './status';

// Nobody waits in a unit test.
jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const mark = (hash: string) => `k8s:enc:kms:v2:vault:sha256:${hash}`;

function server(name: string, hash: string, failure?: string): ApiServer {
  const keyIds = new Map([['vault', { hash: `sha256:${hash}`, at: 5000 }]]);
  return { name, look: async () => ({ now: 1000, keyIds }), kmsFailure: async () => failure } as never;
}

const servers = (all: readonly ApiServer[], unnamed: readonly Known[] = []): ApiServers =>
  ({ servers: all, unnamed: async () => unnamed }) as never;

function etcd(...marks: readonly string[]): Etcd {
  const census = async (isOld: (mark: string) => boolean): Promise<Census> => ({
    total: marks.length,
    byKey: new Map(marks.map((each) => [each, 1])),
    old: marks.filter(isOld),
    plain: 0,
  });
  return { census } as never;
}

it.each<[string, ApiServers, Etcd | undefined, boolean, string]>([
  ['all is under one key', servers([server('a', 'new')]), etcd(mark('new')), true, 'a: sha256:new'],
  ['a record is not', servers([server('a', 'new')]), etcd(mark('new'), mark('old')), false, `etcd: 1 ${mark('old')}`],
  ['nobody looks into etcd', servers([server('a', 'new')]), undefined, false, 'etcd: not checked'],
  [
    'servers encrypt by two keys',
    servers([server('a', 'new'), server('b', 'old')]),
    etcd(mark('new')),
    false,
    'b: sha256:old',
  ],
  [
    'a server may not encrypt by it',
    servers([server('a', 'new'), server('b', 'new', 'cannot encrypt')]),
    etcd(mark('new')),
    false,
    'b: cannot encrypt',
  ],
  [
    'a living server was not named',
    servers([server('a', 'new')], [{ identity: 'i', host: 'cp-2', silent: 1000 }]),
    etcd(mark('new')),
    false,
    'an API server on cp-2 was not named: add --server https://ADDRESS:6443 for it',
  ],
  [
    'one was not named that is dead',
    servers([server('a', 'new')], [{ identity: 'i', host: 'cp-2', silent: 600_000 }]),
    etcd(mark('new')),
    true,
    'a: sha256:new',
  ],
])('says whether it is done where %s', async (_, all, store, isDone, line) => {
  const status = await statusUnderKms('vault', all, store);
  expect(status.isDone).toBe(isDone);
  expect(status.lines).toContain(line);
});

it('tells of a server that cannot be asked, and of the others', async () => {
  const dead = { name: 'b', look: async () => Promise.reject(new Error('connect ECONNREFUSED')) } as never;
  const { isDone, data } = await statusUnderKms('vault', servers([dead, server('a', 'new')]), etcd(mark('new')));
  expect(isDone).toBe(false);
  expect(data).toMatchObject({
    servers: [
      { server: 'b', has: 'cannot be asked: connect ECONNREFUSED' },
      { server: 'a', key: 'sha256:new' },
    ],
  });
});
