import type { Properties } from '../../engine/provider';
import { networkOf, World } from '../testing/world';
import { types } from '../types';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const toml = '[settings.kubernetes]\ncluster-name = "palisade"\n';

test.each<[string, Properties, string[]]>([
  [
    'user data that is no base64',
    { userData: '[settings]' },
    ['userData: InvalidUserData.Malformed: Invalid BASE64 encoding of user data.'],
  ],
  [
    'user data that is no TOML',
    { userData: base64('[settings.kubernetes\n') },
    [
      'userData: InvalidUserData.Malformed: User data was not in the TOML format: Invalid TOML document: illegal character in key',
    ],
  ],
  [
    'an image id that is none',
    { imageId: 'bottlerocket' },
    ['imageId: invalid value for imageId: "bottlerocket" does not match ^(ami-[0-9a-f]{8,17}|resolve:ssm:.+)$'],
  ],
  [
    'an instance type that is none',
    { instanceType: 'large' },
    ["instanceType: InvalidInstanceType: The instance type 'large' is not supported; write one like m7i.large"],
  ],
  [
    'a hop limit of 0',
    { metadataOptions: { httpPutResponseHopLimit: 0 } },
    [
      'metadataOptions.httpPutResponseHopLimit: expected metadataOptions.httpPutResponseHopLimit to be in the range (1 - 64), got 0',
    ],
  ],
  [
    'tokens that are neither optional nor required',
    { metadataOptions: { httpTokens: 'always' } },
    [
      'metadataOptions.httpTokens: expected metadataOptions.httpTokens to be one of ["optional","required"], got always',
    ],
  ],
  [
    'an option that nobody knows',
    { metadataOptions: { httpToken: 'required' } },
    [
      'metadataOptions.httpToken: "httpToken" is no input of metadataOptions of aws:ec2/launchTemplate:LaunchTemplate; its inputs are httpEndpoint, httpProtocolIpv6, httpPutResponseHopLimit, httpTokens, instanceMetadataTags',
    ],
  ],
  [
    'a key that does not exist',
    {
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { encrypted: 'true', kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/gone' },
        },
      ],
    },
    [
      "blockDeviceMappings[0].ebs.kmsKeyId: InvalidKmsKey.NotFound: The KMS key 'arn:aws:kms:eu-west-1:111122223333:key/gone' does not exist",
    ],
  ],
  [
    'throughput of a gp2 volume',
    { blockDeviceMappings: [{ ebs: { volumeType: 'gp2', throughput: 250 } }] },
    [
      'blockDeviceMappings[0].ebs.throughput: InvalidParameterCombination: The parameter throughput is not supported for gp2 volumes.',
    ],
  ],
  [
    'a volume of nothing',
    { blockDeviceMappings: [{ ebs: { volumeSize: 0 } }] },
    [
      'blockDeviceMappings[0].ebs.volumeSize: expected blockDeviceMappings[0].ebs.volumeSize to be in the range (1 - 65536), got 0',
    ],
  ],
  [
    'groups and interfaces together',
    { networkInterfaces: [{ deviceIndex: 0 }], vpcSecurityGroupIds: ['04da6b54-80e4-46f7-96ec-b56ff0331ba9'] },
    [
      'vpcSecurityGroupIds: InvalidParameterCombination: Network interfaces and an instance-level security groups may not be specified on the same request',
    ],
  ],
  [
    'two ways to the default version',
    { defaultVersion: 1, updateDefaultVersion: true },
    ['defaultVersion: InvalidParameterCombination: defaultVersion conflicts with updateDefaultVersion'],
  ],
])('a launch template with %s is refused', async (_, inputs, refusals) => {
  expect(await new World().refusals(types.launchTemplate, inputs)).toEqual(refusals);
});

test('security groups of a launch template are of one VPC', async () => {
  const world = new World();
  const { group, foreignGroup, vpc, other } = await networkOf(world);
  expect(await world.refusals(types.launchTemplate, { vpcSecurityGroupIds: [group, foreignGroup] })).toEqual([
    `vpcSecurityGroupIds: InvalidParameter: the security groups belong to different networks: ${group} in ${vpc}, ${foreignGroup} in ${other}`,
  ]);
});

test('every update makes a version, and a preview does not know it yet', async () => {
  const world = new World();
  const made = await world.make(types.launchTemplate, 'nodes', { userData: base64(toml), updateDefaultVersion: true });
  expect([made.state.latestVersion, made.state.defaultVersion]).toEqual([1, 1]);
  const subject = world.subject(types.launchTemplate, 'nodes');
  const news = { ...made.inputs, description: 'second' };
  const planned = await world.aws.update(subject, made.id, made.state, news, true);
  expect([planned.state.latestVersion, planned.state.arn]).toEqual([
    '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
    made.state.arn,
  ]);
  const second = await world.change(types.launchTemplate, 'nodes', made, news);
  const third = await world.change(types.launchTemplate, 'nodes', second, { ...news, description: 'third' });
  expect([second.state.latestVersion, third.state.latestVersion, third.state.defaultVersion]).toEqual([2, 3, 3]);
});

test('a name is replaced, user data is not', async () => {
  const { aws } = new World();
  const subject = { urn: 'urn', type: types.launchTemplate, name: 'nodes' };
  const diff = (olds: Properties, news: Properties) => aws.diff(subject, 'lt-1', olds, olds, news);
  expect(await diff({ name: 'one' }, { name: 'two' })).toEqual({
    changed: ['name'],
    replaces: ['name'],
    deleteBeforeReplace: false,
  });
  expect(await diff({ name: 'one', userData: 'a' }, { name: 'one', userData: 'b' })).toEqual({
    changed: ['userData'],
    replaces: [],
    deleteBeforeReplace: false,
  });
});
