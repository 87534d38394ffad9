import { Buffer } from 'node:buffer';
import { RFC3161Timestamp, X509Certificate } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import { isObject, parseJson } from '../registry/manifest';
import { envelopeSignature } from './bundle';
import { SignedBytes } from './content';
import type { Evidence } from './evidence';
import { parseSimpleSigning, parseStatement } from './statement';

type Annotations = Readonly<Record<string, string>>;
type LogEntry = SignedEntity['tlogEntries'][number];

/**
 * Reads a signature that cosign keeps in a layer of the tag `sha256-….sig`: the layer is what was signed, the signature
 * and who made it stand in annotations.
 *
 * @throws Error saying what of it cannot be read.
 * @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 */
export function readSignatureLayer(payload: Buffer, annotations: Annotations, place: string): Evidence {
  const signature = fromBase64(annotations['dev.cosignproject.cosign/signature'], 'its signature');
  const claim = parseSimpleSigning(payload.toString('utf8'));
  return { place, claim, entity: { signature: new SignedBytes(payload, signature), ...material(annotations) } };
}

/**
 * Reads an attestation that cosign keeps in a layer of the tag `sha256-….att`: a DSSE envelope, with who made it in
 * annotations.
 *
 * @throws Error saying what of it cannot be read.
 * @see https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
 */
export function readAttestationLayer(blob: Buffer, annotations: Annotations, place: string): Evidence {
  const { payloadType, payload: encoded, signatures } = parseJson(blob.toString('utf8'), 'it');
  if (typeof payloadType !== 'string') throw new Error('its envelope names no payloadType');
  const payload = fromBase64(encoded, 'its payload');
  const only: unknown = Array.isArray(signatures) && signatures.length === 1 ? signatures[0] : undefined;
  const signature = fromBase64(isObject(only) ? only.sig : undefined, 'its one signature');
  const claim = parseStatement(payloadType, payload.toString('utf8'));
  const entity = { signature: envelopeSignature(payloadType, payload, signature), ...material(annotations) };
  return { place, claim, entity };
}

/** Who is said to have signed, and what a log or a time stamping authority said of it. */
function material(annotations: Annotations): Omit<SignedEntity, 'signature'> {
  const certificate = annotations['dev.sigstore.cosign/certificate'];
  const bundle = annotations['dev.sigstore.cosign/bundle'];
  const stamp = annotations['dev.sigstore.cosign/rfc3161timestamp'];
  const tlogEntries = bundle === undefined || bundle === '' ? [] : [logEntry(bundle)];
  const timestamps: SignedEntity['timestamps'] = tlogEntries.map((tlogEntry) => ({
    $case: 'transparency-log' as const,
    tlogEntry,
  }));
  if (stamp !== undefined && stamp !== '') timestamps.push(timestamp(stamp));
  return {
    key: isBlank(certificate)
      ? { $case: 'public-key', hint: '' }
      : { $case: 'certificate', certificate: certificateIn(certificate) },
    tlogEntries,
    timestamps,
  };
}

const isBlank = (text: string | undefined): text is undefined | '' => text === undefined || text === '';

function certificateIn(pem: string): X509Certificate {
  try {
    return X509Certificate.parse(pem);
  } catch {
    throw new Error('its certificate cannot be read');
  }
}

function timestamp(text: string): SignedEntity['timestamps'][number] {
  const encoded = fromBase64(parseJson(text, 'its time stamp').SignedRFC3161Timestamp, 'its time stamp');
  try {
    return { $case: 'timestamp-authority', timestamp: RFC3161Timestamp.parse(encoded as Buffer<ArrayBuffer>) };
  } catch {
    throw new Error('its time stamp cannot be read');
  }
}

/** The entry of the log as cosign writes it down, brought to the form of a bundle. */
function logEntry(text: string): LogEntry {
  const { SignedEntryTimestamp: promise, Payload: payload } = parseJson(text, 'its log entry');
  if (!isObject(payload)) throw new Error('its log entry has no Payload');
  const { body, integratedTime, logIndex, logID } = payload;
  const canonicalizedBody = fromBase64(body, "its log entry's body");
  const { kind, apiVersion } = parseJson(canonicalizedBody.toString('utf8'), "its log entry's body");
  const isWhole = Number.isSafeInteger(integratedTime) && Number.isSafeInteger(logIndex);
  if (!isWhole || typeof logID !== 'string' || typeof kind !== 'string' || typeof apiVersion !== 'string') {
    throw new Error('its log entry is not whole');
  }
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex') },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: fromBase64(promise, "the log's promise") },
    inclusionProof: undefined,
    canonicalizedBody,
  };
}

function fromBase64(text: unknown, what: string): Buffer<ArrayBuffer> {
  if (typeof text !== 'string' || text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw new Error(`${what} is missing or no base64`);
  }
  return Buffer.from(text, 'base64');
}
