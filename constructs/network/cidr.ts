import { isIPv4, isIPv6 } from 'node:net';

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
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash < 0 || !/^(0|[1-9][0-9]{0,2})$/.test(length)) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const prefixLength = Number(length);
  if (address === undefined || prefixLength > address.width) return undefined;
  const size = 1n << BigInt(address.width - prefixLength);
  if (address.bits % size !== 0n) return undefined;
  return { family: address.width === 32 ? 4 : 6, first: address.bits, last: address.bits + size - 1n, prefixLength };
}

/** Whether every address of `inner` is one of `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

function parseAddress(text: string): { readonly width: 32 | 128; readonly bits: bigint } | undefined {
  if (isIPv4(text)) return { width: 32, bits: joined(text.split('.').map(BigInt), 8n) };
  if (!isIPv6(text) || /[.%]/.test(text)) return undefined;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const bits = joined(
    [...left, ...zeros, ...right].map((part) => BigInt(`0x${part}`)),
    16n,
  );
  return bits >> 32n === 0xffffn ? undefined : { width: 128, bits };
}

function joined(parts: readonly bigint[], width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | part, 0n);
}
