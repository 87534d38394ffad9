import { isObject, parseJson } from '../registry/manifest';
import type { Claim } from './evidence';
import { isSbom, readScan, type Scan, VULNERABILITIES } from './predicates';

/** What DSSE calls the payload when it is an in-toto statement. */
export const IN_TOTO = 'application/vnd.in-toto+json';

/** What cosign writes since version 3 where it used to write a "simple signing" payload. */
const cosignSignature = 'https://sigstore.dev/cosign/sign/v1';

const statements: ReadonlySet<unknown> = new Set([
  'https://in-toto.io/Statement/v0.1',
  'https://in-toto.io/Statement/v1',
]);

/**
 * Reads an in-toto statement.
 *
 * @throws Error saying what of it is none.
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function parseStatement(payloadType: string, payload: string): Claim {
  if (payloadType !== IN_TOTO)
    throw new Error(`its payload is of type ${JSON.stringify(payloadType.slice(0, 80))}, not ${IN_TOTO}`);
  const { _type: type, subject, predicateType, predicate } = parseJson(payload, 'its payload');
  if (!statements.has(type)) throw new Error('its payload is no in-toto statement of version 0.1 or 1');
  if (typeof predicateType !== 'string') throw new Error('its statement names no predicateType');
  if (!Array.isArray(subject)) throw new Error('its statement has no subject');
  const subjects = subject.flatMap((each: unknown): string[] => {
    const digest = isObject(each) && isObject(each.digest) ? each.digest.sha256 : undefined;
    return typeof digest === 'string' ? [`sha256:${digest}`] : [];
  });
  if (predicateType === cosignSignature) return { subjects, kind: 'signature' };
  const kind = 'attestation';
  if (predicateType === VULNERABILITIES) return { subjects, kind, predicateType, scan: scanIn(predicate) };
  return { subjects, kind, predicateType, isSbom: isSbom(predicateType, predicate) };
}

function scanIn(predicate: unknown): Scan | Error {
  try {
    return readScan(predicate);
  } catch (error) {
    return error as Error;
  }
}

/**
 * Reads the payload that cosign signs where it signs no statement.
 *
 * @throws Error saying what of it is none.
 * @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 */
export function parseSimpleSigning(payload: string): Claim {
  const { critical } = parseJson(payload, 'its payload');
  const image = isObject(critical) && isObject(critical.image) ? critical.image : {};
  const type = isObject(critical) ? critical.type : undefined;
  if (type !== 'cosign container image signature') throw new Error('its payload is of no type that cosign writes');
  const digest = image['docker-manifest-digest'];
  if (typeof digest !== 'string') throw new Error('its payload names no image');
  return { subjects: [digest], kind: 'signature' };
}
