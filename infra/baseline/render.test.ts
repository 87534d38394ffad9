import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Yaml } from 'cdk8s';
import type { BaselineConfig } from '../config';
import { exampleConfig } from '../example-config';
import { testAccount } from '../testing';
import { objectId, objectsOf } from './objects';
import { renderBaseline } from './render';

const example = exampleConfig().baseline;
const git = {
  mode: 'gitops',
  repository: 'https://git.example.com/platform/clusters.git',
  path: 'clusters/prod',
} as const;
const flux: BaselineConfig = { ...example, delivery: { ...git, tool: 'flux' } };
const argo: BaselineConfig = {
  ...example,
  delivery: {
    ...git,
    tool: 'argocd-capability',
    identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', adminGroups: ['a'] },
  },
};
const cluster = { name: 'example', version: '1.35' };

// biome-ignore lint/suspicious/noExplicitAny: manifests of many kinds are looked into
function parse(text: string): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-render-'));
  try {
    writeFileSync(join(folder, 'file.yaml'), text);
    return Yaml.load(join(folder, 'file.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rendered(baseline: BaselineConfig) {
  const files = renderBaseline({ baseline, cluster, account: testAccount });
  return new Map(files.map(({ path, text }) => [path, text]));
}

describe('a rendered baseline', () => {
  test('is a file for the cluster, one for each namespace, and a list of them', () => {
    const files = rendered(flux);
    expect([...files.keys()]).toEqual([
      'bootstrap.yaml',
      'kustomization.yaml',
      'cluster.yaml',
      'namespaces/default.yaml',
      'namespaces/kube-node-lease.yaml',
      'namespaces/kube-public.yaml',
      'namespaces/kube-system.yaml',
      'namespaces/payments.yaml',
    ]);
    expect(parse(files.get('kustomization.yaml') ?? '')[0].resources).toEqual([...files.keys()].slice(2));
  });

  test('holds every object of the baseline once', () => {
    const found = [...rendered(flux)]
      .filter(([path]) => path === 'cluster.yaml' || path.startsWith('namespaces/'))
      .flatMap(([, text]) => parse(text).map(objectId));
    expect(found.sort()).toEqual(objectsOf(example, '1.35').map(objectId).sort());
  });

  test('is the same to the byte each time', () => {
    expect([...rendered(flux)]).toEqual([...rendered(flux)]);
  });

  test.each([
    ['flux', flux, { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }],
    ['Argo CD', argo, { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }],
  ] as const)('tells %s to leave what the cluster makes itself, and nothing else', (_tool, baseline, annotations) => {
    const files = rendered(baseline);
    expect(parse(files.get('namespaces/default.yaml') ?? '')[0].metadata.annotations).toMatchObject(annotations);
    const [namespace] = parse(files.get('namespaces/payments.yaml') ?? '');
    expect(namespace.metadata.name).toBe('payments');
    expect(Object.keys(namespace.metadata.annotations ?? {})).not.toContain(Object.keys(annotations)[0]);
  });

  test('tells Argo CD which folder to pull, and the cluster by its ARN', () => {
    const [registration, application] = parse(rendered(argo).get('bootstrap.yaml') ?? '');
    expect(registration.stringData).toEqual({
      name: 'example',
      server: 'arn:aws:eks:eu-west-1:111122223333:cluster/example',
      project: 'default',
    });
    expect(application.spec.source).toEqual({
      repoURL: 'https://git.example.com/platform/clusters.git',
      path: 'clusters/prod',
      targetRevision: 'HEAD',
    });
    expect(application.spec.destination).toEqual({ name: 'example', namespace: undefined });
  });

  test('tells Flux which folder to pull', () => {
    const [repository, kustomization] = parse(rendered(flux).get('bootstrap.yaml') ?? '');
    expect(repository.spec.url).toBe('https://git.example.com/platform/clusters.git');
    expect(kustomization.spec).toMatchObject({ path: './clusters/prod', prune: true, sourceRef: { name: 'baseline' } });
  });

  test('is for delivery from Git only', () => {
    expect(() => rendered(example)).toThrow(
      'palisade:baseline delivery.mode is "direct", which needs no rendered files. ' +
        'Write mode: gitops with tool, repository and path to deliver from Git.',
    );
  });
});
