import { allowA, denyAll, modelOf, toB } from './testing/three-pods';

describe('policies of the cluster', () => {
  const one = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'one' } } };
  const two = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'two' } } };
  const admin = (priority: number, ...ingress: object[]) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: `admin-${priority}` },
    spec: { priority, subject: one, ingress },
  });
  const baseline = (...ingress: object[]) => ({
    ...admin(0),
    kind: 'BaselineAdminNetworkPolicy',
    spec: { subject: one, ingress },
  });
  const tiered = (tier: string, priority: number, ...ingress: object[]) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'tiered' },
    spec: { tier, priority, subject: one, ingress },
  });
  it.each<[string, object[], string[]]>([
    ['deny whatever namespaces allow', [allowA, admin(5, { action: 'Deny', from: [one] })], []],
    [
      'allow whatever namespaces deny',
      [denyAll, admin(5, { action: 'Allow', from: [two], ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] })],
      ['c TCP 80'],
    ],
    [
      'with the lowest priority decide',
      [admin(7, { action: 'Allow', from: [two] }), admin(6, { action: 'Deny', from: [two] })],
      ['a any port'],
    ],
    [
      'pass to those of namespaces',
      [denyAll, admin(5, { action: 'Pass', from: [two] }), admin(6, { action: 'Allow', from: [two] })],
      [],
    ],
    [
      'leave what they do not name',
      [
        admin(5, {
          action: 'Deny',
          from: [two],
          ports: [{ portRange: { protocol: 'TCP', start: 1, end: 79 } }, { namedPort: 'http' }],
        }),
      ],
      ['a any port', 'c TCP 80-8079, 8081-65535; UDP any; SCTP any'],
    ],
    ['as a baseline deny what is not isolated', [baseline({ action: 'Deny', from: [one] })], ['c any port']],
    ['as a baseline say nothing about what is', [allowA, baseline({ action: 'Deny', from: [one] })], ['a any port']],
    ['decide in the Admin tier', [allowA, tiered('Admin', 5, { action: 'Deny', from: [one] })], []],
    [
      'accept in the Admin tier',
      [
        denyAll,
        tiered('Admin', 5, {
          action: 'Accept',
          from: [two],
          protocols: [{ tcp: { destinationPort: { number: 80 } } }, { udp: {} }],
        }),
      ],
      ['c TCP 80; UDP any'],
    ],
    [
      'decide in the Baseline tier',
      [
        tiered('Baseline', 5, {
          action: 'Deny',
          from: [two],
          protocols: [{ tcp: { destinationPort: { range: { start: 2, end: 65535 } } } }],
        }),
      ],
      ['a any port', 'c TCP 1; UDP any; SCTP any'],
    ],
  ])('%s', (_, policies, found) => {
    expect(toB(modelOf(...policies))).toEqual(found);
  });
});
