import { blockAround, type Cidr, contains, formatIpv4Cidr, overlaps, parseCidr, parseIpv4Cidr } from './cidr';

function cidr(text: string): Cidr {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(`${text} is no CIDR`);
  return block;
}

test.each([
  ['10.0.0.0/8', 4, 0x0a000000n, 0x0affffffn, 8],
  ['0.0.0.0/0', 4, 0n, 0xffffffffn, 0],
  ['255.255.255.255/32', 4, 0xffffffffn, 0xffffffffn, 32],
  ['::/0', 6, 0n, (1n << 128n) - 1n, 0],
  ['2001:db8::/32', 6, 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n, 32],
])('%s', (text, family, first, last, prefixLength) => {
  expect(parseCidr(text)).toEqual({ family, first, last, prefixLength });
  expect(parseIpv4Cidr(text) !== undefined).toBe(family === 4);
});

test.each([
  ['a host', '10.0.0.1/8'],
  ['a host of IPv6', '2001:db8::1/32'],
  ['a leading zero, octal to some', '010.0.0.0/8'],
  ['IPv4 in IPv6', '::ffff:10.0.0.0/104'],
  ['IPv4 in IPv6, in hexadecimal', '::ffff:a00:0/104'],
  ['an address in two notations', '64:ff9b::192.0.2.0/120'],
  ['a zone', 'fe80::%eth0/64'],
  ['no length', '10.0.0.0'],
  ['too long', '10.0.0.0/33'],
  ['nothing', ''],
])('%s is refused: %s', (_name, text) => {
  expect(parseCidr(text)).toBeUndefined();
});

test('an address lies in its block', () => {
  expect(blockAround('10.1.2.3/16')).toEqual({ block: cidr('10.1.0.0/16'), given: 0x0a010203n });
  expect(blockAround('10.1.2.3')).toBeUndefined();
});

test.each(['10.0.0.0/8', '255.255.255.255/32', '0.0.0.0/0', '192.168.128.0/17'])('%s is written as it is', (text) => {
  expect(formatIpv4Cidr(cidr(text))).toBe(text);
});

test.each([
  ['10.0.0.0/8', '10.255.255.0/24', true, true],
  ['10.0.0.0/24', '10.0.1.0/24', false, false],
  ['10.0.0.0/24', '10.0.0.0/23', true, false],
  ['0.0.0.0/0', '255.255.255.255/32', true, true],
  ['128.0.0.0/1', '127.255.255.255/32', false, false],
  ['::/0', '10.0.0.0/8', false, false],
])('%s and %s: overlap %s, holds %s', (left, right, isOverlap, isHeld) => {
  expect(overlaps(cidr(left), cidr(right))).toBe(isOverlap);
  expect(overlaps(cidr(right), cidr(left))).toBe(isOverlap);
  expect(contains(cidr(left), cidr(right))).toBe(isHeld);
});
