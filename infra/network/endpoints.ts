import { SecurityGroup, VpcEndpoint } from '@pulumi/aws/ec2';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc';
import type { Output } from '@pulumi/pulumi';
import { tagsFor } from '../tags';
import { endpointServices, interfacePolicy, s3Policy } from './endpoint-services';
import type { NetworkParts } from './parts';

/**
 * The gateway endpoint of S3, which is free and keeps image layers off any way out.
 *
 * @returns the id of the prefix list with S3's addresses, for security group rules.
 */
export function s3Endpoint({ name, cluster, account, vpcId, nodeRouteTableIds, parent }: NetworkParts): Output<string> {
  const endpoint = new VpcEndpoint(
    `${name}-s3`,
    {
      vpcId,
      serviceName: `com.amazonaws.${account.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [...nodeRouteTableIds],
      policy: JSON.stringify(s3Policy(account)),
      tags: tagsFor(cluster, 's3'),
    },
    { parent },
  );
  return endpoint.prefixListId;
}

/**
 * Interface endpoints, one interface in each node subnet, for {@link endpointServices}.
 *
 * @returns the id of their security group, which admits TLS from the node subnets and nothing else.
 */
export function interfaceEndpoints(parts: NetworkParts): Output<string> {
  const { name, cluster, account, vpcId, parent } = parts;
  const nodes = parts.subnets.filter(({ role }) => role === 'node');
  // No egress rule: the interfaces only answer.
  const group = new SecurityGroup(
    `${name}-endpoints`,
    {
      vpcId,
      description: `Endpoints of AWS services for the nodes of ${cluster}`,
      tags: tagsFor(cluster, 'endpoints'),
    },
    { parent },
  );
  for (const { zone, cidr } of nodes) {
    new SecurityGroupIngressRule(
      `${name}-endpoints-${zone}`,
      {
        securityGroupId: group.id,
        description: `TLS from the node subnet of ${zone}`,
        cidrIpv4: cidr,
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        tags: tagsFor(cluster, `endpoints-${zone}`),
      },
      { parent },
    );
  }
  for (const service of endpointServices) {
    new VpcEndpoint(
      `${name}-${service.service.replace('.', '-')}`,
      {
        vpcId,
        serviceName: `com.amazonaws.${account.region}.${service.service}`,
        vpcEndpointType: 'Interface',
        subnetIds: nodes.map(({ id }) => id),
        securityGroupIds: [group.id],
        // The service's usual name resolves to the interfaces, so that no client needs telling.
        privateDnsEnabled: true,
        policy: JSON.stringify(interfacePolicy(account, service)),
        tags: tagsFor(cluster, service.service),
      },
      { parent },
    );
  }
  return group.id;
}
