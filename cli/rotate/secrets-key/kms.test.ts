import type { ApiServer } from './api-server';
import type { ApiServers } from './api-servers';
import type { Census, Etcd } from './etcd';
import { type KmsKey, keyOf, renewUnderKms } from './kms';

// Nobody waits in a unit test.
jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
jest.mock('./rewrite', () => ({ rewrite: async () => ({ written: 2, refused: [] }) }));

const old = 'k8s:enc:kms:v2:vault:sha256:old';
const newest = 'k8s:enc:kms:v2:vault:sha256:new';
const told: Look = { hash: 'new', at: 2100 };

interface Look {
  /** Of the newest key's id. */
  readonly hash: string;
  /** Milliseconds of the server's clock. */
  readonly at: number;
  readonly failure?: string;
}

/** A server of which each question finds the next of these states, and the last again and again. */
function server(name: string, ...looks: readonly Look[]): ApiServer {
  let turn = -1;
  const now = () => looks[Math.min(turn, looks.length - 1)] as Look;
  return {
    name,
    look: async () => {
      turn += 1;
      const { hash, at } = now();
      return { now: 1000, keyIds: new Map([['vault', { hash: `sha256:${hash}`, at }]]) };
    },
    kmsFailure: async () => now().failure,
  } as never;
}

function servers(...all: readonly ApiServer[]): ApiServers {
  return { areAll: async () => Promise.all(all.map(() => ({ now: 1000 }))), servers: all } as never;
}

/** An etcd of which each census finds the next of these marks on its records. */
function etcd(...censuses: readonly (readonly string[])[]): Etcd {
  const left = [...censuses];
  const census = async (isOld: (mark: string) => boolean): Promise<Census> => {
    const marks = left.shift() ?? [];
    return { total: marks.length, byKey: new Map(), old: marks.filter(isOld), plain: 0 };
  };
  return { census } as never;
}

async function run(given: { servers: ApiServers; etcd?: Etcd; removal?: 'unproven' }): Promise<[string, string[]]> {
  const said: string[] = [];
  const options = {
    path: 'f',
    etcd: undefined,
    removal: 'when-proven' as const,
    say: (line: string) => said.push(line),
  };
  const outcome = await renewUnderKms('vault', { ...options, ...given }).then(
    ({ key, written }) => `${written} under ${key}`,
    (error: Error) => error.message,
  );
  return [outcome, said];
}

it('waits until every server encrypts by one key, and has asked since it began', async () => {
  const one = server('a', { hash: 'old', at: 900 }, { hash: 'new', at: 2100 });
  const other = server(
    'b',
    { hash: 'old', at: 900 },
    { hash: 'old', at: 2100 },
    { hash: 'old', at: 2100 },
    { hash: 'new', at: 2200 },
  );
  const [outcome, said] = await run({ servers: servers(one, other), etcd: etcd([old, newest], [newest, newest]) });
  expect(outcome).toBe(`2 under ${newest}`);
  expect(said.slice(0, 2)).toEqual([
    'step 1 of 3: waiting until every API server encrypts by the key that vault names',
    "  vault names the key with the id's hash sha256:new, and each encrypts by it",
  ]);
});

it('writes nothing where nothing is under an older key', async () => {
  const [outcome] = await run({ servers: servers(server('a', told)), etcd: etcd([newest], [newest]) });
  expect(outcome).toBe(`0 under ${newest}`);
});

it('takes nothing for proven where the key was rotated once more meanwhile', async () => {
  const changing = server('a', told, told, { hash: 'newer', at: 2200 });
  const [outcome] = await run({ servers: servers(changing), etcd: etcd([newest], [newest]) });
  expect(outcome).toBe('the key was rotated once more meanwhile, to sha256:newer: run the command again');
});

describe('a server', () => {
  it.each<[string, Look[], KmsKey]>([
    ['that was told before', [{ hash: 'new', at: 1900 }], {}],
    ['that was told since', [told], { hash: 'sha256:new' }],
    ['that was told, and may not encrypt', [{ ...told, failure: 'denied' }], { failure: 'denied' }],
    ['that is told another key in between', [told, { hash: 'newer', at: 2200 }], {}],
  ])('%s', async (_, looks, key) => {
    expect(await keyOf('vault', server('a', ...looks), 1000)).toEqual(key);
  });
});

it.each([
  ['whose key cannot be told', 'k8s:enc:kms:v2:vault:unreadable'],
  ['of another plug-in', 'k8s:enc:kms:v2:aws:sha256:new'],
  ['of a key in a file', 'k8s:enc:secretbox:v1:key1:'],
])('does not end while there is a record %s', async (_, mark) => {
  const left = [mark, newest];
  const [outcome] = await run({
    servers: servers(server('a', told)),
    etcd: etcd(left, left, left, left, left, left),
  });
  expect(outcome).toContain('1 records are still under an older key, which stays:');
});

it('writes without looking into etcd only on one’s word', async () => {
  const one = () => servers(server('a', told));
  expect((await run({ servers: one() }))[0]).toContain('etcd alone tells: add --etcd-server');
  expect((await run({ servers: one(), removal: 'unproven' }))[0]).toBe(`4 under ${newest}`);
});
