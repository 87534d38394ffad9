import type { Properties } from '../../engine/provider';
import { clusterOf, trust, World } from '../testing/world';
import { types } from '../types';

type Setup = Awaited<ReturnType<typeof clusterOf>>;
let world: World;
let setup: Setup;

beforeEach(async () => {
  world = new World();
  setup = await clusterOf(world);
});

/** The inputs of a second cluster, with some replaced. */
const second = (more: Properties = {}) => ({ ...setup.clusterInputs, name: 'second', ...more });
const vpcConfig = (more: Properties) => ({ vpcConfig: { ...(setup.clusterInputs.vpcConfig as Properties), ...more } });

const cases: [what: string, more: () => Properties, refusals: () => string[]][] = [
  [
    'a version that EKS does not run',
    () => ({ version: '1.29' }),
    () => [
      'version: InvalidParameterException: unsupported Kubernetes version 1.29; EKS runs 1.32, 1.33, 1.34, 1.35, 1.36',
    ],
  ],
  [
    'a version with a patch',
    () => ({ version: '1.34.2' }),
    () => [
      'version: InvalidParameterException: unsupported Kubernetes version 1.34.2; EKS runs 1.32, 1.33, 1.34, 1.35, 1.36',
    ],
  ],
  [
    'a taken name',
    () => ({ name: 'palisade' }),
    () => ['name: ResourceInUseException: Cluster already exists with name: palisade'],
  ],
  [
    'a name too long',
    () => ({ name: 'n'.repeat(101) }),
    () => [`name: expected length of name to be in the range (1 - 100), got ${'n'.repeat(77)}... (101 characters)`],
  ],
  [
    'a name with a dot',
    () => ({ name: 'a.b' }),
    () => ['name: invalid value for name: "a.b" does not match ^[0-9A-Za-z][A-Za-z0-9_-]*$'],
  ],
  [
    'a role that does not exist',
    () => ({ roleArn: 'arn:aws:iam::111122223333:role/gone' }),
    () => [
      'roleArn: InvalidParameterException: Role with arn: arn:aws:iam::111122223333:role/gone, could not be assumed because it does not exist or the trusted entity is not correct',
    ],
  ],
  [
    'a role that does not trust EKS',
    () => ({ roleArn: setup.nodeRole }),
    () => [
      `roleArn: InvalidParameterException: Role with arn: ${setup.nodeRole}, could not be assumed because it does not exist or the trusted entity is not correct: it must trust eks.amazonaws.com`,
    ],
  ],
  [
    'a subnet that does not exist',
    () => vpcConfig({ subnetIds: [setup.a, 'subnet-0123456789abcdef0'] }),
    () => ["vpcConfig.subnetIds[1]: InvalidSubnetID.NotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist"],
  ],
  [
    'subnets in one zone',
    () => vpcConfig({ subnetIds: [setup.a, setup.a2] }),
    () => [
      'vpcConfig.subnetIds: InvalidParameterException: Subnets specified must be in at least two different AZs: all 2 are in eu-west-1a',
    ],
  ],
  [
    'subnets of two VPCs',
    () => vpcConfig({ subnetIds: [setup.a, setup.foreign] }),
    () => [
      `vpcConfig.subnetIds: InvalidParameterException: Subnets must all be in the same VPC, found ${setup.vpc}, ${setup.other}`,
    ],
  ],
  [
    'a security group of another VPC',
    () => vpcConfig({ securityGroupIds: [setup.foreignGroup] }),
    () => [
      `vpcConfig.securityGroupIds[0]: InvalidParameterException: Security group(s) [${setup.foreignGroup}] are not in the same VPC as the subnets: ${setup.other}, not ${setup.vpc}`,
    ],
  ],
  [
    'no endpoint at all',
    () => vpcConfig({ endpointPrivateAccess: false }),
    () => ['vpcConfig: InvalidParameterException: Private and public endpoint access cannot be false'],
  ],
  [
    'a private range allowed in',
    () => vpcConfig({ publicAccessCidrs: ['10.1.0.0/16'] }),
    () => [
      'vpcConfig.publicAccessCidrs[0]: InvalidParameterException: The following CIDRs are invalid in publicAccessCidrs: [10.1.0.0/16]: it is in the reserved 10.0.0.0/8',
    ],
  ],
  [
    'services over the VPC',
    () => ({ kubernetesNetworkConfig: { serviceIpv4Cidr: '10.40.128.0/20' } }),
    () => [
      "kubernetesNetworkConfig.serviceIpv4Cidr: InvalidParameterException: The specified service CIDR 10.40.128.0/20 overlaps with the VPC's 10.40.0.0/16",
    ],
  ],
  [
    'services at public addresses',
    () => ({ kubernetesNetworkConfig: { serviceIpv4Cidr: '52.0.0.0/16' } }),
    () => [
      'kubernetesNetworkConfig.serviceIpv4Cidr: InvalidParameterException: The specified service CIDR 52.0.0.0/16 is invalid: it must be within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and between /12 and /24',
    ],
  ],
  [
    'encryption of more than secrets',
    () => ({ encryptionConfig: { provider: { keyArn: setup.key }, resources: ['configmaps'] } }),
    () => [
      'encryptionConfig.resources[0]: expected encryptionConfig.resources[0] to be one of ["secrets"], got configmaps',
    ],
  ],
  [
    'a key that does not exist',
    () => ({
      encryptionConfig: { provider: { keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/gone' }, resources: ['secrets'] },
    }),
    () => [
      'encryptionConfig.provider.keyArn: InvalidParameterException: Invalid KMS keyArn: arn:aws:kms:eu-west-1:111122223333:key/gone does not exist',
    ],
  ],
  [
    'a log that is none',
    () => ({ enabledClusterLogTypes: ['audits'] }),
    () => [
      'enabledClusterLogTypes[0]: expected enabledClusterLogTypes[0] to be one of ["api","audit","authenticator","controllerManager","scheduler"], got audits',
    ],
  ],
];

test.each(cases)('a cluster with %s is refused', async (_, more, refusals) => {
  expect(await world.refusals(types.cluster, second(more()))).toEqual(refusals());
});

test.each([
  [
    'back',
    '1.33',
    [
      'version: InvalidParameterException: Unsupported Kubernetes minor version update from 1.34 to 1.33: a version never goes back',
    ],
  ],
  [
    'over one',
    '1.36',
    [
      'version: InvalidParameterException: Unsupported Kubernetes minor version update from 1.34 to 1.36: go to 1.35 first',
    ],
  ],
  ['on by one', '1.35', []],
])('a version that goes %s', async (_, version, refusals) => {
  const olds = setup.clusterInputs;
  expect(await world.refusals(types.cluster, { ...olds, version }, olds, 'cluster')).toEqual(refusals);
});

test('authentication mode never goes back', async () => {
  const olds = setup.clusterInputs;
  const news = { ...olds, accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } };
  expect(await world.refusals(types.cluster, news, olds, 'cluster')).toEqual([
    'accessConfig.authenticationMode: InvalidParameterException: Unsupported authentication mode update from API to API_AND_CONFIG_MAP',
  ]);
});

test('a cluster gives out the API server that runs, its issuer, and a security group of its own', async () => {
  const { state } = setup.cluster;
  expect(state).toMatchObject({
    arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/palisade',
    endpoint: 'https://127.0.0.1:6443',
    certificateAuthority: { data: 'Y2VydA==' },
    version: '1.34',
    status: 'ACTIVE',
    vpcConfig: { vpcId: setup.vpc, clusterSecurityGroupId: expect.stringMatching(/^sg-0[0-9a-f]{16}$/) },
    identities: [
      {
        oidcs: [
          { issuer: expect.stringMatching(/^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/) },
        ],
      },
    ],
  });
  const { clusterSecurityGroupId: referencedSecurityGroupId } = state.vpcConfig as { clusterSecurityGroupId: string };
  const rule = {
    securityGroupId: setup.group,
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    referencedSecurityGroupId,
  };
  await world.make(types.ingressRule, 'from-cluster', rule);
});

test('only an issuer that exists can be trusted, once', async () => {
  const type = 'aws:iam/openIdConnectProvider:OpenIdConnectProvider';
  const inputs = { clientIdLists: ['sts.amazonaws.com'], url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC' };
  expect(await world.refusals(type, inputs)).toEqual([
    'url: OpenIdIdpCommunicationError: no cluster issues tokens as https://oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  ]);
  const [identity] = setup.cluster.state.identities as [{ oidcs: [{ issuer: string }] }];
  const url = identity.oidcs[0].issuer;
  const made = await world.make(type, 'irsa', { ...inputs, url });
  expect(made.state.arn).toBe(`arn:aws:iam::111122223333:oidc-provider/${url.slice('https://'.length)}`);
  expect(await world.refusals(type, { ...inputs, url })).toEqual([
    `url: EntityAlreadyExists: Provider with url ${url} already exists.`,
  ]);
});

test('deletion protection holds until it is taken off', async () => {
  const made = await world.make(types.cluster, 'guarded', second({ deletionProtection: true }));
  await expect(world.delete(types.cluster, 'guarded', 'second')).rejects.toThrow(
    'deleting guarded: InvalidRequestException: Cluster has deletion protection enabled. Disable deletion protection (deletionProtection: false) and try again',
  );
  await world.change(types.cluster, 'guarded', made, { ...made.inputs, deletionProtection: false });
  await world.delete(types.cluster, 'guarded', 'second');
  expect(await world.aws.read(world.subject(types.cluster, 'guarded'), 'second')).toBeUndefined();
});

test('its subnets and its role stay while it stands', async () => {
  await expect(world.delete(types.subnet, 'a', setup.a)).rejects.toThrow(
    `deleting a: DependencyViolation: The subnet '${setup.a}' has dependencies and cannot be deleted. It is used by aws:eks/cluster:Cluster cluster (palisade)`,
  );
});

test.each<[string, Properties, Properties, string[]]>([
  ['its name', { name: 'a' }, { name: 'b' }, ['name']],
  ['its version', { version: '1.34' }, { version: '1.35' }, []],
  ['its subnets', { vpcConfig: { subnetIds: ['a', 'b'] } }, { vpcConfig: { subnetIds: ['a', 'c'] } }, []],
  [
    'its key',
    { encryptionConfig: { provider: { keyArn: 'a' } } },
    { encryptionConfig: { provider: { keyArn: 'b' } } },
    ['encryptionConfig'],
  ],
  ['encryption taken off', { encryptionConfig: { provider: { keyArn: 'a' } } }, {}, ['encryptionConfig']],
  ['encryption put on', {}, { encryptionConfig: { resources: [] } }, []],
  [
    'its service range',
    { kubernetesNetworkConfig: { serviceIpv4Cidr: 'a' } },
    { kubernetesNetworkConfig: { serviceIpv4Cidr: 'b' } },
    ['kubernetesNetworkConfig'],
  ],
  [
    'the creator as admin',
    { accessConfig: { bootstrapClusterCreatorAdminPermissions: true } },
    { accessConfig: { bootstrapClusterCreatorAdminPermissions: false } },
    ['accessConfig'],
  ],
  ['its logs', { enabledClusterLogTypes: ['api'] }, { enabledClusterLogTypes: ['api', 'audit'] }, []],
])('%s: what a change replaces', async (_, olds, news, replaces) => {
  expect(await world.replaces(types.cluster, olds, news)).toEqual(replaces);
});

test('a trust policy written as text with other spaces is no change', async () => {
  const olds = { assumeRolePolicy: trust('eks.amazonaws.com') };
  const news = { assumeRolePolicy: JSON.stringify(JSON.parse(olds.assumeRolePolicy), null, 2) };
  const { changed } = await world.aws.diff(world.subject(types.role, 'role'), 'role', olds, olds, news);
  expect(changed).toEqual([]);
});
