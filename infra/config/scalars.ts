import { parseIpv4Cidr } from '@palisade/constructs/cidr';
import { z } from 'zod';

import { text } from './describe';

/** A DNS label of RFC 1123: what Kubernetes takes for the name of a namespace or service account. */
export const dnsLabel = (noun: string) =>
  text(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    `write ${noun}: at most 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit`,
  );

/**
 * The name of something that AWS resources are named after, with endings of their own. 32 characters leave room for
 * those in the tightest bound, the 64 characters of an IAM role.
 */
export const resourceName = (noun: string) =>
  text(
    /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/,
    `write ${noun}: at most 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen`,
  );

/** The parts of an ARN. Region and account are empty for what has none. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Reads an ARN; undefined where the text is none. */
export function parseArn(arn: string): Arn | undefined {
  const [scheme, partition = '', service = '', region = '', account = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (scheme !== 'arn' || !partitions.some((known) => known === partition) || service === '' || resource === '') {
    return undefined;
  }
  return /^(\d{12}|aws)?$/.test(account) ? { partition, service, region, account, resource } : undefined;
}

/**
 * Groups of regions that share no accounts or credentials. China's is not among them: its endpoint services and service
 * principals are named by rules of their own, which nothing here has been tried on.
 */
export const partitions = ['aws', 'aws-us-gov'] as const;

/** The ARN of an IAM role or user, of an account. */
export const principalArn = text((value) => {
  const arn = parseArn(value);
  return arn?.service === 'iam' && arn.account !== '' && /^(role|user)\/[\w+=,.@/-]+$/.test(arn.resource);
}, 'write the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform-admin');

/** The ARN of an IAM policy, of an account or AWS's own. */
export const policyArn = text((value) => {
  const arn = parseArn(value);
  return arn?.service === 'iam' && /^policy\/[\w+=,.@/-]+$/.test(arn.resource);
}, 'write the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary');

/** An IPv4 block, canonical. */
export const ipv4Block = (advice: string) => text((value) => parseIpv4Cidr(value) !== undefined, advice);

/** Days that CloudWatch keeps log events: it takes only these. Source: PutRetentionPolicy in its API reference. */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Days to keep logs for. @default 365 */
export const retention = z
  .number({ error: `write one of ${retentionDays.join(', ')} (days)` })
  .refine((value) => retentionDays.some((allowed) => allowed === value), {
    error: `write one of ${retentionDays.join(', ')} (days)`,
  })
  .default(365);

/** A domain of at least two labels, none of them empty; a leading dot stands for every name below it. */
export function isDomain(value: string): boolean {
  const labels = (value.startsWith('.') ? value.slice(1) : value).split('.');
  return (
    value.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    /^[a-z]/.test(labels.at(-1) ?? '')
  );
}

/** An e-mail address, as far as a pattern can tell. */
export const email = text((value) => {
  const [local = '', domain = '', ...more] = value.split('@');
  return more.length === 0 && /^[\w.+-]{1,64}$/.test(local) && !domain.startsWith('.') && isDomain(domain);
}, 'write an e-mail address such as security@example.com');

/** A quantity as Kubernetes writes it: a decimal number with an optional suffix. */
export const quantity = (example: string) =>
  text(/^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/, `write a Kubernetes quantity such as ${example}`);
