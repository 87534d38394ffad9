import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { parse } from 'yaml';
import { exampleEntries } from './config/example';
import blueprint from './index';
import { record } from './testing';

// The mocks make up an endpoint that nothing listens on; the check itself is tested on real sockets.
jest.mock('./baseline/reachability', () => ({ assertReachable: async () => undefined }));

type Entries = { [key: string]: unknown };

function configure(entries: Entries): void {
  const words = Object.entries(entries).map(([key, value]): [string, string] => [
    `palisade:${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(words));
}

/** The config of a stack file at the root, without the namespace. */
function stackFile(stack: string): Entries {
  const { config } = parse(readFileSync(join(__dirname, '..', `Pulumi.${stack}.yaml`), 'utf8')) as { config: Entries };
  const ours = Object.entries(config).filter(([key]) => key.startsWith('palisade:'));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice('palisade:'.length), value]));
}

const standUp = (entries: Entries) => {
  configure(entries);
  // biome-ignore lint/suspicious/noExplicitAny: outputs differ by layer
  return record(async () => (await blueprint()) as any);
};

/** The example, stood up once for all tests that only look at it. */
let example: ReturnType<typeof standUp> | undefined;
const theExample = () => {
  example ??= standUp(exampleEntries());
  return example;
};

beforeEach(() => pulumi.runtime.setAllConfig({}));

describe('the blueprint', () => {
  test('registers every component of the design', async () => {
    const { resources } = await theExample();
    const components = resources
      .filter(({ type }) => type.startsWith('palisade:infra:'))
      .map(({ type }) => type.slice(15));
    expect([...new Set(components)].sort()).toEqual([
      'Baseline',
      'ControlPlane',
      'Detection',
      'Identity',
      'Keys',
      'Network',
      'NodeAddons',
      'NodePool',
      'NodeRole',
      'NodeSecurityGroup',
      'Registry',
      'ServiceAccountRole',
      'WorkloadAddons',
    ]);
  });

  test('asks AWS nothing where config says account and zones', async () => {
    expect((await theExample()).invokes).toEqual([]);
  });

  test('is bound to the account and region of its config', async () => {
    const { one } = await theExample();
    expect(one('aws').inputs).toMatchObject({
      region: 'eu-west-1',
      allowedAccountIds: '["111122223333"]',
      defaultTags: '{"tags":{"palisade:cluster":"example"}}',
    });
  });

  test('says where the cluster is, and keeps the kubeconfig secret', async () => {
    configure(exampleEntries());
    const { result } = await record(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: outputs differ by layer
      const outputs = (await blueprint()) as any;
      return {
        outputs,
        secret: await pulumi.isSecret(outputs.kubeconfig),
        plain: await pulumi.isSecret(outputs.endpoint),
      };
    });
    expect(Object.keys(result.outputs).sort()).toEqual([
      'alarmTopicArn',
      'certificateAuthority',
      'clusterArn',
      'clusterName',
      'endpoint',
      'kubeconfig',
      'kubernetesVersion',
      'nodeSecurityGroupId',
      'oidcIssuer',
      'repositoryUrls',
      'roleArns',
    ]);
    expect(result.outputs.endpoint).toMatch(/^https:\/\/[0-9A-F]+\.gr7\.eu-west-1\.eks\.amazonaws\.com$/);
    expect({ secret: result.secret, plain: result.plain }).toEqual({ secret: true, plain: false });
  });

  test.each([
    [
      'runner',
      {
        mode: 'runner',
        image: `registry.example.com/r@sha256:${'a'.repeat(64)}`,
        source: { bucket: 'src', key: 'p.zip' },
        backendUrl: 's3://state-bucket',
        stack: 'organization/palisade/example-baseline',
      },
      'BaselineRunner',
    ],
    [
      'Argo CD',
      {
        mode: 'gitops',
        tool: 'argocd-capability',
        repository: 'https://git.example.com/a/b.git',
        path: 'c',
        identityCenter: {
          instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
          adminGroups: ['11111111-2222-3333-4444-555555555555'],
        },
      },
      'ArgoCd',
    ],
  ])('with delivery by %s leaves the objects to it', async (_name, delivery, component) => {
    const { baseline } = exampleEntries();
    const { of, resources } = await standUp({
      ...exampleEntries(),
      layer: 'cluster',
      baseline: { ...(baseline as object), delivery },
    });
    expect(of(component)).toHaveLength(1);
    expect(resources.filter(({ type }) => type.startsWith('kubernetes:'))).toEqual([]);
  });

  test('costs the same for each node pool', async () => {
    const [pool] = exampleEntries().nodePools as object[];
    const count = async (pools: number) => {
      const nodePools = Array.from({ length: pools }, (_, index) => ({ ...pool, name: `pool-${index}` }));
      return (await standUp({ ...exampleEntries(), layer: 'cluster', nodePools })).resources.length;
    };
    const one = await count(1);
    expect(await count(10)).toBe(one + 9 * 3);
  });

  test.each(['production', 'rehearsal'])('stands up from Pulumi.%s.yaml', async (stack) => {
    const { of, invokes } = await standUp(stackFile(stack));
    expect(of('Cluster')).toHaveLength(1);
    expect(invokes).toEqual([]);
  });

  test('names every fault of the config before it registers anything', async () => {
    configure({
      ...exampleEntries(),
      colour: 'red',
      cluster: { ...(exampleEntries().cluster as object), version: '1.20' },
    });
    let registered = 0;
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => {
        registered += 1;
        return { id: name, state: inputs };
      },
      call: () => ({}),
    });
    await expect(blueprint()).rejects.toThrow(/colour[\s\S]*version|version[\s\S]*colour/);
    expect(registered).toBe(0);
  });
});
