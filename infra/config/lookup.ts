import { getAvailabilityZones } from '@pulumi/aws/getAvailabilityZones';
import { getCallerIdentity } from '@pulumi/aws/getCallerIdentity';
import type { InvokeOptions } from '@pulumi/pulumi';
import type { AccountConfig } from './schema';

/** Where a stack deploys to, all of it known. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  /** `aws` or `aws-us-gov`. */
  readonly partition: string;
  /** Three to six of the region's availability zones. */
  readonly zones: readonly string[];
}

/**
 * Completes the account config: the caller's account and the region's first three zones, where the config leaves them
 * out. A config that leaves nothing out costs no call, so that it previews without credentials.
 *
 * @throws Error where the region has fewer than three zones.
 */
export async function lookUpAccount(config: AccountConfig, options: InvokeOptions = {}): Promise<Account> {
  const { region, partition } = config;
  const [id, zones] = await Promise.all([
    config.id ?? getCallerIdentity({}, options).then(({ accountId }) => accountId),
    config.zones ?? firstZones(region, options),
  ]);
  return { id, region, partition, zones };
}

async function firstZones(region: string, options: InvokeOptions): Promise<string[]> {
  const { names } = await getAvailabilityZones(
    // Zones that need no opting in: the regular ones, and not the local zones, which have no room for a cluster.
    { state: 'available', filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }] },
    options,
  );
  const zones = names.filter((name) => name.slice(0, -1) === region && /[a-f]$/.test(name)).sort();
  if (zones.length < 3) {
    throw new Error(`${region} has ${zones.length} availability zones; write account.region with one that has three`);
  }
  return zones.slice(0, 3);
}
