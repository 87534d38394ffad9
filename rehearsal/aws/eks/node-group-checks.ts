import { UNKNOWN } from '../../engine/provider';
import { architectureOf } from '../ec2/instance-type';
import type { Entity } from '../inventory';
import { trusts } from '../policy-document';
import type { Scene } from '../scene';
import { types } from '../types';
import { readUserData } from '../user-data';
import { known, list, number, rows, strings, table } from '../values';
import { minorOf, refuseStep } from './versions';

const invalid = (reason: string) => `InvalidParameterException: ${reason}`;

/** What EKS refuses of a node group beyond the form of its inputs. */
export function checkNodeGroup(scene: Scene): void {
  checkSizes(scene);
  checkRole(scene);
  checkNetwork(scene);
  checkInstances(scene);
  checkTaints(scene);
  checkTemplate(scene);
  const step = refuseStep(known(scene.olds?.version), known(scene.inputs.version));
  if (step !== undefined) scene.fail('version', step);
  const cluster = scene.find(types.cluster, 'name', scene.inputs.clusterName);
  const [own, theirs] = [minorOf(known(scene.inputs.version)), minorOf(known(cluster?.state.version))];
  if (own !== undefined && theirs !== undefined && own > theirs) {
    scene.fail(
      'version',
      invalid(
        `Requested Nodegroup version ${scene.inputs.version} is greater than the cluster's ${cluster?.state.version}`,
      ),
    );
  }
}

function checkSizes(scene: Scene): void {
  const scaling = table(scene.inputs.scalingConfig);
  const [min, desired, max] = [number(scaling.minSize), number(scaling.desiredSize), number(scaling.maxSize)];
  if (min !== undefined && max !== undefined && min > max) {
    scene.fail('scalingConfig.minSize', invalid(`Minimum capacity ${min} can't be greater than maximum size ${max}`));
  } else if (desired !== undefined && max !== undefined && desired > max) {
    scene.fail(
      'scalingConfig.desiredSize',
      invalid(`desired capacity ${desired} can't be greater than max size ${max}`),
    );
  } else if (desired !== undefined && min !== undefined && desired < min) {
    scene.fail('scalingConfig.desiredSize', invalid(`desired capacity ${desired} can't be less than min size ${min}`));
  }
  const { maxUnavailable, maxUnavailablePercentage } = table(scene.inputs.updateConfig);
  if (maxUnavailable !== undefined && maxUnavailablePercentage !== undefined) {
    scene.fail('updateConfig', invalid('updateConfig takes maxUnavailable or maxUnavailablePercentage, not both'));
  }
}

function checkRole(scene: Scene): void {
  const role = scene.find(types.role, 'arn', scene.inputs.nodeRoleArn);
  const policy = known(role?.inputs.assumeRolePolicy);
  if (!role || policy === undefined || trusts(policy, 'ec2.amazonaws.com') || trusts(policy, 'ec2.amazonaws.com.cn'))
    return;
  scene.fail(
    'nodeRoleArn',
    invalid(
      `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${role.state.arn}`,
    ),
  );
}

function checkNetwork(scene: Scene): void {
  const cluster = scene.find(types.cluster, 'name', scene.inputs.clusterName);
  const home = known(table(cluster?.state.vpcConfig).vpcId);
  for (const [index, id] of list(scene.inputs.subnetIds).entries()) {
    const subnet = scene.find(types.subnet, 'id', id);
    const network = known(subnet?.inputs.vpcId);
    if (!subnet || !network || !home || network === home) continue;
    scene.fail(
      `subnetIds[${index}]`,
      invalid(`Subnet ${subnet.id} is in ${network}, not in the cluster's VPC ${home}`),
    );
  }
}

function checkInstances(scene: Scene): void {
  const amiType = known(scene.inputs.amiType);
  if (amiType === undefined || amiType === 'CUSTOM') return;
  const wanted = amiType.includes('ARM_64') ? 'arm64' : 'x86_64';
  const wrong = strings(scene.inputs.instanceTypes).find((type) => architectureOf(type) !== wanted);
  if (wrong === undefined) return;
  scene.fail(
    'instanceTypes',
    invalid(`[${wrong}] is not a valid instance type for requested amiType ${amiType}: it is ${architectureOf(wrong)}`),
  );
}

