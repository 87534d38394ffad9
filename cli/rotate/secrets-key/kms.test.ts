import type { Seen } from './api-server';
import type { ApiServers } from './api-servers';
import type { Census, Etcd } from './etcd';
import { renewUnderKms } from './kms';

// Nobody waits in a unit test.
jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));
jest.mock('./rewrite', () => ({ rewrite: async () => ({ written: 2, refused: [] }) }));

const old = 'k8s:enc:kms:v2:vault:sha256:old';
const newest = 'k8s:enc:kms:v2:vault:sha256:new';

/** What servers say of the newest key, look by look; the last again and again. */
function servers(...looks: readonly (readonly [hash: string, at: number])[][]): ApiServers {
  const seen = (keys: readonly (readonly [string, number])[]) =>
    keys.map(
      ([hash, at]): Seen => ({ now: 1000, keyIds: new Map([['vault', { hash: `sha256:${hash}`, at }]]) }) as never,
    );
  const [first = [], ...later] = looks.map(seen);
  let turn = 0;
  const server = (index: number) => ({
    look: async () => {
      const look = later[Math.min(Math.floor(turn / first.length), later.length - 1)];
      turn += 1;
      return look?.[index];
    },
  });
  return { areAll: async () => first, servers: first.map((_, index) => server(index)) } as never;
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

it('waits until every server was told of one key after it began', async () => {
  const [outcome, said] = await run({
    servers: servers(
      [
        ['old', 900],
        ['old', 900],
      ],
      [
        ['old', 900],
        ['old', 900],
      ],
      [
        ['new', 2100],
        ['old', 2100],
      ],
      [
        ['new', 2100],
        ['new', 2200],
      ],
    ),
    etcd: etcd([old, newest], [newest, newest]),
  });
  expect(outcome).toBe(`2 under ${newest}`);
  expect(said.slice(0, 4)).toEqual([
    'step 1 of 3: waiting until every API server has asked vault which key is the newest',
    '  not every server has asked since; each asks once a minute',
    '  servers were told of different keys: sha256:new, sha256:old',
    "  vault names the key with the id's hash sha256:new, on each",
  ]);
});

it('writes nothing where nothing is under an older key', async () => {
  const told = [['new', 2100]] as const;
  const [outcome] = await run({ servers: servers([['new', 900]], [...told]), etcd: etcd([newest], [newest]) });
  expect(outcome).toBe(`0 under ${newest}`);
});

it.each([
  ['whose key cannot be told', 'k8s:enc:kms:v2:vault:unreadable'],
  ['of another plug-in', 'k8s:enc:kms:v2:aws:sha256:new'],
  ['of a key in a file', 'k8s:enc:secretbox:v1:key1:'],
])('does not end while there is a record %s', async (_, mark) => {
  const left = [mark, newest];
  const [outcome] = await run({
    servers: servers([['new', 900]], [['new', 2100]]),
    etcd: etcd(left, left, left, left, left, left),
  });
  expect(outcome).toContain('1 records are still under an older key, which stays:');
});

it('writes without looking into etcd only on one’s word', async () => {
  const one = () => servers([['new', 900]], [['new', 2100]]);
  expect((await run({ servers: one() }))[0]).toContain('etcd alone tells: add --etcd-server');
  expect((await run({ servers: one(), removal: 'unproven' }))[0]).toBe(`4 under ${newest}`);
});
