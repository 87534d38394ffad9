import { contains, overlaps, parseIpv4Cidr } from '@palisade/constructs/cidr';
import { trusts } from '../policy-document';
import { domain } from '../realm';
import type { Scene } from '../scene';
import { types } from '../types';
import { known, list, strings, table } from '../values';
import { refuseStep } from './versions';

const reserved = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'];
const privateRanges = reserved.slice(0, 3);

/** What EKS refuses of a cluster beyond the form of its inputs. */
export function checkCluster(scene: Scene): void {
  checkRole(scene);
  checkSubnets(scene);
  checkEndpoint(scene);
  checkServices(scene);
  checkAccess(scene);
  const step = refuseStep(known(scene.olds?.version), known(scene.inputs.version));
  if (step !== undefined) scene.fail('version', step);
  const key = scene.find(types.key, 'arn', known(table(table(scene.inputs.encryptionConfig).provider).keyArn));
  if ((known(key?.inputs.customerMasterKeySpec) ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT') {
    scene.fail(
      'encryptionConfig.provider.keyArn',
      'InvalidParameterException: the KMS key must be a symmetric encryption key',
    );
  }
}

function checkRole(scene: Scene): void {
  const role = scene.find(types.role, 'arn', scene.inputs.roleArn);
  const policy = known(role?.inputs.assumeRolePolicy);
  if (policy === undefined || trusts(policy, `eks.${domain(scene.realm)}`) || trusts(policy, 'eks.amazonaws.com'))
    return;
  scene.fail(
    'roleArn',
    `InvalidParameterException: Role with arn: ${scene.inputs.roleArn}, could not be assumed because it does not exist or the trusted entity is not correct: it must trust eks.amazonaws.com`,
  );
}

function checkSubnets(scene: Scene): void {
  const { subnetIds, securityGroupIds } = table(scene.inputs.vpcConfig);
  const subnets = list(subnetIds).map((id) => scene.find(types.subnet, 'id', id));
  // One that is not known yet may be in any zone: nothing can be said then.
  if (!Array.isArray(subnetIds) || subnets.includes(undefined)) return;
  const found = subnets.flatMap((subnet) => subnet ?? []);
  const zones = new Set(found.map(({ state }) => known(state.availabilityZone)));
  if (!zones.has(undefined) && zones.size < 2) {
    scene.fail(
      'vpcConfig.subnetIds',
      `InvalidParameterException: Subnets specified must be in at least two different AZs: all ${found.length} are in ${[...zones].join(', ')}`,
    );
  }
  const networks = new Set(found.flatMap(({ inputs }) => known(inputs.vpcId) ?? []));
  if (networks.size > 1) {
    scene.fail(
      'vpcConfig.subnetIds',
      `InvalidParameterException: Subnets must all be in the same VPC, found ${[...networks].join(', ')}`,
    );
  }
  const [network] = networks;
  const before = scene.olds && scene.find(types.subnet, 'id', list(table(scene.olds.vpcConfig).subnetIds)[0]);
  const home = known(before?.inputs.vpcId);
  if (network !== undefined && home !== undefined && network !== home) {
    scene.fail(
      'vpcConfig.subnetIds',
      `InvalidParameterException: Provided subnets ${strings(subnetIds).join(', ')} belong to ${network}, but the cluster is in ${home}`,
    );
  }
  for (const [index, id] of list(securityGroupIds).entries()) {
    const group = scene.find(types.securityGroup, 'id', id);
    const other = known(group?.inputs.vpcId);
    if (!group || other === undefined || network === undefined || other === network) continue;
    scene.fail(
      `vpcConfig.securityGroupIds[${index}]`,
      `InvalidParameterException: Security group(s) [${group.id}] are not in the same VPC as the subnets: ${other}, not ${network}`,
    );
  }
}

function checkEndpoint(scene: Scene): void {
  const { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs } = table(scene.inputs.vpcConfig);
  if (endpointPrivateAccess === false && endpointPublicAccess === false) {
    scene.fail('vpcConfig', 'InvalidParameterException: Private and public endpoint access cannot be false');
  }
  for (const [index, value] of list(publicAccessCidrs).entries()) {
    const range = parseIpv4Cidr(known(value) ?? '');
    const hit = range && reserved.find((block) => contains(parseIpv4Cidr(block) ?? range, range));
    if (!range || hit === undefined || range.prefixLength === 0) continue;
    scene.fail(
      `vpcConfig.publicAccessCidrs[${index}]`,
      `InvalidParameterException: The following CIDRs are invalid in publicAccessCidrs: [${value}]: it is in the reserved ${hit}`,
    );
  }
}

function checkServices(scene: Scene): void {
  const value = known(table(scene.inputs.kubernetesNetworkConfig).serviceIpv4Cidr);
  const range = parseIpv4Cidr(value ?? '');
  if (!range) return;
  const path = 'kubernetesNetworkConfig.serviceIpv4Cidr';
  if (
    range.prefixLength < 12 ||
    range.prefixLength > 24 ||
    !privateRanges.some((block) => contains(parseIpv4Cidr(block) ?? range, range))
  ) {
    scene.fail(
      path,
      `InvalidParameterException: The specified service CIDR ${value} is invalid: it must be within ${privateRanges.join(', ')} and between /12 and /24`,
    );
  }
  const [first = null] = list(table(scene.inputs.vpcConfig).subnetIds);
  const vpc = scene.find(types.vpc, 'id', scene.find(types.subnet, 'id', first)?.inputs.vpcId);
  const network = parseIpv4Cidr(known(vpc?.inputs.cidrBlock) ?? '');
  if (network && overlaps(network, range)) {
    scene.fail(
      path,
      `InvalidParameterException: The specified service CIDR ${value} overlaps with the VPC's ${vpc?.inputs.cidrBlock}`,
    );
  }
}

const order = ['CONFIG_MAP', 'API_AND_CONFIG_MAP', 'API'];

function checkAccess(scene: Scene): void {
  const next = known(table(scene.inputs.accessConfig).authenticationMode);
  const former = known(table(scene.olds?.accessConfig).authenticationMode);
  if (next === undefined || former === undefined || order.indexOf(next) >= order.indexOf(former)) return;
  scene.fail(
    'accessConfig.authenticationMode',
    `InvalidParameterException: Unsupported authentication mode update from ${former} to ${next}`,
  );
}
