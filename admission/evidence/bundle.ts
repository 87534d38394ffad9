import { Buffer } from 'node:buffer';
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { type SignedEntity, toSignedEntity } from '@sigstore/verify';
import { parseJson } from '../registry/manifest';
import { SignedBytes } from './content';
import type { Evidence } from './evidence';
import { parseStatement } from './statement';

/**
 * Reads a Sigstore bundle that holds an in-toto statement, as cosign 3 attaches signatures and attestations.
 *
 * @throws Error saying what of it cannot be read.
 * @see https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto
 */
export function readBundle(text: string, place: string): Evidence {
  const value = parseJson(text, 'it');
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(value);
  } catch (error) {
    throw new Error(`it is no Sigstore bundle: ${(error as Error).message}`);
  }
  if (bundle.content.$case !== 'dsseEnvelope') {
    throw new Error('its bundle signs a file and makes no statement about an image');
  }
  const { payload, payloadType, signatures } = bundle.content.dsseEnvelope;
  const claim = parseStatement(payloadType, payload.toString('utf8'));
  const signature = envelopeSignature(payloadType, payload, signatures[0]?.sig ?? Buffer.alloc(0));
  return { place, claim, entity: { ...toSignedEntity(bundle), signature } };
}

/** The signature of a DSSE envelope, with its whole context. */
export function envelopeSignature(payloadType: string, payload: Buffer, signature: Buffer): SignedEntity['signature'] {
  return new SignedBytes(dsse.preAuthEncoding(payloadType, payload as Buffer<ArrayBuffer>), signature, payload);
}
