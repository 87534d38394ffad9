import { parseRange, widthOf } from '@palisade/rules/cidr';

/** A block of addresses by value. */
export interface Cidr {
  readonly family: 4 | 6;
  /** The first address. */
  readonly first: bigint;
  /** The last address. */
  readonly last: bigint;
  readonly prefixLength: number;
}

/**
 * Parses a block of IPv4 or IPv6 addresses such as `10.1.0.0/16`. What an API server takes and others read differently is
 * refused: leading zeros, IPv4 addresses in IPv6 notation, and an address that is not the block's first.
 *
 * @returns undefined where the text is none
 */
export function parseCidr(text: string): Cidr | undefined {
  const read = text.includes(':') && text.includes('.') ? undefined : blockAround(text);
  return read !== undefined && read.given === read.block.first ? read.block : undefined;
}

/**
 * The block of any of its addresses: `10.1.2.3/16` lies in `10.1.0.0/16`. Takes what Kubernetes' CEL takes.
 *
 * @returns also the address that was given; undefined where the text is none
 */
export function blockAround(text: string): { readonly block: Cidr; readonly given: bigint } | undefined {
  const range = parseRange(text);
  if (range === undefined) return undefined;
  const { address, prefixLength } = range;
  const size = 1n << BigInt(widthOf(address) - prefixLength);
  const first = address.bits - (address.bits % size);
  return { block: { family: address.family, first, last: first + size - 1n, prefixLength }, given: address.bits };
}

/** As {@link parseCidr}, of IPv4 alone. */
export function parseIpv4Cidr(text: string): Cidr | undefined {
  const block = parseCidr(text);
  return block?.family === 4 ? block : undefined;
}

/** The text of an IPv4 block. */
export function formatIpv4Cidr({ first, prefixLength }: Cidr): string {
  const octets = [24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n);
  return `${octets.join('.')}/${prefixLength}`;
}

/** Whether every address of `inner` is one of `outer`. A block contains itself. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether two blocks share an address. */
export function overlaps(left: Cidr, right: Cidr): boolean {
  return contains(left, right) || contains(right, left);
}