function checkTaints(scene: Scene): void {
  const seen = new Set<string>();
  for (const [index, { key, effect }] of rows(scene.inputs.taints)) {
    if (known(key) === undefined || known(effect) === undefined) continue;
    const pair = `${key}:${effect}`;
    if (seen.has(pair))
      scene.fail(`taints[${index}]`, invalid(`Duplicate taint ${pair}: key and effect together must be unique`));
    seen.add(pair);
  }
}

function checkTemplate(scene: Scene): void {
  const { inputs } = scene;
  const { id, name, version } = table(inputs.launchTemplate);
  if (inputs.launchTemplate === undefined || inputs.launchTemplate === UNKNOWN) return;
  if ((id === undefined) === (name === undefined)) {
    scene.fail(
      'launchTemplate',
      invalid(
        'You must specify either the launch template ID or the launch template name in the request, but not both.',
      ),
    );
  }
  for (const property of ['diskSize', 'remoteAccess']) {
    if (inputs[property] !== undefined)
      scene.fail(
        property,
        invalid(`${property} and launch template can't be specified together; set it in the launch template`),
      );
  }
  const template = scene.find(types.launchTemplate, 'id', id) ?? scene.find(types.launchTemplate, 'name', name);
  if (!template) return;
  const [wanted, latest] = [Number(known(version)), number(template.state.latestVersion)];
  if (latest !== undefined && Number.isInteger(wanted) && (wanted < 1 || wanted > latest)) {
    scene.fail(
      'launchTemplate.version',
      `InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version ${wanted} for the launch template with ID ${template.id}.`,
    );
  }
  checkTemplateContent(scene, template);
}

function checkTemplateContent(scene: Scene, template: Entity): void {
  const { inputs } = scene;
  const refuse = (reason: string) => scene.fail('launchTemplate', `Ec2LaunchTemplateInvalidConfiguration: ${reason}`);
  for (const [property, title] of [
    ['iamInstanceProfile', 'IAM instance profile'],
    ['hibernationOptions', 'hibernation'],
    ['instanceInitiatedShutdownBehavior', 'shutdown behaviour'],
  ]) {
    if (property !== undefined && template.inputs[property] !== undefined)
      refuse(`Launch template ${title} should not be specified: ${property}`);
  }
  if (list(template.inputs.networkInterfaces).some((item) => table(item).subnetId !== undefined)) {
    refuse('Launch template should not specify subnets in network interfaces');
  }
  if (template.inputs.instanceType !== undefined && inputs.instanceTypes !== undefined) {
    scene.fail(
      'instanceTypes',
      invalid('You cannot specify an instance type in both the launch template and the request.'),
    );
  }
  if (template.inputs.imageId !== undefined) {
    for (const property of ['version', 'releaseVersion']) {
      if (inputs[property] !== undefined)
        scene.fail(
          property,
          invalid(`You cannot specify an image id within the launch template and a ${property} in the request`),
        );
    }
    if ((known(inputs.amiType) ?? 'CUSTOM') !== 'CUSTOM') {
      scene.fail(
        'amiType',
        invalid('You cannot specify an image id within the launch template and an amiType other than CUSTOM'),
      );
    }
    return;
  }
  const userData = known(template.inputs.userData);
  const read = userData === undefined ? undefined : readUserData(userData);
  if (!read || 'refused' in read) return;
  if (inputs.amiType === UNKNOWN) return;
  const isBottlerocket = known(inputs.amiType)?.startsWith('BOTTLEROCKET');
  if (isBottlerocket && read.kind !== 'toml') refuse('User data was not in the TOML format.');
  if (!isBottlerocket && read.kind !== 'mime') refuse('User data was not in the MIME multipart format.');
}
