import { parseAddress, parseRange } from './cidr';

describe('addresses', () => {
  test.each([
    ['0.0.0.0', 4, 0n],
    ['10.0.0.1', 4, 0x0a000001n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['2001:db8::10', 6, 0x20010db8000000000000000000000010n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
    ['::10.0.0.1', 6, 0x0a000001n],
    ['64:ff9b::192.0.2.33', 6, 0x0064ff9b0000000000000000c0000221n],
    ['FE80::1', 6, 0xfe800000000000000000000000000001n],
  ])('%s', (text, family, bits) => {
    expect(parseAddress(text)).toEqual({ family, bits });
  });

  test.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1 ',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    'x',
  ])('not %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('ranges', () => {
  test.each([
    ['10.0.0.0/8', 8],
    ['10.1.2.3/8', 8],
    ['0.0.0.0/0', 0],
    ['::/0', 0],
    ['2001:db8::/32', 32],
    ['10.0.0.1/32', 32],
  ])('%s', (text, prefixLength) => {
    expect(parseRange(text)?.prefixLength).toBe(prefixLength);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/+8', '10.0.0.0/ 8', '::/129', '/8', '10.0.0.0/8/8'])(
    'not %j',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  test.each([
    ['10.0.0.0/8', '10.255.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.0.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['0.0.0.0/0', '192.0.2.0/24', true],
    ['0.0.0.0/0', '::/0', false],
    ['::/0', '2001:db8::/32', true],
    ['2001:db8::/32', '2001:db9::/48', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    const [a, b] = [parseRange(outer), parseRange(inner)];
    expect(a && b && a.contains(b)).toBe(expected);
  });
});
