import type { Properties } from '../engine/provider';
import { simulatedFunctions } from './invokes';
import { World } from './testing/world';

const ask = async (token: string, args: Properties = {}) => (await new World().aws.invoke(token, args)).result;

test.each<[string, Properties]>([
  [
    'aws:index/getAvailabilityZones:getAvailabilityZones',
    { names: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'], zoneIds: ['euw1-az1', 'euw1-az2', 'euw1-az3'] },
  ],
  [
    'aws:index/getCallerIdentity:getCallerIdentity',
    { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/rehearsal' },
  ],
  ['aws:index/getRegion:getRegion', { region: 'eu-west-1', name: 'eu-west-1' }],
  [
    'aws:index/getPartition:getPartition',
    { partition: 'aws', dnsSuffix: 'amazonaws.com', reverseDnsPrefix: 'com.amazonaws' },
  ],
])('%s answers', async (token, result) => {
  expect(await ask(token)).toMatchObject(result);
});

test.each([
  '/aws/service/bottlerocket/aws-k8s-1.35/x86_64/latest/image_id',
  '/aws/service/bottlerocket/aws-k8s-1.35-fips/arm64/latest/image_id',
  '/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id',
])('the parameter %s is an image, always the same', async (name) => {
  const first = await ask('aws:ssm/getParameter:getParameter', { name });
  expect(first.value).toMatch(/^ami-0[0-9a-f]{16}$/);
  expect(await ask('aws:ssm/getParameter:getParameter', { name })).toEqual(first);
});

test.each<[string, string, Properties, string | RegExp]>([
  [
    'a parameter of our own',
    'aws:ssm/getParameter:getParameter',
    { name: '/palisade/a' },
    'ParameterNotFound: "/palisade/a"; the rehearsal knows only the node images below /aws/service/bottlerocket/aws-k8s-1.NN/ and /aws/service/eks/optimized-ami/1.NN/amazon-linux-2023/',
  ],
  [
    'an unknown function',
    'aws:ec2/getVpc:getVpc',
    {},
    `not simulated: the rehearsal plays no aws:ec2/getVpc:getVpc; it plays ${simulatedFunctions.join(', ')}`,
  ],
  [
    'another region',
    'aws:index/getRegion:getRegion',
    { region: 'us-east-1' },
    'not simulated: aws:index/getRegion:getRegion in us-east-1; the rehearsal plays eu-west-1',
  ],
])('%s is refused', async (_, token, args, reason) => {
  await expect(ask(token, args)).rejects.toThrow(reason);
});
