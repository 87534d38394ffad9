import { createHash } from 'node:crypto';

/** How records begin that a key of the file has encrypted. */
export const localMark = (key: string): string => `k8s:enc:secretbox:v1:${key}:`;

/** What marks records under a key of a KMS plug-in's; of the key's id its hash, as the API server's metrics have it. */
export const kmsMark = (plugin: string, keyIdHash: string): string => `k8s:enc:kms:v2:${plugin}:${keyIdHash}`;

/**
 * Which key a record is under, as far as it says so itself; `undefined` where it is not encrypted. Of what is encrypted, nothing is
 * read.
 *
 * @param record in base64, as etcd's gateway sends it
 */
export function markIn(record: string): string | undefined {
  // A name of a key may be long, but 300 characters of base64 hold more than any that anybody writes.
  const start = /^k8s:enc:[a-z]+:v\d+:[^:]*:/.exec(Buffer.from(record.slice(0, 400), 'base64').toString('latin1'))?.[0];
  if (start === undefined || !start.startsWith('k8s:enc:kms:v2:')) return start;
  const id = keyIdIn(Buffer.from(record, 'base64').subarray(start.length));
  return `${start}${id === undefined ? 'unreadable' : `sha256:${createHash('sha256').update(id).digest('hex')}`}`;
}

/**
 * The second field of an EncryptedObject, the key's id, in the wire format of protocol buffers: a tag, a length, and as many bytes.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apiserver/pkg/storage/value/encrypt/envelope/kmsv2/v2/api.proto
 */
function keyIdIn(message: Buffer): Buffer | undefined {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = varint();
    // All fields before it are of bytes.
    if ((tag & 7) !== 2) return undefined;
    const length = varint();
    const end = at + length;
    if (!(end <= message.length)) return undefined;
    if (tag >> 3 === 2) return message.subarray(at, end);
    at = end;
  }
  return undefined;
}
