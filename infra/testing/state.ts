/** A resource's inputs or outputs as plain values. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach deep into inputs of many types
export type Inputs = { readonly [key: string]: any };

/** What made-up outputs may draw on. */
export interface World {
  readonly account: { readonly partition: string; readonly region: string; readonly id: string };
  /** What was registered before. */
  readonly earlier: readonly { readonly id: string; readonly inputs: Inputs }[];
  /** Hexadecimal digits that are the same for the same words. */
  unique(...words: string[]): string;
}

/** EC2's prefixes of ids. */
const prefixes: { readonly [kind: string]: string } = {
  Vpc: 'vpc',
  Subnet: 'subnet',
  RouteTable: 'rtb',
  DefaultRouteTable: 'rtb',
  RouteTableAssociation: 'rtbassoc',
  Route: 'r-rtb',
  InternetGateway: 'igw',
  NatGateway: 'nat',
  Eip: 'eipalloc',
  SecurityGroup: 'sg',
  DefaultSecurityGroup: 'sg',
  SecurityGroupIngressRule: 'sgr',
  SecurityGroupEgressRule: 'sgr',
  NetworkAcl: 'acl',
  DefaultNetworkAcl: 'acl',
  VpcEndpoint: 'vpce',
  FlowLog: 'fl',
  LaunchTemplate: 'lt',
};

/** Outputs for a resource: its inputs, and what AWS would add, as far as programs read it. */
export function madeUpState(type: string, name: string, inputs: Inputs, world: World): Inputs {
  const [provider = '', module = ''] = type.split(':');
  const kind = type.slice(type.lastIndexOf(':') + 1);
  const named = String(inputs.name ?? inputs.bucket ?? name);
  if (provider !== 'aws') return { id: inputs.metadata?.name ?? named, ...inputs };
  const { partition, region, id: account } = world.account;
  const unique = world.unique(type, name);
  const service = module.slice(0, module.indexOf('/'));
  const arn = (resource: string, place = service === 'iam' ? '' : region, of = service) =>
    `arn:${partition}:${of}:${place}:${account}:${resource}`;
  const prefix = prefixes[kind];
  const id = prefix === undefined ? named : `${prefix}-${unique}`;
  const common = { id, name: named, arn: arn(`${kind.charAt(0).toLowerCase()}${kind.slice(1)}/${id}`), ...inputs };

  switch (kind) {
    case 'Vpc':
      return {
        ...common,
        defaultSecurityGroupId: `sg-${world.unique('default', name)}`,
        defaultNetworkAclId: `acl-${world.unique('default', name)}`,
        defaultRouteTableId: `rtb-${world.unique('default', name)}`,
      };
    case 'Subnet':
      return { ...common, arn: arn(`subnet/${id}`) };
    case 'LaunchTemplate':
      return { ...common, latestVersion: 1, defaultVersion: 1 };
    case 'VpcEndpoint':
      return inputs.vpcEndpointType === 'Gateway' ? { ...common, prefixListId: `pl-${unique.slice(0, 8)}` } : common;
    case 'Eip':
      return { ...common, allocationId: id, publicIp: '203.0.113.10' };
    case 'Key': {
      const uuid = `${unique.slice(0, 8)}-${unique.slice(8, 12)}-4000-8000-${world.unique(name).slice(0, 12)}`;
      return { ...common, id: uuid, keyId: uuid, arn: arn(`key/${uuid}`) };
    }
    case 'LogGroup':
      return { ...common, arn: arn(`log-group:${named}`, region, 'logs') };
    case 'Topic':
      return { ...common, id: arn(named), arn: arn(named) };
    case 'Detector':
      return { ...common, id: `${unique}${'0'.repeat(15)}`, accountId: account };
    case 'Repository':
      return { ...common, registryId: account, repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${named}` };
    case 'Role':
      return { ...common, arn: arn(`role/${named}`), uniqueId: `AROA${unique.toUpperCase()}` };
    case 'OpenIdConnectProvider':
      return { ...common, arn: arn(`oidc-provider/${String(inputs.url).replace('https://', '')}`) };
    case 'Firewall':
      return { ...common, firewallStatuses: [{ syncStates: firewallEndpoints(inputs, world) }] };
    case 'Cluster':
      return {
        ...common,
        arn: arn(`cluster/${named}`),
        endpoint: `https://${unique.toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
        certificateAuthority: { data: Buffer.from(`certificate of ${named}`).toString('base64') },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${unique.toUpperCase()}` }] }],
        vpcConfig: { ...inputs.vpcConfig, clusterSecurityGroupId: `sg-${world.unique('cluster', name)}` },
        status: 'ACTIVE',
      };
    default:
      return common;
  }
}

/** One endpoint in each of a firewall's subnets, told by zone. */
function firewallEndpoints(inputs: Inputs, world: World): Inputs[] {
  return (inputs.subnetMappings as Inputs[]).map(({ subnetId }) => ({
    availabilityZone: world.earlier.find(({ id }) => id === subnetId)?.inputs.availabilityZone,
    attachments: [{ subnetId, endpointId: `vpce-${world.unique('firewall', String(subnetId))}` }],
  }));
}
