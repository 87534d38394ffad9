import { createHash } from 'node:crypto';
import { kmsMark, localMark, markIn } from './mark';

/** A field of bytes, in the wire format of protocol buffers. */
function field(number: number, bytes: Buffer): Buffer {
  const length = [];
  let left = bytes.length;
  for (; left > 127; left >>= 7) length.push((left & 127) | 128);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, left]), bytes]);
}

const base64 = (...parts: (string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string))).toString('base64');
const hash = (id: string) => `sha256:${createHash('sha256').update(id).digest('hex')}`;
const kms = 'k8s:enc:kms:v2:vault:';

it.each<[string, string, string | undefined]>([
  ['plain JSON', base64('{"kind":"Secret"}'), undefined],
  ['plain protocol buffers', base64('k8s\u0000...'), undefined],
  ['nothing', '', undefined],
  ['a key of the file', base64('k8s:enc:secretbox:v1:key2:', Buffer.alloc(500, 1)), localMark('key2')],
  [
    'a key at a KMS',
    base64(kms, field(1, Buffer.alloc(40, 255)), field(2, Buffer.from('kms-1')), field(3, Buffer.alloc(60))),
    kmsMark('vault', hash('kms-1')),
  ],
  [
    'a key at a KMS, of a large object',
    base64(kms, field(1, Buffer.alloc(200_000, 18)), field(2, Buffer.from('arn:aws:kms:x'))),
    kmsMark('vault', hash('arn:aws:kms:x')),
  ],
  ['a key at a KMS, and is cut off', base64(kms, field(1, Buffer.alloc(40)).subarray(0, 30)), `${kms}unreadable`],
  ['a key at a KMS, and holds no id', base64(kms, field(1, Buffer.alloc(4))), `${kms}unreadable`],
  ['a key at a KMS, and is no message', base64(kms, Buffer.alloc(20, 255)), `${kms}unreadable`],
])('what is %s', (_, record, mark) => {
  expect(markIn(record)).toBe(mark);
});
