import { contains, formatIpv4Cidr, overlaps, parseIpv4Cidr } from '@palisade/constructs/cidr';
import { cidr, enclosing, isPrivate, sizeOf, subnetOf } from './cidr';

describe('parsing', () => {
  test.each([
    ['0.0.0.0/0', 0n, 4294967295n, 0],
    ['10.40.0.0/16', 170393600n, 170459135n, 16],
    ['192.168.255.252/30', 3232301052n, 3232301055n, 30],
    ['255.255.255.255/32', 4294967295n, 4294967295n, 32],
  ] as const)('%s', (text, first, last, prefixLength) => {
    const block = { family: 4, first, last, prefixLength } as const;
    expect(parseIpv4Cidr(text)).toEqual(block);
    expect(formatIpv4Cidr(block)).toBe(text);
  });

  test.each([
    ['no prefix', '10.0.0.0'],
    ['prefix too long', '10.0.0.0/33'],
    ['octet too large', '10.0.256.0/24'],
    ['octet missing', '10.0.0/16'],
    ['host bits set', '10.0.0.1/24'],
    ['leading zero, octal to some', '010.0.0.0/8'],
    ['space', ' 10.0.0.0/8'],
    ['IPv6', 'fd00::/8'],
    ['empty', ''],
  ])('refuses %s', (_name, text) => {
    expect(parseIpv4Cidr(text)).toBeUndefined();
  });

  test('says what to write where text was to have been checked before', () => {
    expect(() => cidr('10.0.0.0')).toThrow("'10.0.0.0' is no IPv4 block; write one such as 10.40.0.0/16");
  });
});

describe('private blocks', () => {
  test.each([
    ['10.255.0.0/16', true],
    ['172.16.0.0/12', true],
    ['172.31.255.0/24', true],
    ['172.32.0.0/16', false],
    ['192.168.0.0/16', true],
    ['192.169.0.0/16', false],
    ['100.64.0.0/16', true],
    ['100.127.0.0/16', true],
    ['100.128.0.0/16', false],
    ['10.0.0.0/7', false],
    ['0.0.0.0/0', false],
  ])('%s: %s', (text, expected) => {
    expect(isPrivate(cidr(text))).toBe(expected);
  });
});

test('a block has no part beyond its end', () => {
  expect(formatIpv4Cidr(subnetOf(cidr('10.0.0.0/16'), 19, 7))).toBe('10.0.224.0/19');
  expect(() => subnetOf(cidr('10.0.0.0/16'), 19, 8)).toThrow('10.0.0.0/16 has no /19 block number 8');
  expect(() => subnetOf(cidr('10.0.0.0/16'), 15, 0)).toThrow('10.0.0.0/16 has no /15 block number 0');
});

test.each([
  [['10.0.0.0/28'], '10.0.0.0/28'],
  [['10.0.0.0/28', '10.0.0.16/28'], '10.0.0.0/27'],
  [['10.0.0.16/28', '10.0.0.32/28'], '10.0.0.0/26'],
  [['10.0.0.0/16', '10.0.1.0/24'], '10.0.0.0/16'],
  [['0.0.0.0/32', '255.255.255.255/32'], '0.0.0.0/0'],
])('%j lie in %s', (blocks, expected) => {
  expect(formatIpv4Cidr(enclosing(blocks.map(cidr)))).toBe(expected);
});

test('nothing lies in no block', () => {
  expect(() => enclosing([])).toThrow('no block encloses nothing');
});

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test('of any block, the parts lie inside, apart, and fill it; text and numbers agree', () => {
  const random = seeded(20261124);
  for (let round = 0; round < 500; round++) {
    const prefix = Math.floor(random() * 29);
    const outer = subnetOf(cidr('0.0.0.0/0'), prefix, Math.floor(random() * 2 ** prefix));
    const inner = prefix + Math.floor(random() * 5);
    const parts = Array.from({ length: 2 ** (inner - prefix) }, (_, index) => subnetOf(outer, inner, index));

    expect(parts.every((part) => contains(outer, part) && overlaps(outer, part))).toBe(true);
    expect(parts.some((part, index) => parts.some((other, at) => at !== index && overlaps(part, other)))).toBe(false);
    expect(parts.reduce((sum, part) => sum + sizeOf(part.prefixLength), 0n)).toBe(sizeOf(prefix));
    expect(parts.map((part) => parseIpv4Cidr(formatIpv4Cidr(part)))).toEqual(parts);
  }
});
