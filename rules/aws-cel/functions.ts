import type { Environment } from '@marcbachmann/cel-js';
import type { JsonObject } from '../rule';
import { isWide } from './cidr';
import { given, known } from './given';
import { glob } from './glob';
import { grants, permissions, type Statement, statements } from './iam';
import { aclAdmits, openings } from './network';
import { userData } from './user-data';

/** Names of the functions that {@link registerAwsFunctions} adds. */
export const awsFunctionNames = [
  'aclAdmits',
  'given',
  'glob',
  'grants',
  'isWide',
  'known',
  'openings',
  'permissions',
  'statements',
  'userData',
] as const;

/**
 * What AWS rules need and CEL lacks, most of it for documents that are text inside a property. These rules are never
 * sent to an API server, so the functions need not exist there. All of them throw where they cannot read what they are
 * given, and a rule that throws fails closed.
 */
export function registerAwsFunctions(environment: Environment): void {
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    // Said to be synchronous, or every expression around it would be run as if it were not.
    environment.registerFunction(signature, handler as (...args: unknown[]) => unknown, { async: false });
  add('aclAdmits(dyn, int): bool', (object: JsonObject, port: bigint) => aclAdmits(object, Number(port)));
  add('given(dyn, string): bool', given);
  add('glob(string, string): bool', glob);
  add('grants(dyn, string): bool', (statement: Statement, action: string) => grants(statement, action));
  add('isWide(string): bool', isWide);
  add('known(dyn, string): dyn', known);
  add('openings(string, dyn): list<dyn>', openings);
  add('permissions(dyn): list<dyn>', permissions);
  add('statements(dyn): list<dyn>', statements);
  add('userData(dyn): dyn', userData);
}
