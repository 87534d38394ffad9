import { isIP, isIPv4 } from 'node:net';

/** A parsed CIDR block. */
export interface Block {
  readonly family: 4 | 6;
  /** First address of the block. */
  readonly base: bigint;
  /** Leading bits that are fixed: 0 is everything. */
  readonly prefix: number;
}

const MAPPED_IPV4 = 0xffffn << 32n;

/**
 * Parses `address/prefix`. An IPv4-mapped IPv6 block (`::ffff:0:0/96`) becomes the IPv4 block that it means.
 *
 * @throws where the text is no CIDR block: what cannot be read must not pass for narrow.
 */
export function parseBlock(text: unknown): Block {
  const [address = '', digits = '', ...rest] = String(text).split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(digits) || Number(digits) > bits) {
    throw new Error(`not a CIDR block: ${JSON.stringify(text)}`);
  }
  const prefix = Number(digits);
  const base = family === 4 ? ipv4(address) : ipv6(address);
  if (family === 6 && prefix >= 96 && base >> 32n === 0xffffn) {
    return masked(4, base & 0xffffffffn, prefix - 96);
  }
  return masked(family === 4 ? 4 : 6, base, prefix);
}

/**
 * Whether a block is so large that it cannot be one organisation's own: more than an IPv4 /8 (the largest private range,
 * 10.0.0.0/8, is one) or an IPv6 /32 (what a registry gives a whole provider). Catches `0.0.0.0/0` and also its halves.
 */
export function isWide(text: unknown): boolean {
  const block = parseBlock(text);
  return block.prefix < (block.family === 4 ? 8 : 32) || contains(block, { family: 6, base: MAPPED_IPV4, prefix: 96 });
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return (
    outer.family === inner.family &&
    outer.prefix <= inner.prefix &&
    masked(inner.family, inner.base, outer.prefix).base === outer.base
  );
}

function masked(family: 4 | 6, base: bigint, prefix: number): Block {
  const host = BigInt((family === 4 ? 32 : 128) - prefix);
  return { family, base: (base >> host) << host, prefix };
}

function ipv4(address: string): bigint {
  return address.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function ipv6(address: string): bigint {
  const last = address.slice(address.lastIndexOf(':') + 1);
  // A dotted tail is two groups written otherwise.
  const hex = isIPv4(last)
    ? `${address.slice(0, -last.length)}${(ipv4(last) >> 16n).toString(16)}:${(ipv4(last) & 0xffffn).toString(16)}`
    : address;
  const [head = '', tail] = hex.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
