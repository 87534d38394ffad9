import { createHash } from 'node:crypto';

/** The account and region that are played. */
export interface Realm {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`, from the region. */
  readonly partition: string;
  /** Names of the region's zones. */
  readonly zones: readonly string[];
  /** What every EKS cluster answers on: the API server that really runs. */
  readonly cluster: { readonly endpoint: string; readonly certificateAuthority: string };
}

/** The realm of an account and region; throws on an account that is not twelve digits, or no region's name. */
export function realmOf(account: string, region: string, cluster: Realm['cluster']): Realm {
  if (!/^\d{12}$/.test(account)) throw new Error(`account "${account}" is not twelve digits, such as 123456789012`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new Error(`region "${region}" is not one, such as eu-west-1`);
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const { endpoint, certificateAuthority: given } = cluster;
  const certificateAuthority = given.startsWith('-----BEGIN') ? Buffer.from(given).toString('base64') : given;
  const zones = ['a', 'b', 'c'].map((zone) => region + zone);
  return { account, region, partition, zones, cluster: { endpoint, certificateAuthority } };
}

/** An ARN in the realm; global services leave region out. */
export function arn(realm: Realm, service: string, resource: string): string {
  const region = service === 'iam' || service === 's3' ? '' : realm.region;
  const account = service === 's3' ? '' : realm.account;
  return `arn:${realm.partition}:${service}:${region}:${account}:${resource}`;
}

/** The domain that the partition's service names end in. */
export function domain(realm: Realm): string {
  return realm.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** A zone's id, such as euw1-az1: the same for every zone of the same letter. */
export function zoneId(zone: string): string {
  const match = /^([a-z]{2})-(.+)-(\d)([a-z])$/.exec(zone);
  if (!match) return zone;
  const [, area = '', direction = '', digit = '', letter = 'a'] = match;
  const initials = direction.split('-').map((word) => word.replace(/^(north|south|central)(east|west)$/, '$1-$2'));
  const short = initials
    .map((word) =>
      word
        .split('-')
        .map((part) => part[0])
        .join(''),
    )
    .join('');
  return `${area}${short}${digit}-az${letter.charCodeAt(0) - 96}`;
}

/** Hexadecimal digits that are always the same for the same words. */
export function hex(length: number, ...words: string[]): string {
  return createHash('sha256').update(words.join('\n')).digest('hex').slice(0, length);
}
