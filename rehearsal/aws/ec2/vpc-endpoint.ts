import { refuseArn, region } from '../common';
import { block, each, flag, link, list, tags, text } from '../fields';
import { refusePolicy } from '../policy-document';
import { endpointPolicy } from '../policy-kinds';
import { arn, domain, hex, type Realm } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, same, strings } from '../values';

const services = (
  'access-analyzer acm-pca airflow.api api.ecr application-autoscaling aps aps-workspaces athena autoscaling backup ' +
  'bedrock bedrock-runtime cloudformation cloudtrail codeartifact.api codebuild codecommit codeconnections.api config ' +
  'dynamodb ebs ec2 ec2messages ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticache elasticfilesystem ' +
  'elasticloadbalancing events execute-api firehose fsx git-codecommit glue guardduty guardduty-data iam inspector2 ' +
  'kinesis-streams kms lambda logs macie2 monitoring network-firewall organizations ram rds redshift route53 s3 ' +
  's3-outposts secretsmanager securityhub servicecatalog sns sqs ssm ssmmessages states storagegateway sts synthetics ' +
  'sync-states tagging transfer verifiedpermissions vpc-lattice xray'
).split(' ');
const gateways = ['s3', 'dynamodb'];

/** A private way to an AWS service: routes (gateway) or network interfaces (interface). */
export const vpcEndpoint: TypeSpec = {
  type: types.vpcEndpoint,
  inputs: {
    vpcId: text({ required: true, replaces: true, link: link(types.vpc) }),
    serviceName: text({ replaces: true, refuse: refuseService }),
    vpcEndpointType: text({
      replaces: true,
      fallback: 'Gateway',
      oneOf: ['Gateway', 'Interface', 'GatewayLoadBalancer', 'Resource', 'ServiceNetwork'],
    }),
    policy: text({ json: true, refuse: (value) => refusePolicy(value, endpointPolicy) }),
    privateDnsEnabled: flag(),
    subnetIds: list(text({ link: link(types.subnet) })),
    securityGroupIds: list(text({ link: link(types.securityGroup) })),
    routeTableIds: list(text({ link: link(types.routeTable, { mode: 'loose' }) })),
    subnetConfigurations: list(block(each(text(), 'ipv4 ipv6 subnetId'))),
    dnsOptions: block({
      dnsRecordIpType: text({ oneOf: ['ipv4', 'dualstack', 'ipv6', 'service-defined'] }),
      privateDnsOnlyForInboundResolverEndpoint: flag(),
      privateDnsPreference: text(),
      privateDnsSpecifiedDomains: list(text()),
    }),
    ipAddressType: text({ oneOf: ['ipv4', 'dualstack', 'ipv6'] }),
    autoAccept: flag(),
    resourceConfigurationArn: text({ replaces: true, refuse: refuseArn }),
    serviceNetworkArn: text({ replaces: true, refuse: refuseArn }),
    serviceRegion: text({ replaces: true }),
    region,
    tags,
  },
  id: ({ hex: digits }) => `vpce-0${digits(16)}`,
  notFound: (value) => `InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '${value}' does not exist`,
  check: checkEndpoint,
  outputs({ id, realm, inputs, hex: digits }) {
    const service = known(inputs.serviceName) ?? '';
    const isGateway = inputs.vpcEndpointType === 'Gateway';
    const short = service.split('.').slice(3).reverse().join('.');
    return {
      arn: arn(realm, 'ec2', `vpc-endpoint/${id}`),
      cidrBlocks: isGateway ? ['198.51.100.0/24'] : [],
      dnsEntries: isGateway
        ? []
        : [
            {
              dnsName: `${id}-${digits(8)}.${short}.${realm.region}.vpce.${domain(realm)}`,
              hostedZoneId: `Z${hex(13, service).toUpperCase()}`,
            },
          ],
      networkInterfaceIds: items(inputs.subnetIds).map((_, index) => `eni-0${digits(16, String(index))}`),
      ownerId: realm.account,
      policy: inputs.policy ?? '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
      prefixListId: isGateway ? prefixList(service, realm) : '',
      privateDnsEnabled: inputs.privateDnsEnabled ?? false,
      requesterManaged: false,
      routeTableIds: inputs.routeTableIds ?? [],
      securityGroupIds: inputs.securityGroupIds ?? [],
      subnetIds: inputs.subnetIds ?? [],
      state: 'available',
    };
  },
};

