import { Buffer } from 'node:buffer';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { dsse } from '@sigstore/core';
import type { CosignLayer } from './registry';

/** A pair of keys, and how it signs. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly pem: string;
  readonly sign: (bytes: Buffer) => Buffer;
}

/** A key of a kind that cosign makes or takes. */
export function testKey(kind: 'P-256' | 'P-384' | 'ed25519' | 'rsa' = 'P-256'): TestKey {
  const pair =
    kind === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: kind });
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const hash = { 'P-256': 'sha256', 'P-384': 'sha384', ed25519: null, rsa: 'sha256' }[kind];
  return { ...pair, pem, sign: (bytes) => sign(hash, bytes, pair.privateKey) };
}

/** The text that cosign signs where it signs no statement. */
export function simpleSigning(digest: string): string {
  return JSON.stringify({
    critical: {
      identity: { 'docker-reference': 'registry.example.com/shop/web' },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
  });
}

/** A layer of the tag `.sig`. */
export function signatureLayer(digest: string, key: TestKey): CosignLayer {
  const body = simpleSigning(digest);
  return {
    body,
    annotations: { 'dev.cosignproject.cosign/signature': key.sign(Buffer.from(body)).toString('base64') },
  };
}

/** An in-toto statement about an image. */
export function statement(digest: string, predicateType: string, predicate: unknown = {}): string {
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: '', digest: { sha256: digest.slice('sha256:'.length) } }],
    predicateType,
    predicate,
  });
}

/** What cosign's signatures are statements of. */
export const SIGNED = 'https://sigstore.dev/cosign/sign/v1';

export const inToto = 'application/vnd.in-toto+json';

/** A DSSE envelope. */
export function envelope(text: string, key: TestKey, payloadType = inToto) {
  const payload = Buffer.from(text);
  const sig = key.sign(dsse.preAuthEncoding(payloadType, payload)).toString('base64');
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid: '', sig }] };
}

/** A layer of the tag `.att`. */
export function attestationLayer(text: string, key: TestKey): CosignLayer {
  return { body: JSON.stringify(envelope(text, key)), annotations: { 'dev.cosignproject.cosign/signature': '' } };
}

/** A bundle signed with a key, in no log. */
export function bundle(text: string, key: TestKey, payloadType = inToto): string {
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'a key' } },
    dsseEnvelope: envelope(text, key, payloadType),
  });
}

/** A scan as Trivy writes it for cosign. */
export function scan(finished: string, ...severities: string[]): unknown {
  const found = severities.map((Severity, index) => ({ VulnerabilityID: `CVE-2026-${index + 1}`, Severity }));
  return {
    scanner: {
      uri: 'pkg:github/aquasecurity/trivy',
      result: { SchemaVersion: 2, Results: [{ Vulnerabilities: found }] },
    },
    metadata: { scanStartedOn: finished, scanFinishedOn: finished },
  };
}
