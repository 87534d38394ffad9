import { type AwsRule, type JsonObject, type StackResource, type StackRule, stackRules } from '@palisade/rules';
import { type Declared, nameIn, type PackOptions, type PolicyEngine } from './engine';
import { type Found, keyOf, type Verdicts } from './subjects';

/** Every rule is asked and none ends the preview, so that the verdicts on all resources come. */
const everyRule: PackOptions = {
  // Stack rules see samples that have nothing to do with each other as one stack.
  config: { all: 'advisory', ...Object.fromEntries(stackRules.map(({ id }) => [id, 'disabled'])) },
};

/** One rule is asked, and does not end the preview. */
export function onlyRule(id: string): PackOptions {
  return { config: { all: 'disabled', [id]: 'advisory' } };
}

/** What the pack finds on Kubernetes objects, all of them resources of one stack. */
export async function byCrossGuard(
  engine: PolicyEngine,
  objects: readonly JsonObject[],
  pack: PackOptions = everyRule,
): Promise<Verdicts> {
  const declared = objects.map((object, index) => ({ type: tokenOf(object), name: `object-${index}`, inputs: object }));
  const found = await foundOn(engine, declared, pack);
  return new Map(objects.map((object, index) => [keyOf(object), ofResources(found, `object-${index}`)]));
}

/** A sample of a rule about something else than one Kubernetes object, with what is due and what was found by its rule. */
export interface Tried {
  readonly rule: string;
  readonly sample: string;
  readonly due: readonly string[];
  readonly found: readonly string[];
}

/** What the pack finds on the samples of AWS rules, all of them resources of one stack. */
export async function awsByCrossGuard(engine: PolicyEngine, rules: readonly AwsRule[]): Promise<Tried[]> {
  const samples = rules.flatMap((rule) => samplesOf(rule).map((sample) => ({ rule, ...sample })));
  const declared = samples.map(({ given }, index) => ({ ...given, name: `sample-${index}` }));
  const found = await foundOn(engine, declared, everyRule);
  return samples.map(({ rule, name, due }, index) => ({
    rule: rule.id,
    sample: name,
    due,
    found: messagesBy(rule.id, ofResources(found, `sample-${index}`)),
  }));
}

/** What the pack finds on the samples of stack rules, each of them a stack of its own. */
export async function stacksByCrossGuard(engine: PolicyEngine, rules: readonly StackRule[]): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const rule of rules) {
    for (const { name, given, due } of samplesOf(rule)) {
      const found = await foundOn(engine, given.map(declaredAs), onlyRule(rule.id));
      tried.push({ rule: rule.id, sample: name, due, found: messagesBy(rule.id, [...found.values()].flat()) });
    }
  }
  return tried;
}

interface Sampled<T> {
  readonly name: string;
  readonly given: T;
  readonly due: readonly string[];
}

/** Whatever the rule is about, good samples and bad ones alike. */
function samplesOf<T>({ samples }: { samples: { good: readonly Of<T>[]; bad: readonly Of<T>[] } }): Sampled<T>[] {
  return [...samples.good, ...samples.bad].map(({ name, given, message }) => ({
    name,
    given,
    due: message === undefined ? [] : [message],
  }));
}

interface Of<T> {
  readonly name: string;
  readonly given: T;
  readonly message?: string;
}

function declaredAs({ type, name, props, references = {} }: StackResource): Declared {
  // Where the engine knows what an input was computed from, the sample need not hold a value for it.
  return { type, name, inputs: props, references, ...(type.startsWith('aws:') ? { outputs: props } : {}) };
}

/** What the engine says that the pack found, by the resource's name. */
async function foundOn(
  engine: PolicyEngine,
  resources: readonly Declared[],
  pack: PackOptions,
): Promise<ReadonlyMap<string, readonly Found[]>> {
  const { outcome } = await engine.preview(resources, pack);
  outcome.orThrow();
  if (outcome.undecided.length > 0) throw new Error(`undecided: ${JSON.stringify(outcome.undecided)}`);
  const found = new Map<string, Found[]>();
  for (const { rule, urn = '', message } of outcome.violations) {
    const held = found.get(nameIn(urn)) ?? [];
    held.push({ rule, message: findingIn(rule, message) });
    found.set(nameIn(urn), held);
  }
  return found;
}

/** Of a policy's whole message the line that says what was found. */
function findingIn(rule: string, message: string): string {
  const line = message.split('\n').find((each) => each.startsWith(`${rule} (`));
  return /^[^:]*: (.*)\.$/.exec(line ?? '')?.[1] ?? message;
}

function ofResources(found: ReadonlyMap<string, readonly Found[]>, name: string): readonly Found[] {
  return found.get(name) ?? [];
}

function messagesBy(id: string, found: readonly Found[]): string[] {
  return found.filter(({ rule }) => rule === id).map(({ message }) => message);
}

function tokenOf({ apiVersion, kind }: JsonObject): string {
  const version = String(apiVersion);
  return `kubernetes:${version.includes('/') ? version : `core/${version}`}:${kind}`;
}
