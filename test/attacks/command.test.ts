import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttackOptions, runAttack } from '@palisade/cli/attack';
import { clusterPrograms } from '../support/cluster-programs';
import { type Attacked, hardened, plain } from './targets';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'palisade-attack-command-'));
let clusters: Record<'hardened' | 'plain', Attacked>;

beforeAll(async () => {
  const programs = await clusterPrograms();
  for (const name of ['hardened', 'plain']) mkdirSync(join(folder, name), { mode: 0o700 });
  clusters = {
    hardened: await hardened(join(folder, 'hardened'), programs),
    plain: await plain(join(folder, 'plain'), programs),
  };
  for (const [name, { kubeconfig }] of Object.entries(clusters)) {
    const text = kubeconfig('palisade:administrator', ['palisade:administrators']);
    writeFileSync(join(folder, `${name}.yaml`), text, { mode: 0o600 });
  }
}, 180_000);

afterAll(async () => {
  await Promise.all(Object.values(clusters ?? {}).map((cluster) => cluster.stop()));
  rmSync(folder, { recursive: true, force: true });
});

interface Shown {
  readonly id: string;
  readonly subject: string;
  readonly result: string;
  readonly by?: string;
  readonly reason?: string;
}

async function attack(cluster: 'hardened' | 'plain', options: Partial<AttackOptions> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runAttack(
    {
      kubeconfig: join(folder, `${cluster}.yaml`),
      context: undefined,
      namespace: 'shop',
      only: undefined,
      owned: true,
      allowChanges: false,
      json: true,
      ...options,
    },
    { stdout: { write: (text) => out.push(text) }, stderr: { write: (text) => err.push(text) } },
  );
  const text = out.join('');
  const shown = text.startsWith('{') ? (JSON.parse(text) as { attacks: Shown[] }).attacks : [];
  return { code, text, stderr: err.join(''), shown };
}

const idsOf = (shown: readonly Shown[], result: string) =>
  shown.filter((each) => each.result === result).map(({ id }) => id);

/** The names of everything in the namespace, as an administrator sees it. */
async function objectsOf(cluster: Attacked): Promise<string[]> {
  const client = cluster.target.as('administrator');
  const groups = ['/api/v1', '/apis/apps/v1', '/apis/batch/v1', '/apis/rbac.authorization.k8s.io/v1'];
  const kinds = [
    ['pods', 'secrets', 'configmaps', 'serviceaccounts', 'services', 'events'],
    ['deployments', 'daemonsets', 'statefulsets'],
    ['jobs', 'cronjobs'],
    ['roles', 'rolebindings'],
  ];
  const paths = groups.flatMap((group, index) =>
    (kinds[index] ?? []).map((kind) => `${group}/namespaces/shop/${kind}`),
  );
  const lists = await Promise.all(paths.map(async (path) => [path, await client?.get(path)] as const));
  return lists.flatMap(([path, answer]) =>
    ((answer?.body.items ?? []) as { metadata: { name: string } }[]).map(({ metadata }) => `${path}/${metadata.name}`),
  );
}

describe('on a hardened cluster', () => {
  it('stores nothing without --allow-changes, and finds nothing open', async () => {
    const before = await objectsOf(clusters.hardened);
    const { code, shown } = await attack('hardened');
    expect(idsOf(shown, 'succeeded')).toEqual([]);
    expect(code).toBe(0);
    expect(idsOf(shown, 'refused').length).toBeGreaterThan(70);
    expect((await objectsOf(clusters.hardened)).sort()).toEqual(before.sort());
  });

  it('tries nearly all with --allow-changes, and leaves nothing behind', async () => {
    const { code, shown } = await attack('hardened', { allowChanges: true });
    expect(idsOf(shown, 'succeeded')).toEqual([]);
    expect(code).toBe(0);
    expect(idsOf(shown, 'refused').length).toBeGreaterThan(115);
    const left = (await objectsOf(clusters.hardened)).filter((name) => name.includes('/attack-'));
    expect(left).toEqual([]);
  });

  it('takes nothing away that is somebody else’s, whatever its name', async () => {
    const path = '/api/v1/namespaces/shop/secrets';
    const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'attack-loot' } };
    const client = clusters.hardened.target.as('administrator');
    await client?.send({ method: 'POST', path, body });
    const { code, stderr } = await attack('hardened', { allowChanges: true });
    expect(code).toBe(2);
    expect(stderr).toContain('secrets "attack-loot" already exists');
    expect((await client?.get(`${path}/attack-loot`))?.status).toBe(200);
    await client?.send({ method: 'DELETE', path: `${path}/attack-loot` });
  });

  it('shows what a credential without any rights can do: nothing', async () => {
    const path = join(folder, 'outsider.yaml');
    writeFileSync(path, clusters.hardened.kubeconfig('somebody', []));
    const { code, stderr, shown } = await attack('hardened', { kubeconfig: path });
    expect(stderr).toContain('this credential may not impersonate: nobody but its owner can be played');
    expect(idsOf(shown, 'succeeded')).toEqual([]);
    expect(idsOf(shown, 'refused')).toEqual(
      expect.arrayContaining(['anonymous-list', 'tls-1-2', 'profiling-by-administrator']),
    );
    expect(code).toBe(0);
  });
});

describe('on a plain cluster', () => {
  it('says what succeeded, in a table too', async () => {
    const { code, shown } = await attack('plain', { only: 'pods' });
    expect(code).toBe(1);
    expect(idsOf(shown, 'succeeded')).toEqual(expect.arrayContaining(['privileged-pod', 'host-path-root', 'host-pid']));
    const { text } = await attack('plain', { only: 'pods', json: false });
    expect(text).toContain('SUCCEEDED  T1611      privileged-pod');
    expect(text).toContain('privileged-pod: Run a privileged container; Palisade stops it by Pod Security');
  });
});

describe('called wrongly', () => {
  it('does nothing without the word that the cluster is one’s own', async () => {
    const { code, stderr } = await attack('hardened', { owned: false });
    expect(code).toBe(2);
    expect(stderr).toContain(`this attacks ${clusters.hardened.target.endpoint}, namespace shop: if it is yours, add`);
  });

  it('names subjects where it is given another', async () => {
    const { code, stderr } = await attack('hardened', { only: 'podz' });
    expect(code).toBe(2);
    expect(stderr).toContain("--only is 'podz'; write one of credentials, transport, pods,");
  });

  it('cannot try where nobody listens', async () => {
    const path = join(folder, 'nobody.yaml');
    writeFileSync(path, clusters.hardened.kubeconfig('somebody', []).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    const { code, stderr } = await attack('hardened', { kubeconfig: path });
    expect(code).toBe(2);
    expect(stderr).toContain('ECONNREFUSED');
  });
});
