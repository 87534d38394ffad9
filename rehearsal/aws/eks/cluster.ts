import { refuseCidr } from '../cidr';
import { groupId, keyArnLink, refuseArn, region, roleLink, subnetId } from '../common';
import { anything, block, each, flag, list, tags, text } from '../fields';
import { arn, hex as digits, domain, type Realm } from '../realm';
import type { Making, TypeSpec } from '../spec';
import { types } from '../types';
import { known, same, table } from '../values';
import { checkCluster } from './cluster-checks';
import { latest, refuseVersion } from './versions';

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

export const cluster: TypeSpec = {
  type: types.cluster,
  inputs: {
    name: text({ replaces: true, min: 1, max: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/ }),
    roleArn: text({
      required: true,
      replaces: true,
      refuse: refuseArn,
      link: roleLink(
        (value) =>
          `InvalidParameterException: Role with arn: ${value}, could not be assumed because it does not exist or the trusted entity is not correct`,
      ),
    }),
    version: text({ refuse: refuseVersion }),
    vpcConfig: block(
      {
        subnetIds: list(subnetId(), { required: true, min: 1 }),
        securityGroupIds: list(groupId(), { max: 5 }),
        endpointPrivateAccess: flag({ fallback: false }),
        endpointPublicAccess: flag({ fallback: true }),
        publicAccessCidrs: list(text({ refuse: refuseCidr }), { max: 40 }),
        ...each(text(), 'clusterSecurityGroupId controlPlaneEgressMode vpcId'),
      },
      { required: true },
    ),
    accessConfig: block({
      authenticationMode: text({ oneOf: ['API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'] }),
      bootstrapClusterCreatorAdminPermissions: flag({ replaces: true }),
    }),
    encryptionConfig: block({
      provider: block(
        {
          keyArn: text({
            required: true,
            refuse: refuseArn,
            link: keyArnLink((value) => `InvalidParameterException: Invalid KMS keyArn: ${value} does not exist`),
          }),
        },
        { required: true },
      ),
      resources: list(text({ oneOf: ['secrets'] }), { required: true, min: 1 }),
    }),
    enabledClusterLogTypes: list(text({ oneOf: logTypes })),
    kubernetesNetworkConfig: block({
      serviceIpv4Cidr: text({ replaces: true, refuse: refuseCidr }),
      serviceIpv6Cidr: text(),
      ipFamily: text({ replaces: true, oneOf: ['ipv4', 'ipv6'] }),
      elasticLoadBalancing: block({ enabled: flag() }),
    }),
    deletionProtection: flag(),
    bootstrapSelfManagedAddons: flag({ replaces: true, fallback: true }),
    upgradePolicy: block({ supportType: text({ oneOf: ['STANDARD', 'EXTENDED'] }) }),
    zonalShiftConfig: block({ enabled: flag() }),
    controlPlaneScalingConfig: block({ tier: text() }),
    forceUpdateVersion: flag(),
    defaultAddonsToRemoves: list(text()),
    outpostConfig: anything({ replaces: true }),
    ...each(
      anything(),
      'computeConfig kubeApiServerConfig kubeControllerManagerConfig kubeSchedulerConfig remoteNetworkConfig storageConfig',
    ),
    region,
    tags,
  },
  naming: { property: 'name', max: 100 },
  id: ({ inputs }) => String(inputs.name),
  handles: (state) => ({ name: state.name, issuer: issuerOf(state) }),
  notFound: (value) => `ResourceNotFoundException: No cluster found for name: ${value}.`,
  unique: {
    property: 'name',
    reason: (inputs) => `ResourceInUseException: Cluster already exists with name: ${inputs.name}`,
  },
  check: checkCluster,
  // Encryption can be put on what exists, but neither changed nor taken off.
  replaces: (olds, news) =>
    olds.encryptionConfig !== undefined && !same(olds.encryptionConfig, news.encryptionConfig)
      ? ['encryptionConfig']
      : [],
  keep: (entity) =>
    entity.inputs.deletionProtection === true
      ? 'InvalidRequestException: Cluster has deletion protection enabled. Disable deletion protection (deletionProtection: false) and try again'
      : undefined,
  inUse: (_, { type }) =>
    `ResourceInUseException: Cluster has ${type === types.nodeGroup ? 'nodegroups' : 'capabilities'} attached`,
  outputs,
  // The API server runs already, so a preview can ask it for a dry run. On AWS nobody knows its address before it is made.
  foreknown: ['arn', 'endpoint', 'certificateAuthority'],
  implied: (making) => [
    {
      type: types.securityGroup,
      id: clusterGroup(making),
      inputs: { name: `eks-cluster-sg-${making.inputs.name}`, ...networkOf(making) },
      state: { arn: arn(making.realm, 'ec2', `security-group/${clusterGroup(making)}`), ...networkOf(making) },
    },
  ],
};

function outputs(making: Making): ReturnType<NonNullable<TypeSpec['outputs']>> {
  const { realm, inputs, createdAt } = making;
  const access = table(inputs.accessConfig);
  const network = table(inputs.kubernetesNetworkConfig);
  return {
    arn: arn(realm, 'eks', `cluster/${inputs.name}`),
    version: inputs.version ?? latest,
    endpoint: realm.cluster.endpoint,
    certificateAuthority: { data: realm.cluster.certificateAuthority },
    identities: [{ oidcs: [{ issuer: issuer(realm, String(inputs.name)) }] }],
    vpcConfig: {
      publicAccessCidrs: ['0.0.0.0/0'],
      securityGroupIds: [],
      ...table(inputs.vpcConfig),
      clusterSecurityGroupId: clusterGroup(making),
      ...networkOf(making),
    },
    accessConfig: { authenticationMode: 'CONFIG_MAP', bootstrapClusterCreatorAdminPermissions: true, ...access },
    kubernetesNetworkConfig: { ipFamily: 'ipv4', serviceIpv4Cidr: '172.20.0.0/16', ...network },
    upgradePolicy: inputs.upgradePolicy ?? { supportType: 'EXTENDED' },
    deletionProtection: inputs.deletionProtection ?? false,
    createdAt,
    clusterId: '',
    platformVersion: 'eks.1',
    status: 'ACTIVE',
  };
}

/** The issuer of a cluster's service account tokens. */
function issuer(realm: Realm, name: string): string {
  const id = digits(32, realm.account, realm.region, 'issuer', name).toUpperCase();
  return `https://oidc.eks.${realm.region}.${domain(realm)}/id/${id}`;
}

function issuerOf(state: Record<string, unknown>): string | undefined {
  const identities = state.identities as { oidcs?: { issuer?: string }[] }[] | undefined;
  return Array.isArray(identities) ? identities[0]?.oidcs?.[0]?.issuer : undefined;
}

function clusterGroup({ realm, inputs }: Making): string {
  return `sg-0${digits(16, realm.account, realm.region, 'cluster', String(inputs.name))}`;
}

function networkOf({ inputs, find }: Making): { vpcId: string } {
  const { subnetIds } = table(inputs.vpcConfig);
  const [first = null] = Array.isArray(subnetIds) ? subnetIds : [];
  return { vpcId: known(find(types.subnet, 'id', first)?.inputs.vpcId) ?? '' };
}
