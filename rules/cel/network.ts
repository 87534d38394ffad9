import { type Environment, EvaluationError } from '@marcbachmann/cel-js';
import { Address, parseAddress, parseRange, Range, widthOf } from '../cidr';

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === undefined) throw new EvaluationError(`IP Address "${text}" parse error`);
  return address;
}

function rangeOf(text: string): Range {
  const range = parseRange(text);
  if (range === undefined) throw new EvaluationError(`network address parse error: "${text}"`);
  return range;
}

function single(address: Address): Range {
  return new Range(address, widthOf(address));
}

/** Kubernetes' `ip` and `cidr` libraries, as far as rules use them. */
export function registerNetworkFunctions(environment: Environment): void {
  environment.registerType('net.IP', Address).registerType('net.CIDR', Range);
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    // Said to be synchronous, or every expression around it would be run as if it were not.
    environment.registerFunction(signature, handler as (...args: unknown[]) => unknown, { async: false });
  add('isIP(string): bool', (text: string) => parseAddress(text) !== undefined);
  add('ip(string): net.IP', addressOf);
  add('net.IP.family(): int', (address: Address) => BigInt(address.family));
  add('net.IP.isUnspecified(): bool', (address: Address) => address.bits === 0n);
  add('net.IP.isLoopback(): bool', (address: Address) =>
    address.family === 4 ? address.bits >> 24n === 127n : address.bits === 1n,
  );
  add('isCIDR(string): bool', (text: string) => parseRange(text) !== undefined);
  add('cidr(string): net.CIDR', rangeOf);
  add('net.CIDR.ip(): net.IP', (range: Range) => range.address);
  add('net.CIDR.prefixLength(): int', (range: Range) => BigInt(range.prefixLength));
  add('net.CIDR.containsIP(string): bool', (range: Range, text: string) => range.contains(single(addressOf(text))));
  add('net.CIDR.containsCIDR(string): bool', (range: Range, text: string) => range.contains(rangeOf(text)));
}
