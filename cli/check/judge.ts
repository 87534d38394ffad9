import {
  Evaluator,
  type Finding,
  type ObjectRule,
  type PodRule,
  podKinds,
  type Rule,
  type StackResource,
} from '@palisade/rules';
import type { KubernetesObject } from './objects';
import type { Outcome, RuleFacts } from './report';

/** Something that one object breaks. */
export interface Judgement {
  readonly rule: RuleFacts;
  readonly message: string;
  readonly outcome: Exclude<Outcome, 'waived'>;
  readonly erred: boolean;
  /** What in the object is at fault, by its name. */
  readonly at: string | undefined;
}

/** Holds objects against rules or policies. */
export interface Judge {
  /** Judges one object by itself. */
  readonly judge: (object: KubernetesObject) => Judgement[];
  /** Judges what only all objects together show. */
  readonly conclude: () => { readonly object: KubernetesObject; readonly judgement: Judgement }[];
}

const podBearing: ReadonlySet<string> = new Set(podKinds.map(({ group, kind }) => `${group}/${kind}`));

/**
 * Holds objects against the rules of a catalogue. Rules are compiled when the first object comes that they are about:
 * for a few files of a few kinds, compiling all would take longer than all the rest.
 */
export class CatalogueJudge implements Judge {
  readonly #podRules: readonly PodRule[];
  readonly #objectRules: readonly ObjectRule[];
  readonly #stackRules: readonly Rule[];
  readonly #stackKinds: ReadonlySet<string>;
  #pods: Evaluator | undefined;
  readonly #byKind = new Map<string, Evaluator | undefined>();
  readonly #gathered = new Map<StackResource, KubernetesObject>();

  constructor(rules: readonly Rule[]) {
    this.#podRules = rules.filter((rule): rule is PodRule => rule.on === 'pod' || rule.on === 'container');
    this.#objectRules = rules.filter((rule): rule is ObjectRule => rule.on === 'object');
    const stackRules = rules.filter(isAboutKubernetes);
    this.#stackRules = stackRules;
    this.#stackKinds = kindsOf(stackRules);
  }

  judge(object: KubernetesObject): Judgement[] {
    const kind = `${object.group}/${object.name.kind}`;
    if (this.#stackKinds.has(kind)) this.#gather(object);
    const findings = this.#evaluatorOf(kind)?.kubernetes(object.value).map(judgement) ?? [];
    if (this.#podRules.length === 0 || !podBearing.has(kind)) return findings;
    this.#pods ??= new Evaluator(this.#podRules);
    const ofPod = this.#pods.kubernetes(object.value);
    return ofPod.length === 0 ? findings : [...findings, ...ofPod.map(judgement)];
  }

  conclude(): { object: KubernetesObject; judgement: Judgement }[] {
    const [first] = this.#gathered.values();
    if (first === undefined) return [];
    return new Evaluator(this.#stackRules).stack([...this.#gathered.keys()]).map((finding) => ({
      // What no resource is named for is about all of them.
      object: (finding.resource && this.#gathered.get(finding.resource)) ?? first,
      judgement: judgement(finding),
    }));
  }

  #evaluatorOf(kind: string): Evaluator | undefined {
    if (this.#byKind.has(kind)) return this.#byKind.get(kind);
    const rules = this.#objectRules.filter(({ resources }) =>
      resources.some(({ group, kinds }) => Object.keys(kinds).some((each) => `${group}/${each}` === kind)),
    );
    const evaluator = rules.length === 0 ? undefined : new Evaluator(rules);
    this.#byKind.set(kind, evaluator);
    return evaluator;
  }

  #gather(object: KubernetesObject): void {
    const { namespace, name = '' } = object.name;
    const version = object.group === '' ? `core/${object.version}` : object.name.apiVersion;
    const resource = {
      type: `kubernetes:${version}:${object.name.kind}`,
      name: namespace === undefined ? name : `${namespace}/${name}`,
      props: object.value,
    };
    this.#gathered.set(resource, object);
  }
}

/** Whether a stack rule is about Kubernetes objects: its samples are. */
export function isAboutKubernetes(rule: Rule): boolean {
  return rule.on === 'stack' && sampleTypes(rule).some((type) => type.startsWith('kubernetes:'));
}

function sampleTypes(rule: Rule): string[] {
  if (rule.on !== 'stack') return [];
  return [...rule.samples.good, ...rule.samples.bad].flatMap(({ given }) => given.map(({ type }) => type));
}

/**
 * The kinds that stack rules look at, `group/kind`, so that of a hundred thousand objects only those need be kept: the
 * kinds of their samples, and with one kind that holds a pod every such kind.
 */
function kindsOf(rules: readonly Rule[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const type of rules.flatMap(sampleTypes)) {
    const [, version = '', kind] = type.split(':');
    const [group = ''] = version.includes('/') ? version.split('/') : [''];
    kinds.add(`${group === 'core' ? '' : group}/${kind}`);
  }
  if ([...podBearing].some((kind) => kinds.has(kind))) for (const kind of podBearing) kinds.add(kind);
  return kinds;
}

function judgement({ rule, message, erred }: Finding): Judgement {
  return { rule, message, outcome: 'deny', erred, at: labelIn(rule, message) };
}

/** The first of the names that a rule's message has in the place of `{label}`. */
function labelIn(rule: Rule, message: string): string | undefined {
  if (rule.on === 'stack') return undefined;
  const [before, after] = rule.message.split('{label}');
  if (before === undefined || after === undefined) return undefined;
  if (!message.startsWith(before) || !message.endsWith(after)) return undefined;
  const labels = message.slice(before.length, message.length - after.length);
  return labels.split(', ', 1)[0];
}
