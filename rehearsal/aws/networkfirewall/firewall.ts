import { keyArnLink, refuseArn, region, subnetId } from '../common';
import { block, flag, link, list, tags, text } from '../fields';
import { arn, zoneId } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, rows, table } from '../values';

const firewallName = text({ replaces: true, min: 1, max: 128, pattern: /^[a-zA-Z0-9-]+$/ });

/** Encryption under one's own key, or under AWS'. */
export const encryption = block({
  type: text({ required: true, oneOf: ['CUSTOMER_KMS', 'AWS_OWNED_KMS_KEY'] }),
  keyId: text({
    refuse: (value) => (value === 'AWS_OWNED_KMS_KEY' ? undefined : refuseArn(value)),
    link: {
      ...keyArnLink((value) => `InvalidRequestException: KMS key ${value} does not exist`),
      given: (value) => value === 'AWS_OWNED_KMS_KEY',
    },
  }),
});

/** An AWS Network Firewall: an endpoint in each of its subnets. */
export const firewall: TypeSpec = {
  type: types.firewall,
  inputs: {
    name: firewallName,
    firewallPolicyArn: text({ required: true, refuse: refuseArn, link: link(types.firewallPolicy, { by: 'arn' }) }),
    vpcId: text({ replaces: true, link: link(types.vpc) }),
    subnetMappings: list(
      block({ subnetId: subnetId({ required: true }), ipAddressType: text({ oneOf: ['IPV4', 'DUALSTACK', 'IPV6'] }) }),
    ),
    availabilityZoneMappings: list(block({ availabilityZoneId: text({ required: true }) })),
    description: text({ max: 512 }),
    deleteProtection: flag({ fallback: false }),
    subnetChangeProtection: flag({ fallback: false }),
    firewallPolicyChangeProtection: flag({ fallback: false }),
    availabilityZoneChangeProtection: flag({ fallback: false }),
    enabledAnalysisTypes: list(text({ oneOf: ['TLS_SNI', 'HTTP_HOST'] })),
    encryptionConfiguration: encryption,
    transitGatewayId: text({ replaces: true }),
    region,
    tags,
  },
  naming: { property: 'name', max: 128 },
  id: ({ inputs, realm }) => arn(realm, 'network-firewall', `firewall/${inputs.name}`),
  notFound: (value) => `ResourceNotFoundException: Unable to find the firewall: ${value}`,
  unique: {
    property: 'name',
    reason: (inputs) => `InvalidRequestException: A resource with the specified name already exists: ${inputs.name}`,
  },
  check: checkFirewall,
  keep: (entity) =>
    entity.inputs.deleteProtection === true
      ? 'InvalidOperationException: Unable to fulfill request because the following related to deletion protection: deleteProtection is true; set it to false first'
      : undefined,
  inUse: () => 'InvalidOperationException: Unable to delete the object because it is still in use.',
  volatile: ['updateToken'],
  outputs: ({ id, realm, inputs, hex, find }) => ({
    arn: id,
    firewallStatuses: [
      {
        syncStates: items(inputs.subnetMappings).map((mapping, index) => {
          const subnet = table(mapping).subnetId ?? '';
          return {
            attachments: [{ endpointId: `vpce-0${hex(16, String(index))}`, subnetId: subnet }],
            availabilityZone: find(types.subnet, 'id', subnet)?.state.availabilityZone ?? realm.zones[index % 3] ?? '',
          };
        }),
        transitGatewayAttachmentSyncStates: [],
      },
    ],
    transitGatewayOwnerAccountId: '',
    updateToken: hex(32, 'token'),
  }),
};

function checkFirewall(scene: Scene): void {
  const { vpcId, subnetMappings, transitGatewayId } = scene.inputs;
  if (transitGatewayId === undefined && vpcId === undefined) {
    scene.fail('vpcId', 'InvalidRequestException: vpcId and subnetMappings, or transitGatewayId, must be specified');
  }
  if (
    vpcId !== undefined &&
    (subnetMappings === undefined || (Array.isArray(subnetMappings) && subnetMappings.length === 0))
  ) {
    scene.fail('subnetMappings', 'InvalidRequestException: a firewall in a VPC needs at least one subnet mapping');
  }
  const zones = new Set<string>();
  for (const [index, mapping] of rows(subnetMappings)) {
    const subnet = scene.find(types.subnet, 'id', mapping.subnetId);
    if (!subnet) continue;
    const [network, zone] = [known(subnet.inputs.vpcId), known(subnet.state.availabilityZone)];
    if (network && known(vpcId) && network !== vpcId) {
      scene.fail(
        `subnetMappings[${index}]`,
        `InvalidRequestException: subnet ${subnet.id} is in ${network}, not in the firewall's VPC ${vpcId}`,
      );
    }
    if (zone && zones.has(zone)) {
      scene.fail(
        `subnetMappings[${index}]`,
        `InvalidRequestException: a firewall takes one subnet a zone, and ${zone} (${zoneId(zone)}) has two`,
      );
    }
    if (zone) zones.add(zone);
  }
}
