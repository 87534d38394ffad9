import type { Properties } from '../../engine/provider';
import { clusterOf, World } from '../testing/world';
import { types } from '../types';

type Setup = Awaited<ReturnType<typeof clusterOf>>;
let world: World;
let setup: Setup;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const toml = base64('[settings.kubernetes]\ncluster-name = "palisade"\n');

beforeEach(async () => {
  world = new World();
  setup = await clusterOf(world);
});

const nodes = (more: Properties = {}): Properties => ({
  clusterName: 'palisade',
  nodeGroupName: 'nodes',
  nodeRoleArn: setup.nodeRole,
  subnetIds: [setup.a, setup.b],
  amiType: 'BOTTLEROCKET_x86_64',
  instanceTypes: ['m7i.large'],
  scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
  ...more,
});

const cases: [what: string, more: () => Properties, refusals: () => string[]][] = [
  [
    'no cluster',
    () => ({ clusterName: 'gone' }),
    () => ['clusterName: ResourceNotFoundException: No cluster found for name: gone.'],
  ],
  [
    'a role that nodes can not take',
    () => ({ nodeRoleArn: setup.podRole }),
    () => [
      `nodeRoleArn: InvalidParameterException: Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${setup.podRole}`,
    ],
  ],
  [
    'a subnet of another VPC',
    () => ({ subnetIds: [setup.a, setup.foreign] }),
    () => [
      `subnetIds[1]: InvalidParameterException: Subnet ${setup.foreign} is in ${setup.other}, not in the cluster's VPC ${setup.vpc}`,
    ],
  ],
  [
    'an unknown AMI family',
    () => ({ amiType: 'BOTTLEROCKET' }),
    () => [
      expect.stringMatching(
        /^amiType: expected amiType to be one of \[.*"BOTTLEROCKET_x86_64_FIPS".*\], got BOTTLEROCKET$/,
      ) as unknown as string,
    ],
  ],
  [
    'Graviton instances for an x86-64 image',
    () => ({ instanceTypes: ['m7g.large'] }),
    () => [
      'instanceTypes: InvalidParameterException: [m7g.large] is not a valid instance type for requested amiType BOTTLEROCKET_x86_64: it is arm64',
    ],
  ],
  [
    'fewer nodes than the least',
    () => ({ scalingConfig: { minSize: 3, desiredSize: 2, maxSize: 3 } }),
    () => ["scalingConfig.desiredSize: InvalidParameterException: desired capacity 2 can't be less than min size 3"],
  ],
  [
    'more nodes than the most',
    () => ({ scalingConfig: { minSize: 1, desiredSize: 4, maxSize: 3 } }),
    () => ["scalingConfig.desiredSize: InvalidParameterException: desired capacity 4 can't be greater than max size 3"],
  ],
  [
    'two ways to update',
    () => ({ updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 33 } }),
    () => [
      'updateConfig: InvalidParameterException: updateConfig takes maxUnavailable or maxUnavailablePercentage, not both',
    ],
  ],
  [
    'an update of nothing',
    () => ({ updateConfig: { maxUnavailablePercentage: 0 } }),
    () => [
      'updateConfig.maxUnavailablePercentage: expected updateConfig.maxUnavailablePercentage to be in the range (1 - 100), got 0',
    ],
  ],
  [
    "a taint in Kubernetes' own spelling",
    () => ({ taints: [{ key: 'a', effect: 'NoSchedule' }] }),
    () => [
      'taints[0].effect: expected taints[0].effect to be one of ["NO_SCHEDULE","NO_EXECUTE","PREFER_NO_SCHEDULE"], got NoSchedule',
    ],
  ],
  [
    'a taint twice',
    () => ({ taints: [1, 2].map((value) => ({ key: 'a', value: `${value}`, effect: 'NO_SCHEDULE' })) }),
    () => [
      'taints[1]: InvalidParameterException: Duplicate taint a:NO_SCHEDULE: key and effect together must be unique',
    ],
  ],
  [
    'a version above the cluster',
    () => ({ version: '1.35' }),
    () => ["version: InvalidParameterException: Requested Nodegroup version 1.35 is greater than the cluster's 1.34"],
  ],
  [
    'a launch template that does not exist',
    () => ({ launchTemplate: { id: 'lt-0123456789abcdef0', version: '1' } }),
    () => [
      'launchTemplate.id: InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID lt-0123456789abcdef0, does not exist.',
    ],
  ],
  [
    'a disk beside a launch template',
    () => ({ diskSize: 20, launchTemplate: { name: '04da6b54-80e4-46f7-96ec-b56ff0331ba9', version: '1' } }),
    () => [
      "diskSize: InvalidParameterException: diskSize and launch template can't be specified together; set it in the launch template",
    ],
  ],
];

test.each(cases)('a node group with %s is refused', async (_, more, refusals) => {
  expect(await world.refusals(types.nodeGroup, nodes(more()))).toEqual(refusals());
});

