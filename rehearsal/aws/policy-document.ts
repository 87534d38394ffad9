import type { Properties, Value } from '../engine/provider';
import { list, same, strings, table } from './values';

/** One statement of a policy, its members as they are written. */
export type Statement = Properties;

/** What a policy is for decides what it must and must not hold. */
export interface PolicyRules {
  /** Trust and resource policies name who, identity policies must not. */
  readonly principal: 'required' | 'forbidden';
  readonly resource: 'required' | 'forbidden' | 'optional';
  /** The longest text in characters; IAM does not count white space. */
  readonly size: number;
  readonly countsSpace: boolean;
  /** Puts AWS' error code before a reason. */
  readonly says: (reason: string) => string;
  readonly tooLong: string;
  /** What actions may be called; others are refused. */
  readonly actions?: RegExp;
}

const members = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/** The statements of a policy that is sound enough to have any. */
export function statementsOf(text: string | undefined): Statement[] {
  try {
    const document = table(JSON.parse(text ?? ''));
    return (Array.isArray(document.Statement) ? document.Statement : [document.Statement ?? null]).map(table);
  } catch {
    return [];
  }
}

/** Why AWS refuses a policy, or undefined; names the statement by its position or Sid. */
export function refusePolicy(text: string, rules: PolicyRules): string | undefined {
  const length = rules.countsSpace ? text.length : text.replace(/\s/g, '').length;
  if (length > rules.size) return `${rules.tooLong} (the policy has ${length} characters, ${rules.size} are allowed)`;
  let document: Value;
  try {
    document = JSON.parse(text) as Value;
  } catch (error) {
    return rules.says(`Syntax errors in policy: ${(error as Error).message}`);
  }
  const reason = refuseDocument(document, rules);
  return reason === undefined ? undefined : rules.says(reason);
}

function refuseDocument(document: Value, rules: PolicyRules): string | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return 'Syntax errors in policy: it must be a JSON object with Version and Statement';
  }
  for (const name of Object.keys(document)) {
    if (!['Version', 'Id', 'Statement'].includes(name)) return `Syntax errors in policy: unknown member "${name}"`;
  }
  if (document.Version !== '2012-10-17' && document.Version !== '2008-10-17') {
    return `The policy must contain a valid version string: "Version" is ${JSON.stringify(document.Version ?? null)}, write "2012-10-17"`;
  }
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement ?? null];
  if (statements.length === 0) return 'Syntax errors in policy: Statement is empty';
  const sids = new Set<Value>();
  for (const [index, statement] of statements.entries()) {
    const sid = table(statement).Sid;
    const reason = refuseStatement(statement, rules);
    if (reason !== undefined) return `${reason} (Statement[${index}]${sid === undefined ? '' : `, Sid ${sid}`})`;
    if (sid !== undefined && sids.has(sid))
      return `Statement IDs (SID) in a single policy must be unique: "${sid}" is twice`;
    if (sid !== undefined) sids.add(sid);
  }
  return undefined;
}

function refuseStatement(value: Value, rules: PolicyRules): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'Syntax errors in policy: a statement must be an object';
  const unknown = Object.keys(value).find((name) => !members.has(name));
  if (unknown !== undefined) return `Syntax errors in policy: unknown member "${unknown}"`;
  if (value.Sid !== undefined && typeof value.Sid !== 'string') return 'Syntax errors in policy: Sid must be a string';
  if (value.Effect !== 'Allow' && value.Effect !== 'Deny') {
    return `Syntax errors in policy: Effect must be "Allow" or "Deny", found ${JSON.stringify(value.Effect ?? null)}`;
  }
  return (
    refuseActions(value, rules) ??
    refuseResources(value, rules) ??
    refusePrincipals(value, rules) ??
    refuseCondition(value)
  );
}

