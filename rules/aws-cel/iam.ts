import { EvaluationError } from '@marcbachmann/cel-js';
import type { JsonObject } from '../rule';
import { glob } from './glob';

/** Who a statement names: `{ type: 'AWS', id: 'arn:…' }`; a bare `*` has the type `*`. */
export interface Principal {
  readonly type: string;
  readonly id: string;
}

/** One comparison of a statement's `Condition`. Context keys do not depend on case, so they are in lower case here. */
export interface Condition {
  /** As written, such as `StringEquals` or `ForAnyValue:StringLike`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement of a policy document with everything that may be one or many made a list. */
export interface Statement {
  /** Its `Sid`, or `statement 1` by its place. */
  readonly name: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
  /** Whether a condition pins the caller to known accounts, organisations, networks or principals. */
  readonly confined: boolean;
  /** Allows anybody at all, in any account: a principal of `*`, and not {@link confined}. */
  readonly public: boolean;
}

let lastText: string | undefined;
let lastStatements: Statement[] = [];

/**
 * The statements of an IAM policy document, given as JSON text or as an object. Absent is no statement.
 *
 * @throws EvaluationError where it is no policy document: what cannot be read must not pass for harmless.
 */
export function statements(document: unknown): Statement[] {
  if (document === undefined || document === null) return [];
  if (typeof document !== 'string') return parse(document);
  // Several rules read the same document one after the other.
  if (document !== lastText) {
    lastStatements = parse(jsonIn(document));
    lastText = document;
  }
  return lastStatements;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EvaluationError('not a policy document: it is not JSON');
  }
}

/** Statements of every permission policy that a resource holds: its `policy`, and a role's `inlinePolicies`. */
export function permissions(object: JsonObject): Statement[] {
  const inline = (object.inlinePolicies ?? []) as readonly JsonObject[];
  return [...statements(object.policy), ...inline.flatMap((each) => statements(each.policy))];
}

/** Whether a statement allows an action, such as `iam:PassRole`, by name, by pattern, or by not excluding it. */
export function grants(statement: Statement, action: string): boolean {
  if (!statement.allows) return false;
  if (statement.notActions.length > 0) return !statement.notActions.some((pattern) => glob(pattern, action));
  return statement.actions.some((pattern) => glob(pattern, action));
}

function parse(document: unknown): Statement[] {
  const found = element(document, 'statement');
  if (found === undefined) throw new EvaluationError('not a policy document: it has no Statement');
  return many(found).map((each, index) => {
    const effect = element(each, 'effect');
    if (effect !== 'Allow' && effect !== 'Deny') {
      throw new EvaluationError(
        `not a policy document: the Effect of statement ${index + 1} is neither Allow nor Deny`,
      );
    }
    const allows = effect === 'Allow';
    const principals = principalsOf(element(each, 'principal'));
    const conditions = conditionsOf(element(each, 'condition'));
    const confined = conditions.some(confines);
    return {
      name: String(element(each, 'sid') ?? `statement ${index + 1}`),
      allows,
      actions: texts(element(each, 'action')),
      notActions: texts(element(each, 'notaction')),
      resources: texts(element(each, 'resource')),
      notResources: texts(element(each, 'notresource')),
      principals,
      notPrincipals: principalsOf(element(each, 'notprincipal')),
      conditions,
      confined,
      public: allows && !confined && principals.some((principal) => principal.id === '*'),
    };
  });
}

/** An element of a statement by its name in lower case, in whatever case it was written. */
function element(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null) throw new EvaluationError('not a policy document: not an object');
  const key = Object.keys(holder).find((each) => each.toLowerCase() === name);
  return key === undefined ? undefined : (holder as JsonObject)[key];
}

function principalsOf(value: unknown): Principal[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [{ type: '*', id: value }];
  return Object.entries(value as JsonObject).flatMap(([type, ids]) => texts(ids).map((id) => ({ type, id })));
}

function conditionsOf(value: unknown): Condition[] {
  return Object.entries((value ?? {}) as JsonObject).flatMap(([operator, keys]) =>
    Object.entries(keys as JsonObject).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: texts(values),
    })),
  );
}

/** Context keys that say who calls, for whom, or from which network of ours. */
const CALLER_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
]);

// `…IfExists` and `ForAllValues:` hold where the key is absent, so neither of them confines anybody.
const CONFINING_OPERATOR = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/i;

function confines(condition: Condition): boolean {
  return (
    CALLER_KEYS.has(condition.key) &&
    CONFINING_OPERATOR.test(condition.operator) &&
    condition.values.length > 0 &&
    !condition.values.some(matchesStrangers)
  );
}

/** Whether a value of a condition also fits other people's accounts. */
function matchesStrangers(value: string): boolean {
  if (/^[*?]*$/.test(value)) return true;
  if (!value.startsWith('arn:')) return false;
  const [, , , , account = '*', ...resource] = value.split(':');
  return account === '' ? /^[*?]/.test(resource.join(':')) : /[*?]/.test(account);
}

function texts(value: unknown): string[] {
  return value === undefined ? [] : many(value).map(String);
}

function many(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
