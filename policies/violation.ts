import type { Finding, Waiver } from '@palisade/rules';
import { urlOf } from './references';

/** What a preview prints below a policy's title: which rule, what was found, what to change, and where to read on. */
export function violationOf({ rule, message }: Finding): string {
  return [
    `${rule.id} (${rule.severity}): ${message}.`,
    `To fix it: ${rule.remediation}`,
    `Why: ${rule.rationale}`,
    `See ${urlOf(rule.references[0])}`,
  ].join('\n');
}

/** What a preview prints about what a waiver lets through: nothing that is broken goes unsaid. */
export function waivedLine({ rule, message }: Finding, waiver: Waiver, urn: string | undefined): string {
  const { reason, owner, expires } = waiver;
  return `waived until ${expires} by ${owner}: ${rule.id} on ${urn ?? 'the stack'}: ${message}. Reason: ${reason}`;
}
