import type { ComponentResource, Input, Output } from '@pulumi/pulumi';
import type { Account } from '../config';
import type { PlannedSubnet } from './plan';

/** A subnet that exists, and its own route table. */
export interface MadeSubnet extends PlannedSubnet {
  readonly id: Output<string>;
  readonly routeTableId: Output<string>;
}

/** What the parts of a network share. */
export interface NetworkParts {
  /** Prefix of the parts' names. */
  readonly name: string;
  /** The cluster's name. */
  readonly cluster: string;
  readonly account: Account;
  readonly parent: ComponentResource;
  readonly vpcId: Output<string>;
  readonly subnets: readonly MadeSubnet[];
  readonly nodeRouteTableIds: readonly Output<string>[];
  /** Encrypts log groups. */
  readonly logsKeyArn: Input<string>;
  /** How long to keep the network's logs, in days. */
  readonly logRetentionDays: number;
  /** Upper limit on what roles may do. */
  readonly permissionsBoundaryArn: string | undefined;
  /** Keeps the firewall from being deleted or losing a subnet. */
  readonly deletionProtection: boolean;
}

/** The subnets of a role, in the order of zones. */
export function subnetsOf(parts: Pick<NetworkParts, 'subnets'>, role: PlannedSubnet['role']): readonly MadeSubnet[] {
  return parts.subnets.filter((subnet) => subnet.role === role);
}
