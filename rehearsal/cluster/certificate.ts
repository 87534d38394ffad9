import { createHash, createPublicKey, generateKeyPairSync, KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import * as der from './der';

/** What the holder of a certificate may do with it. */
export type CertificateUse = 'authority' | 'client' | 'server' | 'server-and-client';

/** Who a certificate names: for Kubernetes the common name is the user, each organization a group. */
export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

/** What signs: its name and its key. */
export interface Authority {
  readonly subject: Subject;
  readonly certificate: string;
  readonly key: KeyObject;
}

export interface CertificateRequest {
  readonly subject: Subject;
  readonly use: CertificateUse;
  /** DNS names and IP addresses it is valid for; told apart by parsing. Servers need at least one. */
  readonly hosts?: readonly string[];
  /** Hours from now until it expires. */
  readonly lifetimeHours: number;
}

/** A certificate and the private key to it, both PEM (the key PKCS #8). */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** An ECDSA key on P-256: what TLS 1.3, etcd and Kubernetes all take, and quick to make (well under 1 ms). */
export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A new authority, self-signed, that signs end entities only (path length 0). */
export function createAuthority(commonName: string, lifetimeHours: number): Authority {
  const key = newKey();
  const subject = { commonName };
  return { subject, key, certificate: write({ subject, use: 'authority', lifetimeHours }, key, { subject, key }) };
}

/** A new key with a certificate for it from `authority`. */
export function issue(authority: Authority, request: CertificateRequest): KeyedCertificate {
  const key = newKey();
  return { certificate: write(request, key, authority), key: keyPem(key) };
}

/** RFC 5280's Certificate, version 3, signed with ECDSA and SHA-256, as PEM. */
function write(request: CertificateRequest, key: KeyObject, issuer: { subject: Subject; key: KeyObject }): string {
  const algorithm = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
  // A minute back, so that a clock that was just set does not refuse what was just made.
  const from = new Date(Date.now() - 60_000);
  const until = new Date(Date.now() + request.lifetimeHours * 3_600_000);
  const body = der.sequence(
    der.explicit(0, der.unsignedInteger(Buffer.from([2]))),
    der.unsignedInteger(randomBytes(16)),
    algorithm,
    name(issuer.subject),
    der.sequence(der.time(from), der.time(until)),
    name(request.subject),
    subjectPublicKeyInfo(key),
    der.explicit(3, der.sequence(...extensions(request, key, issuer.key))),
  );
  const signature = sign('sha256', body, { key: issuer.key, dsaEncoding: 'der' });
  const base64 = der.sequence(body, algorithm, der.bitString(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

function name(subject: Subject): Buffer {
  const attribute = (oid: string, text: string) =>
    der.setOfOne(der.sequence(der.objectIdentifier(oid), der.utf8String(text)));
  return der.sequence(
    ...(subject.organizations ?? []).map((organization) => attribute('2.5.4.10', organization)),
    attribute('2.5.4.3', subject.commonName),
  );
}

const subjectPublicKeyInfo = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });

/** Names a key by a digest of it; RFC 7093's first method, since SHA-1 is gone from hardened builds of OpenSSL. */
function keyIdentifier(key: KeyObject): Buffer {
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha256').update(point).digest().subarray(0, 20);
}

// Bits of KeyUsage (RFC 5280 section 4.2.1.3) and purposes of ExtendedKeyUsage (section 4.2.1.12).
const digitalSignature = 0;
const certificateSigning = 5;
const purposes: Record<CertificateUse, readonly string[]> = {
  authority: [],
  client: ['1.3.6.1.5.5.7.3.2'],
  server: ['1.3.6.1.5.5.7.3.1'],
  'server-and-client': ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
};

function extensions(request: CertificateRequest, key: KeyObject, issuerKey: KeyObject): Buffer[] {
  const authority = request.use === 'authority';
  const extension = (oid: string, critical: boolean, contents: Buffer) =>
    der.sequence(der.objectIdentifier(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(contents));
  const basicConstraints = authority
    ? der.sequence(der.boolean(true), der.unsignedInteger(Buffer.from([0])))
    : der.sequence();
  const all = [
    extension('2.5.29.19', true, basicConstraints),
    extension('2.5.29.15', true, der.namedBits([authority ? certificateSigning : digitalSignature])),
    extension('2.5.29.14', false, der.octetString(keyIdentifier(key))),
    extension('2.5.29.35', false, der.sequence(der.implicit(0, keyIdentifier(issuerKey)))),
  ];
  if (!authority) {
    all.push(extension('2.5.29.37', false, der.sequence(...purposes[request.use].map(der.objectIdentifier))));
  }
  const hosts = request.hosts ?? [];
  if (hosts.length > 0) all.push(extension('2.5.29.17', false, der.sequence(...hosts.map(generalName))));
  return all;
}

/** A SubjectAltName entry: an IP address by its octets, anything else as a DNS name. */
function generalName(host: string): Buffer {
  if (isIP(host) === 0) return der.implicit(2, Buffer.from(host, 'ascii'));
  return der.implicit(7, addressOctets(host));
}

function addressOctets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  if (address !== '::1') throw new Error(`"${address}" in a certificate: only IPv4 and ::1 are needed so far.`);
  return Buffer.from([...new Array<number>(15).fill(0), 1]);
}
