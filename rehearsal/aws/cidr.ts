/** An IPv4 range in numbers: first address and prefix length. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

/** Reads an IPv4 CIDR; undefined for what is none. Host bits are kept out of `first`. */
export function parseCidr(text: string): (Cidr & { readonly hasHostBits: boolean }) | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > 32) return undefined;
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const size = 2 ** (32 - prefix);
  return { first: address - (address % size), prefix, hasHostBits: address % size !== 0 };
}

/** How many addresses a range holds. */
export function sizeOf(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix);
}

/** True when the two share an address. */
export function overlaps(left: Cidr, right: Cidr): boolean {
  return left.first < right.first + sizeOf(right) && right.first < left.first + sizeOf(left);
}

/** True when every address of the inner one is in the outer one. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);
}

/** A range as text. */
export function showCidr({ first, prefix }: Cidr): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}

/** Refuses what is no CIDR, or has bits set beyond its prefix. */
export function refuseCidr(value: string): string | undefined {
  const cidr = parseCidr(value);
  if (!cidr) return `"${value}" is not a valid CIDR block: write it like 10.40.0.0/16`;
  if (!cidr.hasHostBits) return undefined;
  return `"${value}" is not a valid CIDR block; did you mean "${showCidr(cidr)}"?`;
}

/** Refuses what a VPC or subnet can't have: prefixes other than /16 to /28. */
export function refuseNetworkCidr(code: string): (value: string) => string | undefined {
  return (value) => {
    const reason = refuseCidr(value);
    if (reason !== undefined) return `InvalidParameterValue: ${reason}`;
    const prefix = parseCidr(value)?.prefix ?? 0;
    if (prefix >= 16 && prefix <= 28) return undefined;
    return `${code}: The CIDR '${value}' is invalid: its prefix must be between /16 and /28.`;
  };
}

/** Refuses what is no IPv6 CIDR. Only its form is looked at. */
export function refuseIpv6Cidr(value: string): string | undefined {
  const match = /^([0-9a-f:]+)\/(\d{1,3})$/i.exec(value);
  const [, address = '', prefix = '129'] = match ?? [];
  const halves = address.split('::');
  const groups = address.split(':').filter((group) => group !== '');
  const isValid =
    Number(prefix) <= 128 &&
    halves.length <= 2 &&
    groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) &&
    (halves.length === 2 ? groups.length < 8 : groups.length === 8);
  return isValid ? undefined : `InvalidParameterValue: "${value}" is not a valid IPv6 CIDR block`;
}
