import { createPublicKey, sign } from 'node:crypto';
import { newKey, type Subject } from './certificate';
import * as der from './der';

/**
 * A certificate signing request for a subject, PEM, with a key that is thrown away.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2986 PKCS #10
 */
export function signingRequest({ commonName, organizations = [] }: Subject): string {
  const key = newKey();
  const attribute = (oid: string, text: string) =>
    der.setOfOne(der.sequence(der.objectIdentifier(oid), der.utf8String(text)));
  const body = der.sequence(
    der.unsignedInteger(Buffer.from([0])),
    der.sequence(
      ...organizations.map((organization) => attribute('2.5.4.10', organization)),
      attribute('2.5.4.3', commonName),
    ),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der.explicit(0, Buffer.alloc(0)),
  );
  const algorithm = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
  const signature = sign('sha256', body, { key, dsaEncoding: 'der' });
  const base64 = der.sequence(body, algorithm, der.bitString(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE REQUEST-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE REQUEST-----\n`;
}
