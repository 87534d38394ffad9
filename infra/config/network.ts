import { parseIpv4Cidr } from '@palisade/constructs/cidr';
import { z } from 'zod';
import { isPrivate } from '../network/cidr';
import { distinct, strict, text } from './describe';
import { ipv4Block, isDomain, retention } from './scalars';

const blockAdvice = 'write an IPv4 block such as 10.40.0.0/16, with no bits set beyond its prefix';

/** The VPC's block: private, and no smaller than nodes, pods and AWS's own interfaces in three zones need. */
const vpcBlock = ipv4Block(blockAdvice).superRefine((value, context) => {
  const block = parseIpv4Cidr(value);
  if (block === undefined) return;
  if (!isPrivate(block)) {
    const message = 'write a private block, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10';
    context.addIssue({ code: 'custom', input: value, message });
  }
  if (block.prefixLength < 16 || block.prefixLength > 20) {
    const message = 'write a prefix from /16 (the largest VPC that AWS makes) to /20 (510 addresses a zone for pods)';
    context.addIssue({ code: 'custom', input: value, message });
  }
});

const domain = text(isDomain, 'write a domain such as registry.example.com, or .example.com for every name below it');

/** What may leave the VPC. */
const egress = z.discriminatedUnion('mode', [
  strict({ mode: z.literal('none') }),
  strict({ mode: z.literal('nat') }),
  strict({
    mode: z.literal('firewall'),
    /** The only names that nodes and pods reach over TLS or HTTP. AWS's own endpoints need not be listed. */
    domains: distinct(
      z.array(domain).min(1, { error: 'write at least one domain, or choose mode none' }),
      (name) => name,
      'domain',
    ),
  }),
]);

/** The VPC. */
export const network = strict({
  cidr: vpcBlock,
  /** @default { mode: none } */
  egress: egress.default({ mode: 'none' }),
  /** How long to keep flow logs, in days. @default 365 */
  flowLogRetentionDays: retention,
});
