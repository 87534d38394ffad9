import type { Finding } from '@palisade/rules';
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
