import type { Properties } from '../../engine/provider';
import { networkOf, trust, World } from '../testing/world';
import { types } from '../types';

const project = 'aws:codebuild/project:Project';
let world: World;
let network: Awaited<ReturnType<typeof networkOf>>;
let roles: { build: string; nodes: string };

beforeEach(async () => {
  world = new World();
  network = await networkOf(world);
  const role = async (name: string, service: string) =>
    String((await world.make(types.role, name, { name, assumeRolePolicy: trust(service) })).state.arn);
  roles = { build: await role('build', 'codebuild.amazonaws.com'), nodes: await role('nodes', 'ec2.amazonaws.com') };
});

const inputs = (more: Properties = {}): Properties => ({
  name: 'baseline',
  serviceRole: roles.build,
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: { computeType: 'BUILD_GENERAL1_SMALL', image: 'example', type: 'ARM_CONTAINER' },
  source: { type: 'S3', location: 'bucket/key.zip' },
  vpcConfig: { vpcId: network.vpc, subnets: [network.a], securityGroupIds: [network.group] },
  ...more,
});

test.each<[string, () => Properties, () => string[]]>([
  [
    'a role that does not trust it',
    () => ({ serviceRole: roles.nodes }),
    () => [
      `serviceRole: InvalidInputException: CodeBuild is not authorized to perform: sts:AssumeRole on service role ${roles.nodes}: it must trust codebuild.amazonaws.com`,
    ],
  ],
  [
    'no such role',
    () => ({ serviceRole: 'arn:aws:iam::111122223333:role/gone' }),
    () => [
      'serviceRole: InvalidInputException: CodeBuild is not authorized to perform: sts:AssumeRole on service role arn:aws:iam::111122223333:role/gone: it does not exist',
    ],
  ],
  [
    'a source without place',
    () => ({ source: { type: 'S3' } }),
    () => ['source.location: InvalidInputException: Project source location is required for type S3'],
  ],
  [
    'no source and no buildspec',
    () => ({ source: { type: 'NO_SOURCE' } }),
    () => ['source.buildspec: InvalidInputException: Project source type NO_SOURCE needs a buildspec'],
  ],
  [
    'a subnet of another VPC',
    () => ({ vpcConfig: { vpcId: network.vpc, subnets: [network.foreign], securityGroupIds: [network.group] } }),
    () => [
      `vpcConfig.subnets[0]: InvalidInputException: ${network.foreign} is in ${network.other}, not in the project's VPC ${network.vpc}`,
    ],
  ],
  [
    'a group of another VPC',
    () => ({ vpcConfig: { vpcId: network.vpc, subnets: [network.a], securityGroupIds: [network.foreignGroup] } }),
    () => [
      `vpcConfig.securityGroupIds[0]: InvalidInputException: ${network.foreignGroup} is in ${network.other}, not in the project's VPC ${network.vpc}`,
    ],
  ],
  [
    'four minutes',
    () => ({ buildTimeout: 4 }),
    () => ['buildTimeout: expected buildTimeout to be in the range (5 - 2160), got 4'],
  ],
  [
    'a computer that is none',
    () => ({ environment: { computeType: 'SMALL', image: 'a', type: 'LINUX_CONTAINER' } }),
    () => [
      expect.stringMatching(
        /^environment\.computeType: invalid value for environment\.computeType: "SMALL" does not match /,
      ) as unknown as string,
    ],
  ],
])('a project with %s is refused', async (_, more, refusals) => {
  expect(await world.refusals(project, inputs(more()))).toEqual(refusals());
});

test('a project is made once', async () => {
  const { id } = await world.make(project, 'runner', inputs());
  expect(id).toBe('arn:aws:codebuild:eu-west-1:111122223333:project/baseline');
  expect(await world.refusals(project, inputs())).toEqual([
    `name: ResourceAlreadyExistsException: Project already exists: ${id}`,
  ]);
  expect(await world.replaces(project, { name: 'a' }, { name: 'b' })).toEqual(['name']);
  expect(await world.replaces(project, { buildTimeout: 5 }, { buildTimeout: 6 })).toEqual([]);
});
