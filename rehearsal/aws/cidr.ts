import { blockAround, formatIpv4Cidr } from '@palisade/constructs/cidr';

/** Refuses what is no IPv4 CIDR, or has bits set beyond its prefix. */
export function refuseCidr(value: string): string | undefined {
  const read = blockAround(value);
  if (read?.block.family !== 4) return `"${value}" is not a valid CIDR block: write it like 10.40.0.0/16`;
  if (read.given === read.block.first) return undefined;
  return `"${value}" is not a valid CIDR block; did you mean "${formatIpv4Cidr(read.block)}"?`;
}

/** Refuses what a VPC or subnet can't have: prefixes other than /16 to /28. */
export function refuseNetworkCidr(code: string): (value: string) => string | undefined {
  return (value) => {
    const reason = refuseCidr(value);
    if (reason !== undefined) return `InvalidParameterValue: ${reason}`;
    const prefix = blockAround(value)?.block.prefixLength ?? 0;
    if (prefix >= 16 && prefix <= 28) return undefined;
    return `${code}: The CIDR '${value}' is invalid: its prefix must be between /16 and /28.`;
  };
}

/** Refuses what is no IPv6 CIDR. */
export function refuseIpv6Cidr(value: string): string | undefined {
  const isValid = blockAround(value)?.block.family === 6;
  return isValid ? undefined : `InvalidParameterValue: "${value}" is not a valid IPv6 CIDR block`;
}
