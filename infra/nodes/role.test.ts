import { describe, expect, test } from '@jest/globals';
import { record } from '../testing';
import { NodeRole } from './role';

describe("the nodes' role", () => {
  test('may join, ask for pod identities and pull images, and nothing else', async () => {
    const { one, of, result } = await record(
      () => new NodeRole('nodes', { account: { partition: 'aws-us-gov' }, cluster: { plannedName: 'example' } }).arn,
    );
    expect(JSON.parse(one('Role').inputs.assumeRolePolicy).Statement).toEqual([
      { Sid: 'Nodes', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
    expect(of('RolePolicyAttachment').map(({ inputs }) => inputs.policyArn)).toEqual([
      'arn:aws-us-gov:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
      'arn:aws-us-gov:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy',
    ]);
    expect(of('RolePolicy')).toEqual([]);
    expect(result).toBe('arn:aws:iam::111122223333:role/nodes');
  });

  test('has the permissions boundary where there is one', async () => {
    const permissionsBoundaryArn = 'arn:aws:iam::111122223333:policy/boundary';
    const { one } = await record(() => {
      new NodeRole('nodes', {
        account: { partition: 'aws' },
        cluster: { plannedName: 'example' },
        permissionsBoundaryArn,
      });
    });
    expect(one('Role').inputs.permissionsBoundary).toBe(permissionsBoundaryArn);
  });
});
