import type { Properties } from '../../engine/provider';
import { groupId, keyLink, refuseArn, region } from '../common';
import { anything, block, each, flag, link, list, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { readUserData } from '../user-data';
import { list as items, known, number, rows, table } from '../values';
import { refuseInstanceType } from './instance-type';

const volumeTypes = ['standard', 'gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1'];
const boolean = text({ oneOf: ['true', 'false', ''] });

/** What instances are launched from. Every change makes a new version. */
export const launchTemplate: TypeSpec = {
  type: types.launchTemplate,
  inputs: {
    name: text({ replaces: true, min: 3, max: 128, pattern: /^[a-zA-Z0-9().\-/_]+$/ }),
    namePrefix: text({ replaces: true, max: 99 }),
    description: text({ max: 255 }),
    defaultVersion: whole({ min: 1 }),
    updateDefaultVersion: flag(),
    imageId: text({ pattern: /^(ami-[0-9a-f]{8,17}|resolve:ssm:.+)$/ }),
    instanceType: text({ refuse: refuseInstanceType }),
    userData: text({ refuse: refuseUserData }),
    keyName: text(),
    ebsOptimized: boolean,
    vpcSecurityGroupIds: list(groupId()),
    securityGroupNames: list(text()),
    blockDeviceMappings: list(
      block({
        deviceName: text(),
        ebs: block({
          deleteOnTermination: boolean,
          encrypted: boolean,
          iops: whole({ min: 100, max: 256_000 }),
          kmsKeyId: text({
            refuse: refuseArn,
            link: keyLink((value) => `InvalidKmsKey.NotFound: The KMS key '${value}' does not exist`),
          }),
          snapshotId: text(),
          throughput: whole({ min: 125, max: 2000 }),
          volumeInitializationRate: whole({ min: 100, max: 300 }),
          volumeSize: whole({ min: 1, max: 65_536 }),
          volumeType: text({ oneOf: volumeTypes }),
        }),
        ...each(text(), 'noDevice virtualName'),
      }),
    ),
    metadataOptions: block({
      httpEndpoint: text({ oneOf: ['enabled', 'disabled'] }),
      httpTokens: text({ oneOf: ['optional', 'required'] }),
      httpPutResponseHopLimit: whole({ min: 1, max: 64 }),
      httpProtocolIpv6: text({ oneOf: ['enabled', 'disabled'] }),
      instanceMetadataTags: text({ oneOf: ['enabled', 'disabled', ''] }),
    }),
    iamInstanceProfile: block({ arn: text({ refuse: refuseArn }), name: text() }),
    monitoring: block({ enabled: flag() }),
    networkInterfaces: list(
      block({
        ...each(boolean, 'associateCarrierIpAddress associatePublicIpAddress deleteOnTermination primaryIpv6'),
        ...each(text(), 'description interfaceType networkInterfaceId privateIpAddress'),
        ...each(
          whole({ min: 0 }),
          'deviceIndex enaQueueCount ipv4AddressCount ipv4PrefixCount ipv6AddressCount ipv6PrefixCount networkCardIndex',
        ),
        ...each(list(text()), 'ipv4Addresses ipv4Prefixes ipv6Addresses ipv6Prefixes'),
        securityGroups: list(groupId()),
        subnetId: text({ link: link(types.subnet, { mode: 'loose' }) }),
        ...each(anything(), 'connectionTrackingSpecification enaSrdSpecification'),
      }),
    ),
    tagSpecifications: list(
      block({
        resourceType: text({
          oneOf: ['instance', 'volume', 'network-interface', 'spot-instances-request', 'elastic-gpu'],
        }),
        tags,
      }),
    ),
    instanceInitiatedShutdownBehavior: text({ oneOf: ['stop', 'terminate'] }),
    ...each(flag(), 'disableApiStop disableApiTermination'),
    ...each(text(), 'kernelId ramDiskId'),
    ...each(
      anything(),
      'capacityReservationSpecification cpuOptions creditSpecification enclaveOptions hibernationOptions ' +
        'instanceMarketOptions instanceRequirements licenseSpecifications maintenanceOptions networkPerformanceOptions ' +
        'placement privateDnsNameOptions secondaryInterfaces',
    ),
    region,
    tags,
  },
  naming: { property: 'name', max: 128 },
  id: ({ hex }) => `lt-0${hex(16)}`,
  notFound: (value) =>
    `InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID ${value}, does not exist.`,
  unique: {
    property: 'name',
    reason: () => 'InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.',
  },
  handles: (state) => ({ name: state.name }),
  volatile: ['latestVersion', 'defaultVersion'],
  check: checkTemplate,
  outputs({ id, realm, inputs, before }) {
    const latestVersion = (number(before?.latestVersion) ?? 0) + 1;
    const kept = inputs.updateDefaultVersion === true ? latestVersion : (number(before?.defaultVersion) ?? 1);
    return {
      arn: arn(realm, 'ec2', `launch-template/${id}`),
      latestVersion,
      defaultVersion: inputs.defaultVersion ?? kept,
    };
  },
};

function refuseUserData(value: string): string | undefined {
  const read = readUserData(value);
  return 'refused' in read ? read.refused : undefined;
}

function checkTemplate(scene: Scene): void {
  const { inputs } = scene;
  if (inputs.defaultVersion !== undefined && inputs.updateDefaultVersion !== undefined) {
    scene.fail('defaultVersion', 'InvalidParameterCombination: defaultVersion conflicts with updateDefaultVersion');
  }
  if (inputs.instanceType !== undefined && inputs.instanceRequirements !== undefined) {
    scene.fail('instanceType', 'InvalidParameterCombination: instanceType conflicts with instanceRequirements');
  }
  if (items(inputs.networkInterfaces).length > 0 && items(inputs.vpcSecurityGroupIds).length > 0) {
    scene.fail(
      'vpcSecurityGroupIds',
      'InvalidParameterCombination: Network interfaces and an instance-level security groups may not be specified on the same request',
    );
  }
  const profile = table(inputs.iamInstanceProfile);
  if (profile.arn !== undefined && profile.name !== undefined) {
    scene.fail('iamInstanceProfile', 'InvalidParameterCombination: iamInstanceProfile takes arn or name, not both');
  }
  for (const [index, mapping] of rows(inputs.blockDeviceMappings)) {
    checkVolume(scene, `blockDeviceMappings[${index}].ebs`, table(mapping.ebs));
  }
  checkNetworks(scene);
}

function checkVolume(scene: Scene, path: string, ebs: Properties): void {
  if (ebs.kmsKeyId !== undefined && ebs.encrypted === 'false') {
    scene.fail(
      `${path}.kmsKeyId`,
      "InvalidParameterDependency: The parameter KmsKeyId requires the parameter Encrypted to be set to 'true'.",
    );
  }
  const takesIops = ['gp3', 'io1', 'io2'].includes(String(ebs.volumeType));
  if (ebs.iops !== undefined && known(ebs.volumeType) !== undefined && !takesIops) {
    scene.fail(
      `${path}.iops`,
      `InvalidParameterCombination: The parameter iops is not supported for ${ebs.volumeType} volumes.`,
    );
  }
  if (ebs.throughput !== undefined && ![undefined, 'gp3'].includes(known(ebs.volumeType ?? 'gp2'))) {
    scene.fail(
      `${path}.throughput`,
      `InvalidParameterCombination: The parameter throughput is not supported for ${ebs.volumeType ?? 'gp2'} volumes.`,
    );
  }
}

function checkNetworks(scene: Scene): void {
  const networks = new Map<string, string>();
  for (const id of items(scene.inputs.vpcSecurityGroupIds)) {
    const group = scene.find(types.securityGroup, 'id', id);
    const vpc = known(group?.inputs.vpcId);
    if (group && vpc) networks.set(vpc, group.id);
  }
  if (networks.size > 1) {
    scene.fail(
      'vpcSecurityGroupIds',
      `InvalidParameter: the security groups belong to different networks: ${[...networks].map(([vpc, id]) => `${id} in ${vpc}`).join(', ')}`,
    );
  }
}
