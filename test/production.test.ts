import { readStackConfig, type Stage } from '@palisade/rehearsal';
import { policyPack, setStage } from './support/stage';

const production = readStackConfig('production');
const cluster = production['palisade:cluster'] as object;
const network = production['palisade:network'] as object;
const baseline = production['palisade:baseline'] as object;

describe('the production example', () => {
  let stage: Stage;
  let end: () => Promise<void>;

  beforeAll(async () => {
    ({ stage, end } = await setStage('production'));
  });
  afterAll(() => end());

  const domains = ['registry.example.com'];
  test.each([
    ['as it is', {}],
    ['with NAT', { 'palisade:network': { ...network, egress: { mode: 'nat' } } }],
    ['behind a firewall', { 'palisade:network': { ...network, egress: { mode: 'firewall', domains } } }],
  ])('previews without a finding %s', async (_name, change) => {
    await stage.session.configure({ ...production, ...change });
    const outcome = (await stage.session.preview({ policyPack })).orThrow();
    expect(outcome.violations).toEqual([]);
    expect(outcome.changes.create).toBeGreaterThan(100);
  });

  test('a public endpoint with an allow list is a finding, and no obstacle', async () => {
    const endpoint = { access: 'allow-list', cidrs: ['203.0.113.0/28'] };
    await stage.session.configure({ ...production, 'palisade:cluster': { ...cluster, endpoint } });
    const outcome = (await stage.session.preview({ policyPack })).orThrow();
    expect(outcome.violations.map(({ rule, mandatory }) => [rule, mandatory])).toEqual([
      ['eks-no-public-endpoint', false],
    ]);
  });

  test('a faulty config registers nothing, and names every fault', async () => {
    const faults = { 'palisade:cluster': { ...cluster, version: '1.12' }, 'palisade:keys': { administrators: [] } };
    await stage.session.configure({ ...production, ...faults });
    const outcome = await stage.session.preview();
    expect(outcome.failed).toBe(true);
    expect(outcome.reason).toContain("cluster.version: found '1.12'");
    expect(outcome.reason).toContain('keys.administrators');
    expect(outcome.changes.create ?? 0).toBeLessThanOrEqual(1);
  });

  test('the baseline of the second stack is what the runner installs', async () => {
    await stage.session.configure(production);
    (await stage.session.up({ policyPack })).orThrow();
    const second = await stage.open('production-baseline', readStackConfig('production-baseline'));
    const outcome = (await second.up({ policyPack })).orThrow();
    expect(outcome.violations).toEqual([]);
    const namespaces = (await stage.admin.get('/api/v1/namespaces?labelSelector=palisade.dev/owner')).body as {
      items: { metadata: { name: string } }[];
    };
    expect(namespaces.items.map(({ metadata }) => metadata.name)).toEqual(['payments', 'storefront']);
    expect((await second.up({ policyPack })).orThrow().changeCount).toBe(0);
    (await second.destroy()).orThrow();
    expect(await second.resources()).toEqual([]);
  });

  test('with delivery gitops the same objects come from the rendered files', async () => {
    const { parseConfig } = await import('@palisade/infra/config');
    const { renderBaseline } = await import('@palisade/infra/components');
    const delivery = { mode: 'gitops', tool: 'flux', repository: 'https://git.example.com/platform', path: 'baseline' };
    const entries = Object.entries({ ...production, 'palisade:baseline': { ...baseline, delivery } });
    const config = parseConfig(
      Object.fromEntries(
        entries.map(([key, value]) => [
          key.replace('palisade:', ''),
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
    );
    if (config.layer === 'baseline') throw new Error('the example is the stack of the cluster');
    const { region, partition } = config.account;
    const files = renderBaseline({ ...config, account: { id: '111122223333', region, partition } });
    const { parseAllDocuments } = await import('yaml');
    const listed = files.filter(({ path }) => !['kustomization.yaml', 'bootstrap.yaml'].includes(path));
    const objects = listed.flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJSON()));
    // Namespaces first, as every GitOps tool does.
    const ordered = [...objects].sort((a, b) => Number(b.kind === 'Namespace') - Number(a.kind === 'Namespace'));
    for (const object of ordered) await stage.admin.apply(object, { dryRun: false });
    const live = await Promise.all(ordered.map((object) => stage.admin.read(object)));
    expect(live.filter((object) => object === undefined)).toEqual([]);
    expect(objects.length).toBeGreaterThan(100);
  });
});
