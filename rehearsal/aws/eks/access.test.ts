import type { Properties } from '../../engine/provider';
import { clusterOf, World } from '../testing/world';
import { types } from '../types';

type Setup = Awaited<ReturnType<typeof clusterOf>>;
let world: World;
let setup: Setup;

const addon = 'aws:eks/addon:Addon';
const association = 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation';
const podIdentity = 'aws:eks/podIdentityAssociation:PodIdentityAssociation';
const capability = 'aws:eks/capability:Capability';
const clusterName = 'palisade';
const principalArn = 'arn:aws:iam::111122223333:role/Engineer';
const view = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';

beforeEach(async () => {
  world = new World();
  setup = await clusterOf(world);
});

const cases: [what: string, type: string, inputs: () => Properties, refusals: () => string[]][] = [
  [
    'an add-on on no cluster',
    addon,
    () => ({ clusterName: 'gone', addonName: 'coredns' }),
    () => ['clusterName: ResourceNotFoundException: No cluster found for name: gone.'],
  ],
  [
    'an add-on that is none',
    addon,
    () => ({ clusterName, addonName: 'core-dns' }),
    () => [
      expect.stringMatching(
        /^addonName: InvalidParameterException: Addon core-dns specified is not supported; known are .*coredns/,
      ) as unknown as string,
    ],
  ],
  [
    'an add-on version that is none',
    addon,
    () => ({ clusterName, addonName: 'coredns', addonVersion: '1.13.1' }),
    () => [
      'addonVersion: InvalidParameterException: Addon version specified is not supported: 1.13.1; versions are like v1.20.0-eksbuild.1',
    ],
  ],
  [
    'add-on values that are no JSON',
    addon,
    () => ({ clusterName, addonName: 'coredns', configurationValues: 'replicaCount: 3' }),
    () => [
      expect.stringMatching(
        /^configurationValues: InvalidParameterException: ConfigurationValue provided in request is not supported: it is not JSON: /,
      ) as unknown as string,
    ],
  ],
  [
    'network policy as a boolean',
    addon,
    () => ({ clusterName, addonName: 'vpc-cni', configurationValues: '{"enableNetworkPolicy":true}' }),
    () => [
      'configurationValues: InvalidParameterException: ConfigurationValue provided in request is not supported: Json schema validation failed with error: [$.enableNetworkPolicy: boolean found, string expected]; write "true"',
    ],
  ],
  [
    'an add-on role that does not exist',
    addon,
    () => ({ clusterName, addonName: 'vpc-cni', serviceAccountRoleArn: 'arn:aws:iam::111122223333:role/gone' }),
    () => [
      'serviceAccountRoleArn: InvalidParameterException: Service account role arn:aws:iam::111122223333:role/gone is not valid: it does not exist',
    ],
  ],
  [
    'an access entry for what is no principal',
    types.accessEntry,
    () => ({ clusterName, principalArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    () => [
      'principalArn: InvalidParameterException: The specified principalArn is invalid: arn:aws:iam::aws:policy/ReadOnlyAccess is no IAM role, user or root',
    ],
  ],
  [
    "Kubernetes' own group",
    types.accessEntry,
    () => ({ clusterName, principalArn, kubernetesGroups: ['system:masters'] }),
    () => [
      'kubernetesGroups[0]: InvalidParameterException: The kubernetes group name system:masters is invalid, it cannot start with system:',
    ],
  ],
  [
    'groups of nodes',
    types.accessEntry,
    () => ({ clusterName, principalArn, type: 'EC2_LINUX', kubernetesGroups: ['a'] }),
    () => [
      'kubernetesGroups: InvalidParameterException: kubernetesGroups and userName are only for type STANDARD, not EC2_LINUX',
    ],
  ],
  [
    'a policy for who has no entry',
    association,
    () => ({ clusterName, principalArn, policyArn: view, accessScope: { type: 'cluster' } }),
    () => [
      `principalArn: ResourceNotFoundException: The specified principalArn could not be found: ${principalArn} has no access entry on palisade; make one first`,
    ],
  ],
  [
    'a policy that is none',
    association,
    () => ({ clusterName, principalArn, policyArn: view.replace('View', 'Viewer'), accessScope: { type: 'cluster' } }),
    () => [
      expect.stringMatching(
        /^policyArn: ResourceNotFoundException: The specified policyArn could not be found: .*AmazonEKSViewerPolicy; it is .*AmazonEKSViewPolicy/,
      ) as unknown as string,
    ],
  ],
  [
    'a role that pods can not take',
    podIdentity,
    () => ({ clusterName, namespace: 'a', serviceAccount: 'b', roleArn: setup.nodeRole }),
    () => [
      `roleArn: InvalidParameterException: Trust policy of role ${setup.nodeRole} is not valid: it must allow sts:AssumeRole and sts:TagSession to pods.eks.amazonaws.com`,
    ],
  ],
  [
    'a namespace that is none',
    podIdentity,
    () => ({ clusterName, namespace: 'A', serviceAccount: 'b', roleArn: setup.podRole }),
    () => ['namespace: invalid value for namespace: "A" does not match ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'],
  ],
  [
    'Argo CD without Identity Center',
    capability,
    () => ({
      clusterName,
      capabilityName: 'argo',
      type: 'ARGOCD',
      roleArn: setup.podRole,
      deletePropagationPolicy: 'RETAIN',
    }),
    () => [
      `roleArn: InvalidParameterException: Trust policy of role ${setup.podRole} is not valid: it must allow sts:AssumeRole and sts:TagSession to capabilities.eks.amazonaws.com`,
      'configuration: InvalidParameterException: a capability of type ARGOCD needs configuration.argoCd with awsIdc',
    ],
  ],
];

test.each(cases)('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs())).toEqual(refusals());
});

test.each<[string, Properties, string]>([
  [
    'namespaces of the whole cluster',
    { type: 'cluster', namespaces: ['a'] },
    'accessScope.namespaces: InvalidParameterException: namespaces can only be given with type namespace',
  ],
  [
    'no namespaces',
    { type: 'namespace' },
    'accessScope.namespaces: InvalidParameterException: namespaces must be given with type namespace',
  ],
])('a policy for %s is refused', async (_, accessScope, refusal) => {
  await world.make(types.accessEntry, 'engineer', { clusterName, principalArn });
  expect(await world.refusals(association, { clusterName, principalArn, policyArn: view, accessScope })).toEqual([
    refusal,
  ]);
});

test.each<[string, string, () => Properties, string]>([
  [
    'add-on',
    addon,
    () => ({ clusterName, addonName: 'coredns' }),
    'addonName: ResourceInUseException: Addon already exists: coredns',
  ],
  [
    'access entry',
    types.accessEntry,
    () => ({ clusterName, principalArn }),
    'principalArn: ResourceInUseException: The specified access entry resource is already in use on this cluster.',
  ],
  [
    'pod identity',
    podIdentity,
    () => ({ clusterName, namespace: 'a', serviceAccount: 'b', roleArn: setup.podRole }),
    'serviceAccount: ResourceInUseException: Association already exists for service account b in namespace a',
  ],
])('the same %s twice is refused', async (_, type, inputs, refusal) => {
  await world.make(type, 'first', inputs());
  expect(await world.refusals(type, inputs())).toEqual([refusal]);
});

test('access entries need an authentication mode that has them', async () => {
  const other = new World();
  await clusterOf(other, { accessConfig: { authenticationMode: 'CONFIG_MAP' } });
  expect(await other.refusals(types.accessEntry, { clusterName, principalArn })).toEqual([
    "clusterName: InvalidRequestException: The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
  ]);
});

test('what stands on a cluster goes with it', async () => {
  const entry = await world.make(types.accessEntry, 'engineer', { clusterName, principalArn });
  await world.delete(types.cluster, 'cluster', clusterName);
  expect(await world.aws.read(world.subject(types.accessEntry, 'engineer'), entry.id)).toBeUndefined();
  await world.delete(types.accessEntry, 'engineer', entry.id);
});
