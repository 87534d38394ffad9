import { proofs, readStackConfig, type Stage } from '@palisade/rehearsal';
import { policyPack, setStage } from './support/stage';

const config = readStackConfig('rehearsal');
const cluster = config['palisade:cluster'] as { version: string };
const network = config['palisade:network'] as object;

/** One stack through its whole life on the real engine: the tests stand in the order of that life. */
describe('the blueprint', () => {
  let stage: Stage;
  let end: () => Promise<void>;

  beforeAll(async () => {
    ({ stage, end } = await setStage());
  });
  afterAll(() => end());

  test('previews under the pack without a finding', async () => {
    const outcome = (await stage.session.preview({ policyPack })).orThrow();
    expect(outcome.violations).toEqual([]);
    expect(outcome.changes.create).toBeGreaterThan(100);
    expect(await stage.session.resources()).toEqual([]);
  });

  test('stands up', async () => {
    const outcome = (await stage.session.up({ policyPack })).orThrow();
    expect(outcome.violations).toEqual([]);
    expect(Object.keys(outcome.changes)).toEqual(['create']);
  });

  test('marks the kubeconfig as secret, and puts no key or token into it', async () => {
    const { kubeconfig } = await stage.session.outputs();
    expect(kubeconfig?.secret).toBe(true);
    const { users } = JSON.parse(kubeconfig?.value) as { users: { user: object }[] };
    expect(users.map(({ user }) => Object.keys(user))).toEqual([['exec']]);
  });

  test('changes nothing the second time', async () => {
    const outcome = (await stage.session.up({ policyPack })).orThrow();
    expect(Object.keys(outcome.changes)).toEqual(['same']);
  });

  test('a refresh finds what was made', async () => {
    const outcome = (await stage.session.refresh()).orThrow();
    expect(outcome.changeCount).toBe(0);
  });

  test('a refresh finds what somebody changed by hand, and an update puts it back', async () => {
    const path = `/api/v1/namespaces/${stage.namespace}`;
    const label = 'pod-security.kubernetes.io/enforce';
    const relabel = (level: string) => {
      const patch = { metadata: { labels: { [label]: level } } };
      return stage.admin.send({ method: 'PATCH', path, body: patch });
    };
    // Admission holds administrators to the rules too.
    expect((await relabel('privileged')).status).toBe(403);
    expect((await relabel('baseline')).status).toBe(200);
    expect((await stage.session.refresh()).orThrow().changes.update).toBe(1);
    expect((await stage.session.up({ policyPack })).orThrow().changes.update).toBe(1);
    const namespace = (await stage.admin.get(path)).body as { metadata: { labels: Record<string, string> } };
    expect(namespace.metadata.labels[label]).toBe('restricted');
  });

  describe('proofs', () => {
    test.each(proofs.map((proof) => [proof.claim, proof] as const))('%s', async (_claim, proof) => {
      expect(await proof.prove(stage)).not.toBe('');
    });
  });

  test('replaces what AWS can only replace', async () => {
    await stage.session.configure({ ...config, 'palisade:network': { ...network, cidr: '10.99.0.0/16' } });
    const outcome = (await stage.session.preview()).orThrow();
    expect(outcome.changes.replace).toBeGreaterThan(0);
    await stage.session.configure(config);
  });

  test('is not destroyed while it is protected', async () => {
    const outcome = await stage.session.destroy();
    expect(outcome.failed).toBe(true);
    expect(outcome.reason).toContain('deletion protection');
    // What was destroyed before the refusal is put back.
    (await stage.session.up({ policyPack })).orThrow();
  });

  test('is destroyed in one go, and leaves nothing', async () => {
    await stage.session.configure({ ...config, 'palisade:cluster': { ...cluster, deletionProtection: false } });
    (await stage.session.up()).orThrow();
    (await stage.session.destroy()).orThrow();
    expect(await stage.session.resources()).toEqual([]);
    expect((await stage.admin.get('/api/v1/namespaces?labelSelector=palisade.dev/owner')).body).toMatchObject({
      items: [],
    });
  });
});
