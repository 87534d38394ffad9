import { expect, test } from '@jest/globals';
import { byApplyOrder, objectName } from './apply-order';

const object = (kind: string, name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: namespace === undefined ? { name } : { name, namespace },
});

test('objects follow what they need, then their names', () => {
  const given = [
    object('ValidatingAdmissionPolicyBinding', 'a'),
    object('ValidatingAdmissionPolicy', 'z'),
    object('Deployment', 'api', 'shop'),
    object('RoleBinding', 'viewer', 'shop'),
    object('ClusterRole', 'viewer'),
    object('ServiceAccount', 'default', 'shop'),
    object('NetworkPolicy', 'default-deny', 'shop'),
    object('NetworkPolicy', 'allow-dns', 'shop'),
    object('NetworkPolicy', 'default-deny', 'bank'),
    object('LimitRange', 'containers', 'shop'),
    object('ResourceQuota', 'team', 'shop'),
    object('Namespace', 'shop'),
    object('Namespace', 'bank'),
  ];
  expect(given.sort(byApplyOrder).map(objectName)).toEqual([
    'Namespace bank',
    'Namespace shop',
    'ResourceQuota shop/team',
    'LimitRange shop/containers',
    'NetworkPolicy bank/default-deny',
    'NetworkPolicy shop/allow-dns',
    'NetworkPolicy shop/default-deny',
    'ServiceAccount shop/default',
    'ClusterRole viewer',
    'RoleBinding shop/viewer',
    'Deployment shop/api',
    'ValidatingAdmissionPolicy z',
    'ValidatingAdmissionPolicyBinding a',
  ]);
});
