import { describe, expect, test } from '@jest/globals';
import { Volume } from 'cdk8s-plus-28';
import { Probe } from './probe';
import { StatefulSet, type StatefulSetProps } from './stateful-set';
import { image, inShop, resources } from './testing/shop';

const db: StatefulSetProps = { image, port: 5432, probes: { readiness: Probe.tcp() }, resources };
const shopWith = (props: StatefulSetProps) => inShop((shop) => new StatefulSet(shop, 'db', props));

describe('a stateful set', () => {
  test('has one copy, behind a headless service that selects by the name alone', () => {
    const { made, object } = shopWith(db);
    expect(object('StatefulSet', 'db').spec).toMatchObject({
      replicas: 1,
      serviceName: 'db',
      podManagementPolicy: 'OrderedReady',
      selector: { matchLabels: { 'app.kubernetes.io/name': 'db' } },
      updateStrategy: { type: 'RollingUpdate' },
    });
    expect(object('Service', 'db').spec).toEqual({
      type: 'ClusterIP',
      clusterIP: 'None',
      externalIPs: [],
      selector: { 'app.kubernetes.io/name': 'db' },
      ports: [{ name: 'tcp', port: 5432, targetPort: 5432, protocol: 'TCP' }],
    });
    expect(made.service.name).toBe('db');
  });

  test('without storage makes no claims', () => {
    const { spec } = shopWith(db).object('StatefulSet', 'db');
    expect(spec).not.toHaveProperty('volumeClaimTemplates');
    expect(spec).not.toHaveProperty('persistentVolumeClaimRetentionPolicy');
    expect(spec.template.spec).not.toHaveProperty('volumes');
  });

  test('keeps its storage, whatever becomes of it', () => {
    const { object } = shopWith({
      ...db,
      storage: { '/var/lib/db': '10Gi', '/var/log/db': '1Gi' },
      storageClassName: 'gp3',
      writablePaths: { '/tmp': '64Mi' },
    });
    const { spec } = object('StatefulSet', 'db');
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    const claim = (name: string, storage: string) => ({
      metadata: { name, labels: { 'app.kubernetes.io/name': 'db' } },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'gp3', resources: { requests: { storage } } },
    });
    expect(spec.volumeClaimTemplates).toEqual([claim('var-lib-db', '10Gi'), claim('var-log-db', '1Gi')]);
    expect(spec.template.spec.containers[0].volumeMounts).toEqual([
      { name: 'var-lib-db', mountPath: '/var/lib/db' },
      { name: 'var-log-db', mountPath: '/var/log/db' },
      { name: 'tmp', mountPath: '/tmp' },
    ]);
    // Of claims the controller makes the volumes.
    expect(spec.template.spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
  });

  test('takes the cluster’s own kind of storage, and sets no disk of the node aside for it', () => {
    const { spec } = shopWith({ ...db, storage: { '/var/lib/db': '10Gi' } }).object('StatefulSet', 'db');
    expect(spec.volumeClaimTemplates[0].spec).not.toHaveProperty('storageClassName');
    expect(spec.template.spec.containers[0].resources.limits['ephemeral-storage']).toBe('64Mi');
  });

  test('keeps volumes that are added by cdk8s-plus', () => {
    const { made, object } = shopWith({ ...db, storage: { '/var/lib/db': '10Gi' } });
    made.statefulSet.addVolume(Volume.fromEmptyDir(made, 'More', 'more'));
    expect(object('StatefulSet', 'db').spec.template.spec.volumes).toEqual([{ name: 'more', emptyDir: {} }]);
  });

  test('of several copies is spread, and loses one at a time', () => {
    const { object } = shopWith({ ...db, replicas: 3 });
    const { template } = object('StatefulSet', 'db').spec;
    expect(
      template.spec.topologySpreadConstraints.map(({ topologyKey, matchLabelKeys }: Record<string, unknown>) => [
        topologyKey,
        matchLabelKeys,
      ]),
    ).toEqual([
      ['topology.kubernetes.io/zone', undefined],
      ['kubernetes.io/hostname', undefined],
    ]);
    expect(object('PodDisruptionBudget', 'db').spec.maxUnavailable).toBe(1);
  });

  test.each<[string, Partial<StatefulSetProps>, string]>([
    ['no copies', { replicas: 0 }, 'replicas is 0. Write a whole number of at least 1.'],
    [
      'storage of no size',
      { storage: { '/var/lib/db': '0' } },
      `storage['/var/lib/db'] is '0', which lets nothing run. Write an amount such as '10Gi'.`,
    ],
    [
      'storage over the kernel’s files',
      { storage: { '/proc/db': '1Gi' } },
      `storage holds '/proc/db'. Write an absolute path such as /tmp, without . and .., that neither is nor holds /proc, /sys, /dev, /var/run/secrets/kubernetes.io/serviceaccount.`,
    ],
    [
      'storage in a writable path',
      { storage: { '/data': '1Gi' }, writablePaths: { '/data': '1Gi' } },
      `writablePaths holds '/data', which is mounted already. Mount each once.`,
    ],
    [
      'storage in a shared path',
      { storage: { '/data': '1Gi' }, sharedPaths: { '/data': '1Gi' } },
      `two things are to be mounted at '/data'. Write another path for one of them.`,
    ],
    [
      'a class that is none',
      { storageClassName: 'GP3' },
      `storageClassName is 'GP3'. Write the name of one of the cluster, such as gp3.`,
    ],
  ])('is refused with %s', (_name, props, message) => {
    expect(() => shopWith({ ...db, ...props } as StatefulSetProps)).toThrow(new Error(`test/shop/db: ${message}`));
  });
});
