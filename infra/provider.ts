import { Provider } from '@pulumi/aws/provider';
import type { ClusterStackConfig } from './config';

/**
 * AWS in the region of the config, and only in its account where it names one: with credentials of another account the
 * provider stops before it makes anything.
 */
export function awsProvider({ account, cluster }: ClusterStackConfig): Provider {
  return new Provider('aws', {
    region: account.region,
    ...(account.id === undefined ? {} : { allowedAccountIds: [account.id] }),
    defaultTags: { tags: { 'palisade:cluster': cluster.name } },
  });
}
