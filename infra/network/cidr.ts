/**
 * IPv4 blocks as numbers. Nothing here compares blocks as text: `10.0.0.0/8` and `10.1.2.0/24` share no spelling and
 * yet overlap.
 */

/** An IPv4 block. `base` is its lowest address as an unsigned 32-bit number, a multiple of the block's size. */
export interface Cidr {
  readonly base: number;
  /** Bits that all addresses of the block share, 0 to 32. */
  readonly prefix: number;
}

/** How many addresses a block of this prefix holds: 1 for /32, 2^32 for /0. */
export function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

/**
 * Reads `a.b.c.d/p`.
 *
 * @returns undefined where the text is no IPv4 block in canonical form: octets without leading zeros, prefix 0 to 32,
 * and no address bits set beyond the prefix (`10.0.0.1/16` is refused, since its author may have meant two things).
 */
export function parseCidr(text: string): Cidr | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1);
  if (parts === undefined || parts.some((part) => part.length > 1 && part.startsWith('0'))) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts.map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  return base % sizeOf(prefix) === 0 ? { base, prefix } : undefined;
}

/**
 * As {@link parseCidr}, for text that has been validated before.
 *
 * @throws Error where it is no canonical IPv4 block.
 */
export function cidr(text: string): Cidr {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(`'${text}' is no IPv4 block; write one such as 10.40.0.0/16`);
  return block;
}

/** The canonical text of a block. */
export function formatCidr({ base, prefix }: Cidr): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.')}/${prefix}`;
}

/** Whether every address of `inner` is one of `outer`'s. A block contains itself. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.base >= outer.base && inner.base + sizeOf(inner.prefix) <= outer.base + sizeOf(outer.prefix);
}

/** Whether two blocks share an address. */
export function overlaps(left: Cidr, right: Cidr): boolean {
  return contains(left, right) || contains(right, left);
}

/**
 * The `index`th (from 0) of the equal blocks of `prefix` that `outer` divides into.
 *
 * @throws RangeError where `outer` has no such block.
 */
export function subnetOf(outer: Cidr, prefix: number, index: number): Cidr {
  if (prefix < outer.prefix || prefix > 32 || index < 0 || index >= 2 ** (prefix - outer.prefix)) {
    throw new RangeError(`${formatCidr(outer)} has no /${prefix} block number ${index}`);
  }
  return { base: outer.base + index * sizeOf(prefix), prefix };
}

/**
 * The smallest block that contains all of these.
 *
 * @throws RangeError where there are none.
 */
export function enclosing(blocks: readonly Cidr[]): Cidr {
  if (blocks.length === 0) throw new RangeError('no block encloses nothing');
  const least = Math.min(...blocks.map(({ base }) => base));
  for (let prefix = Math.min(...blocks.map((block) => block.prefix)); ; prefix--) {
    const outer = { base: Math.floor(least / sizeOf(prefix)) * sizeOf(prefix), prefix };
    if (blocks.every((block) => contains(outer, block))) return outer;
  }
}

/** The blocks that are never routed on the internet: RFC 1918 (private use) and RFC 6598 (shared address space). */
export const privateBlocks: readonly Cidr[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(
  cidr,
);

/** Whether a block lies wholly within one of {@link privateBlocks}. */
export function isPrivate(block: Cidr): boolean {
  return privateBlocks.some((outer) => contains(outer, block));
}
