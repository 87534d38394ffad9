import type { Problem } from '../construct-error';
import { type Cidr, contains, parseCidr } from '../network/cidr';
import type { Side } from './entrances';

/** Only from inside: through the entrance that the cluster has for its own networks. */
export interface InternalAccess {
  readonly kind: 'internal';
  readonly sourceRanges?: never;
}

/**
 * Only from these addresses. Private ones (RFC 1918, RFC 6598, `fc00::/7`) come through the internal entrance, public ones
 * through the one to the internet; one exposure takes one sort.
 */
export interface SourceRangeAccess {
  readonly kind?: never;
  /** Networks in CIDR notation, such as `203.0.113.0/24`. Together they must be less than most of the internet. */
  readonly sourceRanges: readonly [string, ...string[]];
}

declare const internet: unique symbol;

/** From everywhere. Made by {@link Access.internet} alone, so that one search for that name finds every such decision. */
export interface InternetAccess {
  readonly kind: 'internet';
  readonly sourceRanges?: never;
  /** Nobody writes this by hand. */
  readonly [internet]: true;
}

/** Who may reach an exposed workload. */
export type Access = InternalAccess | SourceRangeAccess | InternetAccess;

/** The kinds of {@link Access}, besides `{ sourceRanges: [...] }`. */
export const Access = {
  /** From the cluster's own networks. */
  internal(): InternalAccess {
    return { kind: 'internal' };
  },
  /** From the whole internet: a decision that somebody takes by writing it down. */
  internet(): InternetAccess {
    return { kind: 'internet' } as InternetAccess;
  },
} as const;

/** Which entrance an access is by, and the ranges that it is narrowed to there, sorted, none within another. */
export interface Way {
  readonly side: Side;
  readonly ranges?: readonly string[];
}

/** The way of an access, or what is wrong with it. */
export function wayOf(access: Access): { readonly way: Way; readonly problems: readonly Problem[] } {
  if (access.sourceRanges === undefined) return { way: { side: access.kind }, problems: [] };
  const problems: Problem[] = [];
  const ranges: Range[] = [];
  for (const text of access.sourceRanges) {
    const cidr = parseCidr(text);
    if (cidr === undefined)
      problems.push({ found: `sourceRanges holds '${text}', which is no block of addresses`, write });
    else ranges.push({ text, cidr });
  }
  if (access.sourceRanges.length === 0) problems.push({ found: 'sourceRanges is empty', write });
  const few = withoutInner(ranges);
  const inside = few.filter(({ cidr }) => blocks.private.some((block) => contains(block, cidr)));
  const outside = few.filter(({ cidr }) => !blocks.private.some((block) => overlap(block, cidr)));
  if (isMostOfTheInternet(few.map(({ cidr }) => cidr))) {
    problems.push({
      found: 'sourceRanges is most of the internet, or all of it',
      write: 'Write the networks that are meant, or access: Access.internet() if everybody is',
    });
  } else {
    const nobody = few.filter(({ cidr }) => blocks.nobody.some((block) => overlap(block, cidr)));
    for (const { text } of nobody) {
      problems.push({ found: `sourceRanges holds '${text}', from which no client comes`, write });
    }
    if (inside.length < few.length && outside.length < few.length) {
      problems.push({
        found: 'sourceRanges holds private and public addresses, which come by different entrances',
        write: 'Expose the workload under a name for each',
      });
    }
  }
  const side = outside.length > 0 ? 'internet' : 'internal';
  return { way: { side, ranges: few.map(({ text }) => text) }, problems };
}

interface Range {
  readonly text: string;
  readonly cidr: Cidr;
}

const write = `Write networks by their first address and length, such as '203.0.113.0/24'`;

const parsed = (...texts: readonly string[]): readonly Cidr[] =>
  texts.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr === undefined ? [] : [cidr];
  });

const blocks = {
  private: parsed('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'),
  /** Loopback, link-local, multicast and what is reserved. */
  nobody: parsed('0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/8', 'fe80::/10', 'ff00::/8'),
};

function overlap(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** Whether public addresses add up to as many as no organisation has: a /6 of IPv4, a /12 of IPv6. */
function isMostOfTheInternet(few: readonly Cidr[]): boolean {
  const size = (family: 4 | 6) =>
    few
      .filter((cidr) => cidr.family === family && !blocks.private.some((block) => contains(block, cidr)))
      .reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  return size(4) >= 1n << 26n || size(6) >= 1n << 116n;
}

/** Ranges by value, without those that others hold. Blocks of addresses nest or are apart, so the rest are apart. */
function withoutInner(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort(
    ({ cidr: a }, { cidr: b }) =>
      a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : a.prefixLength - b.prefixLength),
  );
  const few: Range[] = [];
  for (const range of sorted) {
    const last = few.at(-1);
    if (last === undefined || !contains(last.cidr, range.cidr)) few.push(range);
  }
  return few;
}
