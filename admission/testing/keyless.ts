import { Buffer } from 'node:buffer';
import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import { dsse } from '@sigstore/core';
import { initializeCA, initializeTLog } from '@sigstore/mock';
import { certificateLog } from './certificate-log';
import type { CosignLayer } from './registry';
import { inToto, simpleSigning } from './signing';

const pair = (): KeyPairKeyObjectResult => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** An entry as Rekor's API gives it. */
interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logIndex: number;
  readonly logID: string;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly checkpoint: string;
      readonly rootHash: string;
      readonly treeSize: number;
      readonly logIndex: number;
    };
  };
}

/** A Fulcio, a Rekor and a certificate transparency log of a test's own, by sigstore's own library for tests. */
export async function sigstore() {
  const ctlog = certificateLog();
  const ca = await initializeCA(pair(), ctlog);
  const tlog = await initializeTLog('https://rekor.example.com', pair());
  const validFor = { start: '2020-01-01T00:00:00Z' };
  const log = (key: Buffer, keyId: Buffer) => ({
    baseUrl: 'https://rekor.example.com',
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: key.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor },
    logId: { keyId: keyId.toString('base64') },
  });
  const trustedRoot = JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [log(tlog.publicKey, createHash('sha256').update(tlog.publicKey).digest())],
    certificateAuthorities: [
      {
        subject: { organization: 'example', commonName: 'fulcio' },
        uri: 'https://fulcio.example.com',
        certChain: { certificates: [{ rawBytes: ca.rootCertificate.toString('base64') }] },
        validFor,
      },
    ],
    ctlogs: [log(ctlog.publicKey, ctlog.logID)],
    timestampAuthorities: [],
  });

  /** A certificate for an identity, and the key that it is of. */
  const certified = async (subject: string, issuer: string) => {
    const { publicKey, privateKey } = pair();
    const certificate = await ca.issueCertificate({
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      subjectAltName: subject,
      extensions: [{ oid: '1.3.6.1.4.1.57264.1.8', value: issuer }],
    });
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`;
    return { privateKey, certificate, pem };
  };

  /** An entry of the log. */
  const logged = async (entry: object) => Object.values((await tlog.log(entry)) as Record<string, LogEntry>)[0];

  return {
    trustedRoot,

    /** A layer of the tag `.sig`, signed by an identity, with its entry in the log. */
    async signatureLayer(digest: string, subject: string, issuer: string): Promise<CosignLayer> {
      const { privateKey, pem } = await certified(subject, issuer);
      const body = simpleSigning(digest);
      const signature = sign('sha256', Buffer.from(body), privateKey).toString('base64');
      const entry = await logged({
        apiVersion: '0.0.1',
        kind: 'hashedrekord',
        spec: {
          data: { hash: { algorithm: 'sha256', value: hashOf(Buffer.from(body)) } },
          signature: { content: signature, publicKey: { content: Buffer.from(pem).toString('base64') } },
        },
      });
      const written = {
        SignedEntryTimestamp: entry?.verification?.signedEntryTimestamp,
        Payload: {
          body: entry?.body,
          integratedTime: entry?.integratedTime,
          logIndex: entry?.logIndex,
          logID: entry?.logID,
        },
      };
      return {
        body,
        annotations: {
          'dev.cosignproject.cosign/signature': signature,
          'dev.sigstore.cosign/certificate': pem,
          'dev.sigstore.cosign/bundle': JSON.stringify(written),
        },
      };
    },

    /** A bundle signed by an identity, with its entry in the log. */
    async bundle(text: string, subject: string, issuer: string): Promise<string> {
      const { privateKey, certificate, pem } = await certified(subject, issuer);
      const payload = Buffer.from(text);
      const sig = sign('sha256', dsse.preAuthEncoding(inToto, payload), privateKey).toString('base64');
      const entry = await logged({
        apiVersion: '0.0.1',
        kind: 'dsse',
        spec: {
          envelopeHash: { algorithm: 'sha256', value: hashOf(Buffer.from('the envelope')) },
          payloadHash: { algorithm: 'sha256', value: hashOf(payload) },
          signatures: [{ signature: sig, verifier: Buffer.from(pem).toString('base64') }],
        },
      });
      const { checkpoint, rootHash, treeSize, logIndex } = entry?.verification?.inclusionProof ?? {};
      return JSON.stringify({
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: {
          certificate: { rawBytes: certificate.toString('base64') },
          tlogEntries: [
            {
              logIndex: String(entry?.logIndex),
              logId: { keyId: Buffer.from(entry?.logID ?? '', 'hex').toString('base64') },
              kindVersion: { kind: 'dsse', version: '0.0.1' },
              integratedTime: String(entry?.integratedTime),
              inclusionPromise: { signedEntryTimestamp: entry?.verification?.signedEntryTimestamp },
              inclusionProof: {
                logIndex: String(logIndex),
                rootHash: Buffer.from(rootHash ?? '', 'hex').toString('base64'),
                treeSize: String(treeSize),
                hashes: [],
                checkpoint: { envelope: checkpoint },
              },
              canonicalizedBody: entry?.body,
            },
          ],
        },
        dsseEnvelope: { payloadType: inToto, payload: payload.toString('base64'), signatures: [{ keyid: '', sig }] },
      });
    },
  };
}
