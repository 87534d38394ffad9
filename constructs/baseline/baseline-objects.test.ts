import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Evaluator, isSeenByAdmission, kubernetesRules, stackRules } from '@palisade/rules';
import { ApiObject, type ApiObjectProps, App, Chart, Yaml } from 'cdk8s';
import { objectName } from '../synth/apply-order';
import { checkedObjects, findings } from '../synth/check';
import { baselineObjects, madeByCluster, toYaml } from './baseline-objects';
import type { ClusterBaselineProps, Team } from './cluster-baseline';

const shop: Team = { name: 'shop', owner: 'team-shop', quota: { cpu: '4', memory: '16Gi', pods: 20 } };
const bank: Team = { ...shop, name: 'bank', owner: 'team-bank', groups: { developer: ['sso-bank'] } };
const options: ClusterBaselineProps = { teams: [shop, bank], allowedRegistries: ['registry.example.com'] };

describe('the baseline of a cluster', () => {
  test('comes in the order to apply it', () => {
    expect(baselineObjects({ ...options, rules: [] }).map(objectName)).toEqual([
      'Namespace bank',
      'Namespace default',
      'Namespace kube-node-lease',
      'Namespace kube-public',
      'Namespace shop',
      'ResourceQuota bank/team',
      'ResourceQuota default/no-pods',
      'ResourceQuota kube-node-lease/no-pods',
      'ResourceQuota kube-public/no-pods',
      'ResourceQuota shop/team',
      'LimitRange bank/containers',
      'LimitRange default/containers',
      'LimitRange kube-node-lease/containers',
      'LimitRange kube-public/containers',
      'LimitRange shop/containers',
      'NetworkPolicy bank/allow-dns',
      'NetworkPolicy bank/default-deny',
      'NetworkPolicy default/default-deny',
      'NetworkPolicy kube-node-lease/default-deny',
      'NetworkPolicy kube-public/default-deny',
      'NetworkPolicy shop/allow-dns',
      'NetworkPolicy shop/default-deny',
      'ServiceAccount bank/default',
      'ServiceAccount default/default',
      'ServiceAccount kube-node-lease/default',
      'ServiceAccount kube-public/default',
      'ServiceAccount kube-system/default',
      'ServiceAccount shop/default',
      'ClusterRole palisade-developer',
      'ClusterRole palisade-operator',
      'ClusterRole palisade-viewer',
      'RoleBinding bank/palisade-developer',
      'ValidatingAdmissionPolicy palisade-allowed-registries',
      'ValidatingAdmissionPolicy palisade-allowed-volume-registries',
      'ValidatingAdmissionPolicyBinding palisade-allowed-registries',
      'ValidatingAdmissionPolicyBinding palisade-allowed-volume-registries',
    ]);
  });

  test('enforces every Kubernetes rule of the catalogue that admission can, unless told otherwise', () => {
    const customResourceGroups = kubernetesRules.flatMap((rule) =>
      rule.on === 'object' ? rule.resources.map(({ group }) => group) : [],
    );
    const objects = baselineObjects({ ...options, customResourceGroups });
    const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(
      [
        ...kubernetesRules.filter(isSeenByAdmission).map(({ id }) => `palisade-${id}`),
        'palisade-allowed-registries',
        'palisade-allowed-volume-registries',
      ].sort(),
    );
  });

  test('says on every object where it comes from', () => {
    const labels = baselineObjects(options).map(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by']);
    expect(new Set(labels)).toEqual(new Set(['palisade']));
  });

  test('pins every namespace to the version of the cluster', () => {
    const namespaces = baselineObjects({ ...options, kubernetesVersion: '1.35' }).filter(
      ({ kind }) => kind === 'Namespace',
    );
    expect(namespaces.map(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce-version'])).toEqual([
      'v1.35',
      'v1.35',
      'v1.35',
      'v1.35',
      'v1.35',
    ]);
  });

  test('is the same text whatever the order of the teams', () => {
    expect(toYaml(baselineObjects({ ...options, teams: [bank, shop] }))).toBe(toYaml(baselineObjects(options)));
  });

  test('is plain JSON', () => {
    const objects = baselineObjects(options);
    expect(JSON.parse(JSON.stringify(objects))).toStrictEqual(objects);
  });

  test('reads back from its YAML', () => {
    const objects = baselineObjects(options);
    const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
    try {
      const file = join(folder, 'baseline.yaml');
      writeFileSync(file, toYaml(objects));
      expect(Yaml.load(file)).toEqual(objects);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('names all that is wrong with its options at once', () => {
    expect(() => baselineObjects({ teams: [shop, bank, shop], allowedRegistries: [], kubernetesVersion: '2' })).toThrow(
      new Error(
        [
          "baseline/cluster: kubernetesVersion is '2', which is not a major and a minor version. Write the cluster's minor version without a patch, such as '1.37'.",
          "baseline/cluster: allowedRegistries is empty. Write at least the registry that the cluster's own images come from.",
          "baseline/cluster: teams holds 'shop' more than once. Write one team for each namespace.",
        ].join('\n'),
      ),
    );
  });

  test.each(['shop', 'default'])('does not exempt %s, where workloads are judged', (name) => {
    expect(() => baselineObjects({ ...options, exemptNamespaces: [name] })).toThrow(
      new Error(
        `baseline/cluster: exemptNamespaces holds '${name}', where workloads are judged. Write namespaces of the platform only.`,
      ),
    );
  });

  test('names the team that is wrong', () => {
    expect(() => baselineObjects({ ...options, teams: [{ ...shop, owner: '' }] })).toThrow(
      "baseline/cluster/teams/shop: owner is '', which cannot be the value of a label.",
    );
  });
});

describe('the real catalogue', () => {
  test('finds nothing in the baseline, not even advice', () => {
    const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);
    const groups = { viewer: ['sso-all'], developer: ['sso-dev'], operator: ['sso-ops'] };
    const objects = baselineObjects({ ...options, teams: [{ ...shop, groups }] });
    expect(findings(evaluator, objects)).toEqual([]);
  });

  const grave = kubernetesRules.filter((rule) => rule.on === 'object' && rule.severity === 'critical');

  test('refuses what breaks a critical rule', () => {
    expect(grave.length).toBeGreaterThan(0);
    for (const { id, samples } of grave) {
      const chart = new Chart(new App(), 'app');
      new ApiObject(chart, 'bad', samples.bad[0].given as unknown as ApiObjectProps);
      expect(() => checkedObjects(chart)).toThrow(
        new RegExp(`^The catalogue refuses [^]*app/bad [^]*\\[${id}, critical\\]`),
      );
    }
  });
});

test.each([
  { object: 'v1 Namespace default', expected: true },
  { object: 'v1 Namespace kube-public', expected: true },
  { object: 'v1 Namespace shop', expected: false },
  { object: 'v1 ServiceAccount default', expected: true },
  { object: 'v1 ServiceAccount api', expected: false },
  { object: 'v1 ResourceQuota default', expected: false },
  { object: 'example.com/v1 Namespace default', expected: false },
])('the cluster makes $object by itself: $expected', ({ object, expected }) => {
  const [apiVersion, kind, name] = object.split(' ') as [string, string, string];
  expect(madeByCluster({ apiVersion, kind, metadata: { name } })).toBe(expected);
});
