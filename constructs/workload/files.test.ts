import { describe, expect, test } from '@jest/globals';
import * as kplus from 'cdk8s-plus-28';
import type { MountableSecret, SecretReader } from '../secrets';
import { Deployment, type DeploymentProps } from './deployment';
import { Probe } from './probe';
import { image, inShop, resources } from './testing/shop';

const api: DeploymentProps = { image, port: 8080, probes: { readiness: Probe.http('/ready') }, resources };
const shopWith = (props: DeploymentProps) => inShop((shop) => new Deployment(shop, 'api', props));
const pod = (props: DeploymentProps) => shopWith(props).object('Deployment', 'api').spec.template.spec;

describe('the files of a workload', () => {
  test('may be written in sized directories, for which disk is set aside', () => {
    const { volumes, containers } = pod({ ...api, writablePaths: { '/tmp': '64Mi', '/var/cache': '1Gi' } });
    expect(volumes).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'var-cache', emptyDir: { sizeLimit: '1Gi' } },
    ]);
    expect(containers[0].volumeMounts).toEqual([
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'var-cache', mountPath: '/var/cache' },
    ]);
    expect(containers[0].resources.limits['ephemeral-storage']).toBe('1152Mi');
  });

  test('are told apart where paths look alike', () => {
    expect(
      pod({ ...api, writablePaths: { '/a-b': '1Mi', '/a/b': '1Mi', '/A/b': '1Mi', '/_': '1Mi' } }).volumes.map(
        ({ name }: { name: string }) => name,
      ),
    ).toEqual(['a-b', 'a-b-2', 'a-b-3', 'volume']);
  });

  test('are shared where they are said to be', () => {
    const { volumes, containers, initContainers } = pod({
      ...api,
      sharedPaths: { '/work': '32Mi' },
      initContainers: { prepare: { image, resources } },
    });
    expect(volumes).toEqual([{ name: 'work', emptyDir: { sizeLimit: '32Mi' } }]);
    const mounts = [{ name: 'work', mountPath: '/work' }];
    expect([containers[0].volumeMounts, initContainers[0].volumeMounts]).toEqual([mounts, mounts]);
    expect(initContainers[0].resources.limits['ephemeral-storage']).toBe('96Mi');
  });

  test('of its configuration are a map, and a change of it is rolled out', () => {
    const annotation = (colour: string) => {
      const { object } = shopWith({ ...api, config: { '/etc/shop': { 'shop.yaml': `colour: ${colour}` } } });
      expect(object('ConfigMap', 'api-config-1').data).toEqual({ 'shop.yaml': `colour: ${colour}` });
      const { metadata, spec } = object('Deployment', 'api').spec.template;
      expect(spec.volumes).toEqual([{ name: 'etc-shop', configMap: { name: 'api-config-1' } }]);
      expect(spec.containers[0].volumeMounts).toEqual([{ name: 'etc-shop', mountPath: '/etc/shop', readOnly: true }]);
      return metadata.annotations;
    };
    expect(annotation('red')).toEqual({ 'palisade.dev/config': expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(annotation('red')).toEqual(annotation('red'));
    expect(annotation('red')).not.toEqual(annotation('blue'));
  });

  test('of a map that there is are mounted', () => {
    const { object } = inShop((shop) => {
      const map = new kplus.ConfigMap(shop, 'Map', { metadata: { name: 'colours', namespace: 'shop' } });
      return new Deployment(shop, 'api', { ...api, config: { '/etc/colours': map } });
    });
    const { metadata, spec } = object('Deployment', 'api').spec.template;
    expect(spec.volumes).toEqual([{ name: 'etc-colours', configMap: { name: 'colours' } }]);
    expect(metadata).not.toHaveProperty('annotations');
  });

  test('of secrets are mounted for it, and it is restarted when they change', () => {
    const readers: SecretReader[] = [];
    const secret: MountableSecret = {
      mountFor: (reader) => {
        readers.push(reader);
        return {
          volume: { secret: { secretName: 'db', defaultMode: 0o440 } },
          restartOn: { kind: 'Secret', name: 'db' },
        };
      },
    };
    const { made, object } = shopWith({ ...api, secrets: { '/etc/db': secret } });
    expect(readers).toEqual([made]);
    const { metadata, spec } = object('Deployment', 'api');
    expect(spec.template.spec.volumes).toEqual([{ name: 'etc-db', secret: { secretName: 'db', defaultMode: 288 } }]);
    expect(spec.template.spec.containers[0].volumeMounts).toEqual([
      { name: 'etc-db', mountPath: '/etc/db', readOnly: true },
    ]);
    expect(metadata.annotations).toEqual({ 'secret.reloader.stakater.com/reload': 'db' });
  });
});
