import type { Entity } from '../inventory';
import { covers, principals, type Statement, statementsOf, wildcard } from '../policy-document';
import { known, list, strings, table } from '../values';

/**
 * True when a key's policy lets a service encrypt on behalf of one resource. Conditions are looked at for the service's own
 * encryption context; any other condition counts as met.
 */
export function letsServiceEncrypt(key: Entity, service: string, contextKey: string, resource: string): boolean {
  const policy = known(key.state.policy);
  // Not known yet, as in a preview: nothing to hold against it.
  if (policy === undefined) return true;
  return statementsOf(policy).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      principals(statement, 'Service').some((who) => who === service || who === '*') &&
      covers(statement.Action, 'kms:GenerateDataKey') &&
      contextAllows(statement, contextKey, resource),
  );
}

function contextAllows({ Condition }: Statement, contextKey: string, resource: string): boolean {
  return Object.entries(table(Condition)).every(([operator, tests]) => {
    const wanted = Object.entries(table(tests)).find(([name]) => name.toLowerCase() === contextKey.toLowerCase())?.[1];
    if (wanted === undefined) return true;
    const patterns = Array.isArray(wanted) ? strings(list(wanted)) : strings([wanted]);
    const isExact = /StringEquals/.test(operator);
    return patterns.some((pattern) => (isExact ? pattern === resource : wildcard(pattern).test(resource)));
  });
}
