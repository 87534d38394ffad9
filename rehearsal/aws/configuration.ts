import { type Properties, ProviderError, type Value } from '../engine/provider';
import type { Realm } from './realm';
import { known, strings, table } from './values';

/** What of the provider's configuration matters to the simulation. */
export interface Configuration {
  readonly defaultTags: Properties;
}

/** Takes the provider's configuration; refuses another region, and an account that is not allowed. */
export function acceptConfiguration(args: Properties, realm: Realm): Configuration {
  const region = known(args.region);
  if (region !== undefined && region !== realm.region) {
    throw new ProviderError(`aws:region is ${region}, and the rehearsal plays ${realm.region}; set aws:region to that`);
  }
  const allowed = strings(open(args.allowedAccountIds));
  if (allowed.length > 0 && !allowed.includes(realm.account)) {
    throw new ProviderError(
      `AWS account ID not allowed: ${realm.account}; aws:allowedAccountIds has ${allowed.join(', ')}`,
    );
  }
  if (strings(open(args.forbiddenAccountIds)).includes(realm.account)) {
    throw new ProviderError(`AWS account ID not allowed: ${realm.account} is in aws:forbiddenAccountIds`);
  }
  return { defaultTags: table(table(open(args.defaultTags)).tags) };
}

/** Configuration may arrive as JSON text. */
function open(value: Value | undefined): Value | undefined {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}