test.each<[what: string, template: () => Properties, more: Properties, refusals: string[]]>([
  [
    'no TOML for Bottlerocket',
    () => ({ userData: base64('#!/bin/bash') }),
    {},
    ['launchTemplate: Ec2LaunchTemplateInvalidConfiguration: User data was not in the TOML format.'],
  ],
  [
    'TOML for Amazon Linux',
    () => ({ userData: toml }),
    { amiType: 'AL2023_x86_64_STANDARD' },
    ['launchTemplate: Ec2LaunchTemplateInvalidConfiguration: User data was not in the MIME multipart format.'],
  ],
  [
    'an instance profile',
    () => ({ iamInstanceProfile: { name: 'nodes' } }),
    {},
    [
      'launchTemplate: Ec2LaunchTemplateInvalidConfiguration: Launch template IAM instance profile should not be specified: iamInstanceProfile',
    ],
  ],
  [
    'a second instance type',
    () => ({ instanceType: 'm7i.large' }),
    {},
    [
      'instanceTypes: InvalidParameterException: You cannot specify an instance type in both the launch template and the request.',
    ],
  ],
  [
    'an image of its own',
    () => ({ imageId: 'ami-0123456789abcdef0' }),
    {},
    [
      'amiType: InvalidParameterException: You cannot specify an image id within the launch template and an amiType other than CUSTOM',
    ],
  ],
  [
    'a version not made yet',
    () => ({}),
    { launchTemplate: { name: 'template', version: '2' } },
    [
      'launchTemplate.version: InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version 2 for the launch template with ID $id.',
    ],
  ],
])('a node group whose launch template has %s is refused', async (_, template, more, refusals) => {
  const { id } = await world.make(types.launchTemplate, 'template', { name: 'template', ...template() });
  const inputs = nodes({ launchTemplate: { name: 'template', version: '1' }, ...more });
  expect(await world.refusals(types.nodeGroup, inputs)).toEqual(refusals.map((refusal) => refusal.replace('$id', id)));
});

test('cluster, subnets and security group stay while nodes run', async () => {
  const group = setup.group;
  const template = await world.make(types.launchTemplate, 'template', {
    name: 'template',
    userData: toml,
    vpcSecurityGroupIds: [group],
  });
  const made = await world.make(
    types.nodeGroup,
    'nodes',
    nodes({ subnetIds: [setup.c], launchTemplate: { id: template.id, version: '1' } }),
  );
  expect(made.id).toBe('palisade:nodes');
  const user = 'It is used by aws:eks/nodeGroup:NodeGroup nodes (palisade:nodes)';
  await expect(world.delete(types.cluster, 'cluster', 'palisade')).rejects.toThrow(
    `deleting cluster: ResourceInUseException: Cluster has nodegroups attached ${user}`,
  );
  await expect(world.delete(types.subnet, 'c', setup.c)).rejects.toThrow(
    `deleting c: DependencyViolation: The subnet '${setup.c}' has dependencies and cannot be deleted. ${user}`,
  );
  await expect(world.delete(types.securityGroup, 'group', group)).rejects.toThrow(
    `deleting group: DependencyViolation: resource ${group} has a dependent object. ${user}`,
  );
  expect(await world.refusals(types.nodeGroup, nodes())).toEqual([
    'nodeGroupName: ResourceInUseException: NodeGroup already exists with name nodes and cluster name palisade',
  ]);
  await world.delete(types.nodeGroup, 'nodes', made.id);
  await world.delete(types.cluster, 'cluster', 'palisade');
});

test('a node role gets an access entry of its own', async () => {
  await world.make(types.nodeGroup, 'nodes', nodes());
  expect(
    await world.refusals(types.accessEntry, {
      clusterName: 'palisade',
      principalArn: setup.nodeRole,
      type: 'EC2_LINUX',
    }),
  ).toEqual([
    'principalArn: ResourceInUseException: The specified access entry resource is already in use on this cluster.',
  ]);
});

test.each<[string, Properties, Properties, string[]]>([
  ['its image', { amiType: 'A' }, { amiType: 'B' }, ['amiType']],
  ['its size', { scalingConfig: { minSize: 1 } }, { scalingConfig: { minSize: 2 } }, []],
  [
    "its template's version",
    { launchTemplate: { id: 'a', version: '1' } },
    { launchTemplate: { id: 'a', version: '2' } },
    [],
  ],
  [
    'its template',
    { launchTemplate: { id: 'a', version: '1' } },
    { launchTemplate: { id: 'b', version: '1' } },
    ['launchTemplate'],
  ],
  ['its subnets', { subnetIds: ['a'] }, { subnetIds: ['b'] }, ['subnetIds']],
  ['its taints', { taints: [] }, { taints: [{ key: 'a' }] }, []],
])('%s: what a change replaces', async (_, olds, news, replaces) => {
  expect(await world.replaces(types.nodeGroup, olds, news)).toEqual(replaces);
});
