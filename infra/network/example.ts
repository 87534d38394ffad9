import type { NetworkConfig } from '../config';
import { record, testAccount } from '../testing';
import { Network } from './network';

/** The ARN of a key for logs. */
export const logsKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555';

/** Makes a network on mocks, for tests of its parts. */
export function made(egress: NetworkConfig['egress'] = { mode: 'none' }, permissionsBoundaryArn?: string) {
  return record(() => {
    const network = new Network('example', {
      cluster: 'example',
      account: testAccount,
      network: { cidr: '10.40.0.0/16', egress, flowLogRetentionDays: 365 },
      logsKeyArn,
      permissionsBoundaryArn,
      deletionProtection: true,
    });
    return {
      vpcId: network.vpcId,
      nodeSubnetIds: [...network.nodeSubnetIds],
      controlPlaneSubnetIds: [...network.controlPlaneSubnetIds],
      endpointSecurityGroupId: network.endpointSecurityGroupId,
      s3PrefixListId: network.s3PrefixListId,
      natIds: [...network.natIds],
    };
  });
}

/** What {@link made} recorded. */
export type Made = Awaited<ReturnType<typeof made>>;
