import { expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { App, Chart } from 'cdk8s';
import { findings } from '../synth/check';
import { Deployment } from '../workload';
import { CsiSecret } from './csi-secret';
import { ExternalSecret } from './external-secret';
import { restartAnnotations } from './mountable-secret';
import { SecretProvider } from './secret-provider';

test.each([
  { name: 'nothing is rotated', mounts: [], annotations: {} },
  {
    name: 'several are',
    mounts: [
      { kind: 'Secret' as const, name: 'mail' },
      { kind: 'Secret' as const, name: 'db' },
      { kind: 'SecretProviderClass' as const, name: 'keys' },
      { kind: 'Secret' as const, name: 'db' },
    ],
    annotations: {
      'secret.reloader.stakater.com/reload': 'db,mail',
      'secretproviderclass.reloader.stakater.com/reload': 'keys',
    },
  },
])('tells Reloader when $name', ({ mounts, annotations }) => {
  const volume = { secret: { secretName: 'any', defaultMode: 0o440 } };
  expect(restartAnnotations(mounts.map((restartOn) => ({ volume, restartOn })))).toEqual(annotations);
  expect(restartAnnotations([{ volume }])).toEqual({});
});

test('a workload mounts secrets of both kinds read-only, and is restarted for them', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
  const from = SecretProvider.vault({ server: 'https://vault.example.com' });
  new Deployment(chart, 'worker', {
    image: `registry.example.com/worker@sha256:${'a'.repeat(64)}`,
    resources: { cpu: '100m', memory: '64Mi' },
    secrets: {
      '/etc/db': new ExternalSecret(chart, 'db', { from, data: { password: { key: 'shop/db' } } }),
      '/etc/keys': new CsiSecret(chart, 'keys', { provider: 'vault', data: { key: { path: 'kv/keys', key: 'key' } } }),
    },
  });
  const objects = chart.toJson();
  expect(findings(new Evaluator([...kubernetesRules, ...stackRules]), objects)).toEqual([]);
  const { metadata, spec } = objects.find(({ kind }) => kind === 'Deployment');
  expect(metadata.annotations).toMatchObject({
    'secret.reloader.stakater.com/reload': 'db',
    'secretproviderclass.reloader.stakater.com/reload': 'keys',
  });
  const { volumes, containers, securityContext } = spec.template.spec;
  const [db, keys] = volumes;
  expect(db).toEqual({ name: db.name, secret: { secretName: 'db', defaultMode: 0o440 } });
  expect(keys).toEqual({
    name: keys.name,
    csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'keys' } },
  });
  expect(containers[0].volumeMounts).toEqual([
    { name: db.name, mountPath: '/etc/db', readOnly: true },
    { name: keys.name, mountPath: '/etc/keys', readOnly: true },
  ]);
  expect(containers[0].env ?? []).toEqual([]);
  // The group that owns the files of a Secret, so that the user may read them.
  expect(securityContext.fsGroup).toBe(65532);
});
