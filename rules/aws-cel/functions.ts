import type { JsonObject } from '../rule';
import { isWide } from './cidr';
import { glob } from './glob';
import { grants, permissions, type Statement, statements } from './iam';
import { aclAdmits, openings } from './network';
import { userData } from './user-data';

/** A function that CEL of AWS rules may call besides the language's own. */
export interface CelFunction {
  /** Name, parameter types and result type, as in `isWide(dyn): bool`. */
  readonly signature: string;
  // biome-ignore lint/suspicious/noExplicitAny: each handler has the parameters that its signature names.
  readonly handler: (...args: any[]) => unknown;
}

/**
 * What AWS rules need and CEL lacks: documents that are text inside a property. These rules are never sent to an API
 * server, so the functions need not exist there. All of them throw where they cannot read what they are given, and a
 * rule that throws fails closed.
 */
export const awsFunctions: readonly CelFunction[] = [
  { signature: 'json(dyn): dyn', handler: (text: unknown) => JSON.parse(String(text)) },
  { signature: 'isWide(dyn): bool', handler: isWide },
  { signature: 'glob(dyn, string): bool', handler: (pattern: unknown, text: string) => glob(String(pattern), text) },
  { signature: 'statements(dyn): list<dyn>', handler: statements },
  { signature: 'permissions(dyn): list<dyn>', handler: permissions },
  {
    signature: 'grants(dyn, string): bool',
    handler: (statement: Statement, action: string) => grants(statement, action),
  },
  {
    signature: 'openings(string, dyn): list<dyn>',
    handler: (resourceType: string, object: JsonObject) => openings(resourceType, object),
  },
  {
    signature: 'aclAdmits(dyn, int): bool',
    handler: (object: JsonObject, port: bigint) => aclAdmits(object, Number(port)),
  },
  { signature: 'userData(dyn): dyn', handler: userData },
];
