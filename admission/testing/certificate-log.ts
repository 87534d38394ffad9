import { Buffer } from 'node:buffer';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { X509Certificate } from '@sigstore/core';

/**
 * A certificate transparency log that vouches for what it is shown; the one of `@sigstore/mock` writes no signature with
 * today's pkijs.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6962#section-3.2
 */
export function certificateLog() {
  const { publicKey: key, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = key.export({ type: 'spki', format: 'der' });
  const logID = createHash('sha256').update(publicKey).digest();
  const uint = (value: number, bytes: number): Buffer => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeUIntBE(value, 0, bytes);
    return buffer;
  };
  const log = async (certificate: ArrayBuffer, issuer: ArrayBuffer): Promise<ArrayBuffer> => {
    const tbs = X509Certificate.parse(Buffer.from(certificate)).tbsCertificate.toDER();
    const timestamp = Buffer.alloc(8);
    timestamp.writeBigUInt64BE(BigInt(Date.now()));
    const noExtensions = uint(0, 2);
    const signed = [uint(0, 2), timestamp, uint(1, 2), Buffer.from(issuer), uint(tbs.length, 3), tbs, noExtensions];
    const signature = sign('sha256', Buffer.concat(signed), privateKey);
    const ecdsaWithSha256 = Buffer.from([4, 3]);
    const fields = [uint(0, 1), logID, timestamp, noExtensions, ecdsaWithSha256, uint(signature.length, 2), signature];
    const timestamped = Buffer.concat(fields);
    return new Uint8Array(Buffer.concat([uint(timestamped.length, 2), timestamped])).buffer;
  };
  return { publicKey, logID, log };
}
