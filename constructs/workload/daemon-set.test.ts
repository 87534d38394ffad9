import { describe, expect, test } from '@jest/globals';
import { DaemonSet, type DaemonSetProps } from './daemon-set';
import { Probe } from './probe';
import { image, inShop, resources } from './testing/shop';

const shopWith = (props: Partial<DaemonSetProps>) =>
  inShop((shop) => new DaemonSet(shop, 'agent', { image, resources, ...props } as DaemonSetProps));

describe('a daemon set', () => {
  test('runs on no node that is kept free, with nothing of the node’s', () => {
    const { spec } = shopWith({}).object('DaemonSet', 'agent');
    expect(spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'agent' } });
    expect(spec.template.spec).not.toHaveProperty('tolerations');
    expect(spec.template.spec).not.toHaveProperty('volumes');
    expect(spec.template.spec).toMatchObject({ hostNetwork: false, hostUsers: false });
    expect(spec.template.spec).not.toHaveProperty('hostPID');
  });

  test('runs on nodes whose taint it names', () => {
    const { spec } = shopWith({ tolerations: ['node-role.kubernetes.io/control-plane', 'batch'] }).object(
      'DaemonSet',
      'agent',
    );
    expect(spec.template.spec.tolerations).toEqual([
      { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' },
      { key: 'batch', operator: 'Exists' },
    ]);
  });

  test('serves by a service', () => {
    const { made, object } = shopWith({ port: 8080, probes: { readiness: Probe.http('/ready') } });
    expect(made.service?.name).toBe('agent');
    expect(object('Service', 'agent').spec.selector).toEqual({ 'app.kubernetes.io/name': 'agent' });
  });

  test.each(['', '*', 'a b', '/key'])('tolerates no taint named %j', (key) => {
    expect(() => shopWith({ tolerations: [key] })).toThrow(
      new Error(
        `test/shop/agent: tolerations holds '${key}'. Write the key of a taint, such as node-role.kubernetes.io/control-plane.`,
      ),
    );
  });
});
