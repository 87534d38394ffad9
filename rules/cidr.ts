/** IP addresses and ranges of them by value, read as the API server reads them. Nothing here compares them as text. */

/** An IP address by value. */
export class Address {
  constructor(
    /** 4 or 6. */
    readonly family: 4 | 6,
    readonly bits: bigint,
  ) {}
}

/** An address range by value; `address` keeps the host bits as they were written. */
export class Range {
  constructor(
    readonly address: Address,
    readonly prefixLength: number,
  ) {}

  /** Whether every address of `other` lies in this range. */
  contains(other: Range): boolean {
    if (this.address.family !== other.address.family || other.prefixLength < this.prefixLength) return false;
    const shift = BigInt(widthOf(this.address) - this.prefixLength);
    return this.address.bits >> shift === other.address.bits >> shift;
  }
}

/** Bits of an address of its family. */
export function widthOf(address: Address): number {
  return address.family === 4 ? 32 : 128;
}

/**
 * Parses an IPv4 or IPv6 address the way Kubernetes' CEL does: no leading zeros, no zone, no IPv4 address mapped into IPv6.
 *
 * @returns undefined where the text is none.
 */
export function parseAddress(text: string): Address | undefined {
  // Loaded when it is needed, with all of the streams that it brings: most manifests hold no address.
  const { isIPv4, isIPv6 } = require('node:net') as typeof import('node:net');
  if (isIPv4(text)) {
    return new Address(
      4,
      text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n),
    );
  }
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = withHexTail(text).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const bits = [...left, ...zeros, ...right].reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
  // An IPv4 address in IPv6 clothes is refused by the API server, in whichever notation.
  return bits >> 32n === 0xffffn ? undefined : new Address(6, bits);
}

/** `::10.0.0.1` as `::a00:1`. */
function withHexTail(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const tail = text.slice(start);
  if (!tail.includes('.')) return text;
  const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number);
  return `${text.slice(0, start)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/**
 * Parses a CIDR range, such as `10.0.0.0/8`.
 *
 * @returns undefined where the text is none.
 */
export function parseRange(text: string): Range | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(0|[1-9][0-9]{0,2})$/.test(length)) return undefined;
  return Number(length) > widthOf(address) ? undefined : new Range(address, Number(length));
}