function refuseActions(statement: Statement, rules: PolicyRules): string | undefined {
  if ((statement.Action === undefined) === (statement.NotAction === undefined)) {
    return 'Policy statement must contain actions: give exactly one of Action and NotAction';
  }
  const actions = texts(statement.Action ?? statement.NotAction);
  if (!actions) return 'Policy statement must contain actions: Action must be a string or a list of strings';
  for (const action of actions) {
    if (action !== '*' && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(action)) {
      return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: found "${action}"`;
    }
    if (rules.actions && !rules.actions.test(action)) return `the action "${action}" does not belong in this policy`;
  }
  return undefined;
}

function refuseResources(statement: Statement, rules: PolicyRules): string | undefined {
  const given = statement.Resource ?? statement.NotResource;
  if (rules.resource === 'forbidden') return given === undefined ? undefined : 'Has prohibited field Resource';
  if (given === undefined) {
    return rules.resource === 'optional' ? undefined : 'Policy statement must contain resources: Resource is missing';
  }
  if (statement.Resource !== undefined && statement.NotResource !== undefined) {
    return 'Policy statement must contain either Resource or NotResource, not both';
  }
  const resources = texts(given);
  if (!resources) return 'Policy statement must contain resources: Resource must be a string or a list of strings';
  const bad = resources.find((resource) => resource !== '*' && !/^(arn:|\*)[^:]*:?/.test(resource));
  if (bad !== undefined) return `Resource ${bad} must be in ARN format or "*".`;
  const short = resources.find((resource) => resource.startsWith('arn:') && resource.split(':').length < 6);
  return short === undefined ? undefined : `Resource ${short} must be in ARN format or "*".`;
}

function refusePrincipals(statement: Statement, rules: PolicyRules): string | undefined {
  const given = statement.Principal ?? statement.NotPrincipal;
  if (rules.principal === 'forbidden')
    return given === undefined ? undefined : 'Policy document should not specify a principal.';
  if (given === undefined) return 'Missing required field Principal';
  if (given === '*') return undefined;
  if (typeof given !== 'object' || Array.isArray(given) || given === null || Object.keys(given).length === 0) {
    return `Invalid principal in policy: ${JSON.stringify(given)}; write {"AWS": ...}, {"Service": ...} or {"Federated": ...}`;
  }
  for (const [kind, value] of Object.entries(given)) {
    const pattern = principalPatterns[kind];
    const bad = pattern ? texts(value)?.find((principal) => !pattern.test(principal)) : JSON.stringify(value);
    if (!pattern || !texts(value) || bad !== undefined) {
      return `Invalid principal in policy: "${kind.toUpperCase()}":${JSON.stringify(bad ?? value)}`;
    }
  }
  return undefined;
}

const principalPatterns: Record<string, RegExp> = {
  AWS: /^(\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/[\w+=,.@/-]+)|AIDA\w+|AROA\w+)$/,
  Service: /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/,
  Federated: /^(arn:aws[a-z-]*:iam::\d{12}:(oidc-provider|saml-provider)\/\S+|[a-z0-9.-]+\.[a-z]+)$/,
  CanonicalUser: /^[0-9a-f]{64}$/,
};

const operator =
  /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?$|^Null$/;

function refuseCondition({ Condition }: Statement): string | undefined {
  if (Condition === undefined) return undefined;
  if (typeof Condition !== 'object' || Condition === null || Array.isArray(Condition))
    return 'Syntax errors in policy: Condition must be an object';
  for (const [name, tests] of Object.entries(Condition)) {
    if (!operator.test(name)) return `Invalid Condition type : ${name}.`;
    if (typeof tests !== 'object' || tests === null || Array.isArray(tests)) {
      return `Syntax errors in policy: Condition.${name} must be an object of keys and values`;
    }
    for (const [key, value] of Object.entries(tests)) {
      const isScalar = (item: Value) => ['string', 'number', 'boolean'].includes(typeof item);
      if (!(Array.isArray(value) ? value : [value]).every(isScalar)) {
        return `Syntax errors in policy: Condition.${name}["${key}"] must be a value or a list of values`;
      }
      if (!/^[A-Za-z0-9-]+:\S+$|^[a-z0-9.-]+(\/\S+)?:\S+$/.test(key))
        return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: found condition key "${key}"`;
    }
  }
  return undefined;
}

function texts(value: Value | undefined): string[] | undefined {
  const items = Array.isArray(value) ? value : [value ?? null];
  const found = strings(items);
  return found.length === items.length && found.length > 0 ? found : undefined;
}

/** True when the statement's pattern (with * and ?) covers a name; case does not count, as for actions. */
export function covers(patterns: Value | undefined, name: string): boolean {
  const written = Array.isArray(patterns) ? strings(patterns) : strings([patterns ?? null]);
  return written.some((pattern) => wildcard(pattern).test(name));
}

/** A pattern of IAM, where * is any text and ? one character. */
export function wildcard(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 'is');
}

/** The principals of one kind that a statement names. */
export function principals(statement: Statement, kind: string): string[] {
  const given = statement.Principal;
  if (given === '*') return ['*'];
  const named = table(given)[kind];
  return Array.isArray(named) ? strings(list(named)) : strings([named ?? null]);
}

/** True when a trust policy lets a service assume the role by an action. */
export function trusts(policy: string | undefined, service: string, action = 'sts:AssumeRole'): boolean {
  return statementsOf(policy).some(
    (statement) =>
      same(statement.Effect, 'Allow') &&
      covers(statement.Action, action) &&
      principals(statement, 'Service').includes(service),
  );
}
