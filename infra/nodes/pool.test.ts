import { describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import type { NodePoolConfig } from '../config';
import { exampleConfig } from '../example-config';
import { record } from '../testing';
import { amiType } from './ami-type';
import { NodePool } from './pool';

const base: NodePoolConfig = {
  name: 'general',
  os: 'bottlerocket',
  architecture: 'arm64',
  fips: false,
  instanceTypes: ['m7g.large', 'm6g.large'],
  size: { min: 3, desired: 4, max: 9 },
  volumeGiB: 100,
  labels: { team: 'shop' },
  taints: [{ key: 'dedicated', value: 'batch', effect: 'PreferNoSchedule' }],
  maxUnavailablePercentage: 33,
};

function standUp(pool: NodePoolConfig) {
  return record(() => {
    new NodePool(`pool-${pool.name}`, {
      pool,
      cluster: { plannedName: 'example', name: 'example', version: '1.35' },
      subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
      securityGroupId: 'sg-nodes',
      roleArn: 'arn:aws:iam::111122223333:role/nodes',
      volumesKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/volumes',
    });
  });
}

describe("a pool's launch template", () => {
  test('asks for tokens of one hop, gives no public address and no key, and watches closely', async () => {
    const { inputs } = (await standUp(base)).one('LaunchTemplate');
    expect(inputs.metadataOptions).toEqual({
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: 'disabled',
    });
    expect(inputs.networkInterfaces).toEqual([
      { deviceIndex: 0, associatePublicIpAddress: 'false', deleteOnTermination: 'true', securityGroups: ['sg-nodes'] },
    ]);
    expect(inputs.monitoring).toEqual({ enabled: true });
    for (const forbidden of ['keyName', 'imageId', 'iamInstanceProfile', 'instanceType', 'vpcSecurityGroupIds']) {
      expect(inputs).not.toHaveProperty(forbidden);
    }
  });

  const ebs = (volumeSize: number) => ({
    volumeType: 'gp3',
    volumeSize,
    encrypted: 'true',
    kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/volumes',
    deleteOnTermination: 'true',
  });

  test('encrypts both of Bottlerocket volumes under our key', async () => {
    expect((await standUp(base)).one('LaunchTemplate').inputs.blockDeviceMappings).toEqual([
      { deviceName: '/dev/xvda', ebs: ebs(4) },
      { deviceName: '/dev/xvdb', ebs: ebs(100) },
    ]);
  });

  test("encrypts Amazon Linux's one volume under our key", async () => {
    const { inputs } = (await standUp({ ...base, os: 'al2023', volumeGiB: 50 })).one('LaunchTemplate');
    expect(inputs.blockDeviceMappings).toEqual([{ deviceName: '/dev/xvda', ebs: ebs(50) }]);
  });

  test('tags instances, volumes and interfaces', async () => {
    const tags = { Name: 'example-general', 'palisade:cluster': 'example', 'palisade:node-pool': 'general' };
    expect((await standUp(base)).one('LaunchTemplate').inputs.tagSpecifications).toEqual([
      { resourceType: 'instance', tags },
      { resourceType: 'volume', tags },
      { resourceType: 'network-interface', tags },
    ]);
  });

  test('carries the user data of its operating system, base64', async () => {
    const decode = (recording: Awaited<ReturnType<typeof standUp>>) =>
      Buffer.from(recording.one('LaunchTemplate').inputs.userData, 'base64').toString();
    expect(parse(decode(await standUp(base)))).toHaveProperty('settings.kernel.lockdown', 'integrity');
    expect(decode(await standUp({ ...base, os: 'al2023' }))).toMatch(/^MIME-Version: 1\.0\n/);
  });
});

describe("a pool's node group", () => {
  test('follows its config', async () => {
    const { one } = await standUp(base);
    expect(one('NodeGroup').inputs).toEqual({
      clusterName: 'example',
      nodeGroupNamePrefix: 'general-',
      nodeRoleArn: 'arn:aws:iam::111122223333:role/nodes',
      subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
      version: '1.35',
      amiType: 'BOTTLEROCKET_ARM_64',
      capacityType: 'ON_DEMAND',
      instanceTypes: ['m7g.large', 'm6g.large'],
      launchTemplate: { id: one('LaunchTemplate').id, version: '1' },
      scalingConfig: { minSize: 3, desiredSize: 4, maxSize: 9 },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      labels: { team: 'shop', 'palisade.dev/node-pool': 'general' },
      taints: [{ key: 'dedicated', value: 'batch', effect: 'PREFER_NO_SCHEDULE' }],
    });
  });

  test.each([
    ['bottlerocket', 'x86_64', false, 'BOTTLEROCKET_x86_64'],
    ['bottlerocket', 'x86_64', true, 'BOTTLEROCKET_x86_64_FIPS'],
    ['bottlerocket', 'arm64', false, 'BOTTLEROCKET_ARM_64'],
    ['bottlerocket', 'arm64', true, 'BOTTLEROCKET_ARM_64_FIPS'],
    ['al2023', 'x86_64', false, 'AL2023_x86_64_STANDARD'],
    ['al2023', 'arm64', false, 'AL2023_ARM_64_STANDARD'],
  ] as const)('image of %s on %s, FIPS %s: %s', (os, architecture, fips, expected) => {
    expect(amiType({ os, architecture, fips })).toBe(expected);
  });

  test('takes a pool as config gives it', async () => {
    const [pool] = exampleConfig().nodePools;
    if (pool === undefined) throw new Error('the example has a pool');
    expect((await standUp(pool)).one('NodeGroup').inputs.taints).toEqual([]);
  });
});
