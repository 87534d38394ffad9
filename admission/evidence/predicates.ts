import { isObject } from '../registry/manifest';

/** Of an attestation of a scan for vulnerabilities, as Trivy writes it and cosign attests it. */
export const VULNERABILITIES = 'https://cosign.sigstore.dev/attestation/vuln/v1';

/** A scan's clock may run ahead of ours by this many milliseconds. */
const skew = 5 * 60_000;

/** What a scan found. */
export interface Scan {
  /** When it ended, in milliseconds since 1970. */
  readonly finished: number;
  /** Names of critical vulnerabilities. */
  readonly criticals: readonly string[];
}

/**
 * Reads what a scan found.
 *
 * @throws Error saying what of it is not understood: what cannot be read could hold anything.
 * @see https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md
 */
export function readScan(predicate: unknown): Scan {
  const { scanner, metadata } = isObject(predicate) ? predicate : {};
  const finishedText = isObject(metadata) ? metadata.scanFinishedOn : undefined;
  const finished =
    typeof finishedText === 'string' && isTime.test(finishedText) ? Date.parse(finishedText) : Number.NaN;
  if (Number.isNaN(finished)) throw new Error('it does not say when the scan ended (metadata.scanFinishedOn)');
  const result = isObject(scanner) ? scanner.result : undefined;
  const results = isObject(result) ? result.Results : undefined;
  // A scan that found no packages at all has none, and then says so by its schema.
  const isTrivy = isObject(result) && result.SchemaVersion === 2;
  if (!isTrivy || (results !== undefined && results !== null && !Array.isArray(results))) {
    throw new Error('its result is in no form that is known: make it by trivy image --format cosign-vuln');
  }
  const criticals = (Array.isArray(results) ? results : []).flatMap((each: unknown): string[] => {
    const found = isObject(each) ? each.Vulnerabilities : undefined;
    if (found === undefined || found === null) return [];
    if (!Array.isArray(found)) throw new Error('its result is malformed');
    return found.flatMap((one: unknown): string[] => {
      if (!isObject(one) || typeof one.Severity !== 'string')
        throw new Error('its result names a finding of no severity');
      if (one.Severity.toUpperCase() !== 'CRITICAL') return [];
      return [typeof one.VulnerabilityID === 'string' ? one.VulnerabilityID.slice(0, 40) : 'one without a name'];
    });
  });
  return { finished, criticals };
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Why a scan does not do; `undefined` where it does.
 *
 * @param within milliseconds that it may be old.
 */
export function scanRefusal({ finished, criticals }: Scan, within: number, now: number): string | undefined {
  if (finished > now + skew) return `its scan ended in the future, at ${new Date(finished).toISOString()}`;
  if (now - finished > within) return `its scan ended at ${new Date(finished).toISOString()}, too long ago: scan again`;
  if (criticals.length === 0) return undefined;
  const more = criticals.length > 5 ? ` and ${criticals.length - 5} more` : '';
  return `it found critical vulnerabilities: ${criticals.slice(0, 5).join(', ')}${more}`;
}

/** Whether what an attestation says is a list of what is in an image. */
export function isSbom(predicateType: string, predicate: unknown): boolean {
  if (!isObject(predicate)) return false;
  if (/^https:\/\/spdx\.dev\/Document(\/v[\d.]+)?$/.test(predicateType)) {
    return typeof predicate.spdxVersion === 'string' && Array.isArray(predicate.packages);
  }
  if (/^https:\/\/cyclonedx\.org\/bom(\/v[\d.]+)?$/.test(predicateType)) {
    return predicate.bomFormat === 'CycloneDX' && Array.isArray(predicate.components);
  }
  return false;
}
