// The few DER forms (ITU-T X.690) that a certificate is written with. Only writing: nothing here reads what a stranger sent.

/** One value: identifier octet, length, contents. */
function value(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

/** SEQUENCE of the items, in the order given. */
export const sequence = (...items: readonly Buffer[]): Buffer => value(0x30, ...items);

/** SET of one item: sorting, which DER asks of larger sets, is not needed for one. */
export const setOfOne = (item: Buffer): Buffer => value(0x31, item);

export const boolean = (truth: boolean): Buffer => value(0x01, Buffer.from([truth ? 0xff : 0x00]));

/** INTEGER from unsigned big-endian octets; at least one octet. */
export function unsignedInteger(octets: Buffer): Buffer {
  let first = 0;
  while (first < octets.length - 1 && octets[first] === 0) first += 1;
  const shortest = octets.subarray(first);
  // A set top bit would make the number negative.
  return value(0x02, (shortest[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

/** BIT STRING whose bits fill whole octets. */
export const bitString = (octets: Buffer): Buffer => value(0x03, Buffer.from([0]), octets);

/** BIT STRING of named bits, such as KeyUsage: bit 0 is the leftmost; trailing zero bits are left out. */
export function namedBits(bits: readonly number[]): Buffer {
  const last = Math.max(...bits);
  const octets = Buffer.alloc(Math.floor(last / 8) + 1);
  for (const bit of bits) octets.writeUInt8(octets.readUInt8(bit >> 3) | (0x80 >> (bit % 8)), bit >> 3);
  return value(0x03, Buffer.from([7 - (last % 8)]), octets);
}

export const octetString = (octets: Buffer): Buffer => value(0x04, octets);

export const utf8String = (text: string): Buffer => value(0x0c, Buffer.from(text, 'utf8'));

/** OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    octets.push(...groups);
  }
  return value(0x06, Buffer.from(octets));
}

/** A time to the second: UTCTime through 2049, GeneralizedTime after, as RFC 5280 section 4.1.2.5 has it. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? value(0x17, Buffer.from(`${digits.slice(2)}Z`, 'ascii'))
    : value(0x18, Buffer.from(`${digits}Z`, 'ascii'));
}

/** `[number]` around a complete value. */
export const explicit = (number: number, item: Buffer): Buffer => value(0xa0 | number, item);

/** `[number]` in place of the tag of a primitive value. */
export const implicit = (number: number, contents: Buffer): Buffer => value(0x80 | number, contents);
