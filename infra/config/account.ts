import { z } from 'zod';
import { across, distinct, oneOf, strict, text } from './describe';
import { partitions } from './scalars';

const shape = strict({
  /** The account to deploy to. @default looked up: the caller's */
  id: text(/^\d{12}$/, "write the account's 12 digits in quotes, such as '111122223333'").optional(),
  region: text(/^(?!cn-)[a-z]{2}(-[a-z]+){1,3}-\d$/, 'write a region such as eu-west-1 (none of China)'),
  /** @default aws */
  partition: oneOf(partitions).default('aws'),
  /** At least three availability zones of the region. @default looked up: the first three */
  zones: distinct(
    z
      .array(z.string({ error: 'write a zone such as eu-west-1a' }))
      .min(3, { error: 'write at least three availability zones, so that the loss of one is survived' })
      .max(6, { error: 'write at most six availability zones' }),
    (zone) => zone,
    'zone',
  ).optional(),
});

const zonesOfRegion = across(shape, ['region', 'zones'], ({ region, zones }, report) => {
  for (const [index, zone] of (zones ?? []).entries()) {
    // Letters a to f are all that regular zones use; the network gives each letter its own place in the VPC.
    if (zone.slice(0, -1) !== region || !/[a-f]$/.test(zone)) {
      report(['zones', index], `write a zone of ${region}, ${region}a to ${region}f`);
    }
  }
});

/** Where to deploy. What may be left out is looked up with the caller's credentials, and then a preview needs some. */
export const account = across(zonesOfRegion, ['region', 'partition'], ({ region, partition }, report) => {
  const expected = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  if (partition !== expected) report(['partition'], `write ${expected}, the partition of ${region}`);
});
