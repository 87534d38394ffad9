import * as der from './der';

// Expected octets are the examples and rules of X.690 and RFC 5280, not what the code prints.
describe('DER', () => {
  it.each([
    ['a small integer', der.unsignedInteger(Buffer.from([2])), '020102'],
    ['an integer with its top bit set', der.unsignedInteger(Buffer.from([0x80])), '02020080'],
    ['an integer without needless zeros', der.unsignedInteger(Buffer.from([0, 0, 0x7f])), '02017f'],
    ['zero', der.unsignedInteger(Buffer.from([0])), '020100'],
    ['true', der.boolean(true), '0101ff'],
    ['an empty sequence', der.sequence(), '3000'],
    ['an object identifier with a large arc', der.objectIdentifier('1.2.840.113549'), '06062a864886f70d'],
    ['the key usage digitalSignature', der.namedBits([0]), '03020780'],
    ['the key usage keyCertSign', der.namedBits([5]), '03020204'],
    ['a named bit of a second octet', der.namedBits([0, 8]), '0303078080'],
    ['whole octets of bits', der.bitString(Buffer.from([0xab])), '030200ab'],
    ['text', der.utf8String('é'), '0c02c3a9'],
    ['a time before 2050', der.time(new Date('2049-12-31T23:59:59.999Z')), `170d${ascii('491231235959Z')}`],
    ['a time from 2050 on', der.time(new Date('2050-01-01T00:00:00Z')), `180f${ascii('20500101000000Z')}`],
    ['a tag around a value', der.explicit(3, der.boolean(true)), 'a3030101ff'],
    ['a tag in place of another', der.implicit(7, Buffer.from([127, 0, 0, 1])), '87047f000001'],
  ])('writes %s', (_what, written, expected) => {
    expect(written.toString('hex')).toBe(expected);
  });

  it.each([
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
  ])('writes the length %d in its shortest form', (length, head) => {
    const written = der.octetString(Buffer.alloc(length));
    expect(written.subarray(0, head.length / 2).toString('hex')).toBe(head);
    expect(written.length).toBe(head.length / 2 + length);
  });
});

function ascii(text: string): string {
  return Buffer.from(text, 'ascii').toString('hex');
}