function prefixList(service: string, { region: name }: Realm): string {
  return `pl-${hex(8, name, service)}`;
}

function refuseService(value: string, realm: Realm): string | undefined {
  const match = /^(?:cn\.)?com\.amazonaws\.([a-z0-9-]+)\.(.+)$/.exec(value);
  const plain = match?.[2]?.replace(/-fips$/, '');
  const isKnown = plain !== undefined && services.includes(plain) && match?.[1] === realm.region;
  if (isKnown || /^com\.amazonaws\.vpce\./.test(value)) return undefined;
  return `InvalidServiceName: The Vpc Endpoint Service '${value}' does not exist`;
}

function checkEndpoint(scene: Scene): void {
  const { vpcEndpointType: kind, serviceName, routeTableIds, subnetIds, securityGroupIds } = scene.inputs;
  const service = known(serviceName)?.split('.').slice(3).join('.');
  if (kind === 'Gateway') {
    if (service !== undefined && !gateways.includes(service)) {
      scene.fail(
        'vpcEndpointType',
        `InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]) of ${serviceName}.`,
      );
    }
    for (const name of ['subnetIds', 'securityGroupIds']) {
      if (items(scene.inputs[name]).length > 0)
        scene.fail(name, `InvalidParameter: ${name} is not for a Gateway endpoint`);
    }
    if (scene.inputs.privateDnsEnabled === true)
      scene.fail('privateDnsEnabled', 'InvalidParameter: Private DNS is not for a Gateway endpoint');
    checkRoutes(scene);
  }
  if (kind === 'Interface') {
    if (items(routeTableIds).length > 0)
      scene.fail(
        'routeTableIds',
        'InvalidParameter: Route table IDs are only supported for Gateway type VPC Endpoint.',
      );
    checkPrivateDns(scene);
    checkZones(scene);
  }
  for (const [type, property, ids] of [
    [types.routeTable, 'routeTableIds', routeTableIds],
    [types.subnet, 'subnetIds', subnetIds],
    [types.securityGroup, 'securityGroupIds', securityGroupIds],
  ] as const) {
    for (const [index, id] of items(ids).entries()) {
      const [left, right] = [known(scene.find(type, 'id', id)?.inputs.vpcId), known(scene.inputs.vpcId)];
      if (left === undefined || right === undefined || left === right) continue;
      scene.fail(
        `${property}[${index}]`,
        `InvalidParameter: ${id} belongs to ${left}, not to the endpoint's VPC ${right}`,
      );
    }
  }
}

function checkRoutes(scene: Scene): void {
  const ids = new Set(strings(scene.inputs.routeTableIds));
  for (const other of scene.others(types.vpcEndpoint, types.vpc, scene.inputs.vpcId)) {
    if (!same(other.inputs.serviceName, scene.inputs.serviceName)) continue;
    const shared = strings(other.inputs.routeTableIds).find((id) => ids.has(id));
    if (shared === undefined) continue;
    scene.fail(
      'routeTableIds',
      `RouteAlreadyExists: route table ${shared} already has a route with destination-prefix-list-id ${other.state.prefixListId}`,
    );
  }
}

function checkPrivateDns(scene: Scene): void {
  const { privateDnsEnabled, vpcId, serviceName } = scene.inputs;
  const vpc = scene.find(types.vpc, 'id', vpcId);
  if (privateDnsEnabled !== true || !vpc) return;
  if (vpc.inputs.enableDnsSupport === false || !vpc.inputs.enableDnsHostnames) {
    scene.fail(
      'privateDnsEnabled',
      'InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ' +
        vpc.id,
    );
  }
  const rival = scene
    .others(types.vpcEndpoint, types.vpc, vpcId)
    .find((other) => same(other.inputs.serviceName, serviceName) && other.inputs.privateDnsEnabled === true);
  if (rival) {
    scene.fail(
      'privateDnsEnabled',
      `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${serviceName} in the VPC ${vpc.id}`,
    );
  }
}

function checkZones(scene: Scene): void {
  const zones = new Set<string>();
  for (const [index, id] of items(scene.inputs.subnetIds).entries()) {
    const zone = known(scene.find(types.subnet, 'id', id)?.state.availabilityZone);
    if (zone !== undefined && zones.has(zone)) {
      scene.fail(
        `subnetIds[${index}]`,
        `DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of ${id}`,
      );
    }
    if (zone !== undefined) zones.add(zone);
  }
}
