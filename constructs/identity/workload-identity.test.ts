import { describe, expect, test } from '@jest/globals';
import { Deployment, type DeploymentProps } from '../workload/deployment';
import { image, inShop, resources } from '../workload/testing/shop';
import { CloudIdentity } from './cloud-identity';

const worker: DeploymentProps = { image, resources };
const shopWith = (props: Partial<DeploymentProps>, cluster = {}) =>
  inShop((shop) => new Deployment(shop, 'api', { ...worker, ...props } as DeploymentProps), cluster);
const labels = { 'app.kubernetes.io/name': 'api' };

describe('a workload with permissions', () => {
  const permissions = [
    { resource: 'configmaps', verbs: ['get', 'list'] },
    { customResource: 'widgets.example.com', verbs: ['get'], names: ['a'] },
  ] as const;
  const { object } = shopWith({ permissions }, { apiServerCidrs: ['10.0.0.1/32', '10.0.0.2/32'] });

  test('has a role of its own', () => {
    expect(object('Role', 'api')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'api', namespace: 'shop', labels },
      rules: [
        { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
        { apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get'], resourceNames: ['a'] },
      ],
    });
    expect(object('RoleBinding', 'api')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'api', namespace: 'shop', labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'api' },
      subjects: [{ kind: 'ServiceAccount', name: 'api', namespace: 'shop' }],
    });
  });

  test('mounts a token that it asks for, in its main container alone', () => {
    const { spec } = shopWith(
      { permissions, sidecars: { proxy: { image, resources } } },
      { apiServerCidrs: ['10.0.0.1/32'] },
    ).object('Deployment', 'api').spec.template;
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.volumes).toEqual([
      {
        name: 'kube-api-access',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
          ],
        },
      },
    ]);
    expect(spec.containers[0].volumeMounts).toEqual([
      { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ]);
    expect(spec.initContainers[0]).not.toHaveProperty('volumeMounts');
  });

  test('is let through to the API server', () => {
    expect(object('NetworkPolicy', 'api').spec.egress).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.0.0.1/32' } }, { ipBlock: { cidr: '10.0.0.2/32' } }],
        ports: [
          { port: 443, protocol: 'TCP' },
          { port: 6443, protocol: 'TCP' },
        ],
      },
    ]);
  });

  test('needs a cluster whose API server has known addresses', () => {
    expect(() => shopWith({ permissions })).toThrow(
      /^test\/shop\/api: it connects to the API server, whose addresses are not known\. Name them: /,
    );
  });
});

test('a workload without permissions has no role, no token and no way to the API server', () => {
  const { objects, object } = shopWith({});
  expect(
    objects()
      .filter(({ metadata }) => metadata.name === 'api')
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(['Deployment', 'PodDisruptionBudget', 'ServiceAccount']);
  const { spec } = object('Deployment', 'api').spec.template;
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(spec).not.toHaveProperty('volumes');
});

test('a workload shows others who it is by tokens of their own', () => {
  const { spec } = shopWith({
    tokens: [
      { audience: 'vault', path: '/var/run/secrets/vault' },
      { audience: 'registry.example.com', path: '/var/run/secrets/registry' },
    ],
  }).object('Deployment', 'api').spec.template;
  expect(spec.volumes.map((volume: { projected: { sources: unknown } }) => volume.projected.sources)).toEqual([
    [{ serviceAccountToken: { audience: 'vault', path: 'token', expirationSeconds: 3600 } }],
    [{ serviceAccountToken: { audience: 'registry.example.com', path: 'token', expirationSeconds: 3600 } }],
  ]);
  expect(
    spec.containers[0].volumeMounts.map(({ mountPath, readOnly }: Record<string, unknown>) => [mountPath, readOnly]),
  ).toEqual([
    ['/var/run/secrets/vault', true],
    ['/var/run/secrets/registry', true],
  ]);
});

describe('a workload that is a role of AWS', () => {
  test('by annotation says which', () => {
    const { made, object } = shopWith({ cloudIdentity: CloudIdentity.irsa('arn:aws:iam::123456789012:role/x') });
    expect(made.awsIdentity).toBe('irsa');
    expect(object('ServiceAccount', 'api').metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/x',
      'eks.amazonaws.com/sts-regional-endpoints': 'true',
      'eks.amazonaws.com/token-expiration': '3600',
    });
  });

  test('by Pod Identity is let through to the agent of its node', () => {
    const { made, object } = shopWith({ cloudIdentity: CloudIdentity.podIdentity() });
    expect(made.awsIdentity).toBe('pod-identity');
    expect(object('ServiceAccount', 'api').metadata).not.toHaveProperty('annotations');
    expect(object('NetworkPolicy', 'api').spec.egress).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ port: 80, protocol: 'TCP' }] },
    ]);
  });

  test('names one that can be', () => {
    const arn = 'arn:aws:iam::1:role/x' as const;
    expect(() => shopWith({ cloudIdentity: CloudIdentity.irsa(arn) })).toThrow(
      new Error(
        `test/shop/api: cloudIdentity names the role 'arn:aws:iam::1:role/x', which is no ARN of one. Write CloudIdentity.irsa('arn:aws:iam::123456789012:role/shop-api').`,
      ),
    );
  });
});
