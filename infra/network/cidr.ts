import { type Cidr, contains, formatIpv4Cidr, parseIpv4Cidr } from '@palisade/constructs/cidr';

/** How many addresses an IPv4 block of this prefix holds: 1 for /32, 2^32 for /0. */
export function sizeOf(prefixLength: number): bigint {
  return 1n << BigInt(32 - prefixLength);
}

/**
 * As {@link parseIpv4Cidr}, for text that has been validated before.
 *
 * @throws Error where it is no canonical IPv4 block.
 */
export function cidr(text: string): Cidr {
  const block = parseIpv4Cidr(text);
  if (block === undefined) throw new Error(`'${text}' is no IPv4 block; write one such as 10.40.0.0/16`);
  return block;
}

/**
 * The `index`th (from 0) of the equal blocks of `prefixLength` that `outer` divides into.
 *
 * @throws RangeError where `outer` has no such block.
 */
export function subnetOf(outer: Cidr, prefixLength: number, index: number): Cidr {
  const count = 2 ** (prefixLength - outer.prefixLength);
  if (prefixLength < outer.prefixLength || prefixLength > 32 || index < 0 || index >= count) {
    throw new RangeError(`${formatIpv4Cidr(outer)} has no /${prefixLength} block number ${index}`);
  }
  return blockAt(outer.first + BigInt(index) * sizeOf(prefixLength), prefixLength);
}

/**
 * The smallest block that contains all of these.
 *
 * @throws RangeError where there are none.
 */
export function enclosing(blocks: readonly Cidr[]): Cidr {
  const [some] = blocks;
  if (some === undefined) throw new RangeError('no block encloses nothing');
  for (let prefixLength = some.prefixLength; ; prefixLength--) {
    const outer = blockAt(some.first, prefixLength);
    if (blocks.every((block) => contains(outer, block))) return outer;
  }
}

/** The block of that size in which an address lies. */
function blockAt(address: bigint, prefixLength: number): Cidr {
  const size = sizeOf(prefixLength);
  const first = address - (address % size);
  return { family: 4, first, last: first + size - 1n, prefixLength };
}

/** The blocks that are never routed on the internet: RFC 1918 (private use) and RFC 6598 (shared address space). */
export const privateBlocks: readonly Cidr[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(
  cidr,
);

/** Whether a block lies wholly within one of {@link privateBlocks}. */
export function isPrivate(block: Cidr): boolean {
  return privateBlocks.some((outer) => contains(outer, block));
}
