import { refuseCidr, refuseIpv6Cidr } from './cidr';

test.each(['10.0.0.0/8', '255.255.255.255/32', '0.0.0.0/0', '192.168.128.0/17'])('%s is one', (text) => {
  expect(refuseCidr(text)).toBeUndefined();
});

test.each([
  '10.0.0.0',
  '10.0.0/8',
  '10.0.0.256/8',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  'a.b.c.d/8',
  ' 10.0.0.0/8',
  '010.0.0.0/8',
  '2001:db8::/32',
  '',
])('"%s" is none', (text) => {
  expect(refuseCidr(text)).toBe(`"${text}" is not a valid CIDR block: write it like 10.40.0.0/16`);
});

test('host bits are refused with what was meant', () => {
  expect(refuseCidr('10.40.7.9/20')).toBe('"10.40.7.9/20" is not a valid CIDR block; did you mean "10.40.0.0/20"?');
});

test.each(['::/0', '2001:db8::/32', '2001:db8:0:0:0:0:0:1/128'])('%s is an IPv6 range', (text) => {
  expect(refuseIpv6Cidr(text)).toBeUndefined();
});

test.each(['::/129', '2001:db8/32', '1::2::3/64', '2001:db8::', '10.0.0.0/8'])('%s is no IPv6 range', (text) => {
  expect(refuseIpv6Cidr(text)).toBe(`InvalidParameterValue: "${text}" is not a valid IPv6 CIDR block`);
});
