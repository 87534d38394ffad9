import { overlaps, parseIpv4Cidr } from '@palisade/constructs/cidr';
import { z } from 'zod';
import { isPrivate, privateBlocks } from '../network/cidr';
import { across, distinct, listed, oneOf, strict } from './describe';
import { kubernetesVersions, supportedVersions } from './kubernetes-versions';
import { ipv4Block, principalArn, resourceName, retention } from './scalars';

/** The narrowest prefix is /32; anything shorter than this spans networks that no single owner has. */
const widestAllowed = 16;

const allowedBlock = ipv4Block(
  'write an IPv4 block such as 203.0.113.0/24, with no bits set beyond its prefix',
).superRefine((value, context) => {
  const block = parseIpv4Cidr(value);
  if (block === undefined) return;
  const report = (message: string) => context.addIssue({ code: 'custom', input: value, message });
  if (block.prefixLength < widestAllowed) {
    report(`write a block no wider than /${widestAllowed}; the API is not for the whole internet`);
  } else if (isPrivate(block) || privateBlocks.some((other) => overlaps(other, block))) {
    report('write a public block; callers in the VPC use the private endpoint, and AWS refuses private ones here');
  }
});

/** Who may reach the API server. The private endpoint is always on; a public one opens to listed blocks only. */
const endpoint = z.discriminatedUnion('access', [
  strict({ access: z.literal('private') }),
  strict({
    access: z.literal('allow-list'),
    cidrs: distinct(
      z
        .array(allowedBlock)
        .min(1, { error: 'write at least one IPv4 block, or choose access private' })
        .max(40, { error: 'write at most 40 blocks, the most that EKS takes' }),
      (block) => block,
      'block',
    ),
  }),
]);

/** EKS's own access policies. Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const accessPolicies = [
  'AmazonEKSClusterAdminPolicy',
  'AmazonEKSAdminPolicy',
  'AmazonEKSAdminViewPolicy',
  'AmazonEKSEditPolicy',
  'AmazonEKSViewPolicy',
] as const;

const shape = strict({
  name: resourceName('a cluster name'),
  version: z.enum(supportedVersions, {
    // YAML reads 1.35 as a number (and 1.30 as 1.3).
    error: ({ input }) => `write ${listed(supportedVersions, 'or')}${typeof input === 'number' ? ' in quotes' : ''}`,
  }),
  /** @default { access: private } */
  endpoint: endpoint.default({ access: 'private' }),
  /** Who gets into the cluster. The creator does not unless listed. */
  admins: distinct(
    z
      .array(strict({ principalArn, policy: oneOf(accessPolicies) }))
      .min(1, { error: 'write at least one principal; the creator gets no access of its own' }),
    (entry) => entry.principalArn,
    'principal',
    ['principalArn'],
  ),
  /** EXTENDED costs more by the hour and keeps a version for a year longer. @default STANDARD */
  supportType: oneOf(['STANDARD', 'EXTENDED']).default('STANDARD'),
  /** EKS refuses to delete the cluster while this is on. @default true */
  deletionProtection: z.boolean({ error: 'write true or false' }).default(true),
  /** Lets AWS move traffic away from an impaired zone. @default true */
  zonalShift: z.boolean({ error: 'write true or false' }).default(true),
  /** How long to keep control plane logs, in days. @default 365 */
  logRetentionDays: retention,
});

/** The control plane. */
export const cluster = across(shape, ['version', 'supportType'], ({ version, supportType }, report) => {
  if (supportType === 'STANDARD' && kubernetesVersions[version] === 'extended') {
    const standard = supportedVersions.filter((supported) => kubernetesVersions[supported] === 'standard');
    report(
      ['version'],
      `write ${listed(standard, 'or')}, or supportType EXTENDED: ${version} is past standard support, and EKS would upgrade the cluster by itself`,
    );
  }
});
