import {
  concerns,
  Evaluator,
  type Finding,
  type JsonObject,
  type ObjectRule,
  type PodRule,
  podKinds,
  type Rule,
  type StackResource,
  type StackRule,
} from '@palisade/rules';
import type { Judge, Judgement } from './judge';
import type { KubernetesObject } from './objects';

const podBearing: ReadonlySet<string> = new Set(podKinds.map(({ group, kind }) => `${group}/${kind}`));

/**
 * Holds objects against rules. Rules are compiled when the first object comes that they are about: for a few files of a
 * few kinds, compiling all would take longer than all the rest. Rules about AWS are left out.
 */
export class CatalogueJudge implements Judge {
  readonly size: number;
  readonly #podRules: readonly PodRule[];
  readonly #objectRules: readonly ObjectRule[];
  readonly #stackRules: readonly { readonly rule: StackRule; readonly kinds: ReadonlySet<string> }[];
  readonly #byKind = new Map<string, Evaluator | undefined>();
  readonly #gathered = new Map<string, Gathered>();

  /** @param keepWhole Whether what is kept until the end is kept with all that is in it, and not only what rules read. */
  constructor(rules: readonly Rule[], { keepWhole = false }: { readonly keepWhole?: boolean } = {}) {
    this.#podRules = rules.filter((rule): rule is PodRule => rule.on === 'pod' || rule.on === 'container');
    this.#objectRules = rules.filter((rule): rule is ObjectRule => rule.on === 'object');
    this.#stackRules = rules
      .filter(isAboutKubernetes)
      .filter((rule): rule is StackRule => rule.on === 'stack')
      .map((rule) => ({ rule, kinds: kindsOf(rule) }));
    this.size = this.#podRules.length + this.#objectRules.length + this.#stackRules.length;
    for (const kind of new Set(this.#stackRules.flatMap(({ kinds }) => [...kinds]))) {
      const reads = this.#stackRules.filter(({ kinds }) => kinds.has(kind)).map(({ rule }) => rule.reads);
      const isPart = !keepWhole && reads.every((paths) => paths !== undefined);
      this.#gathered.set(kind, {
        reads: isPart ? reads.flatMap((paths) => paths ?? []) : undefined,
        objects: new Map(),
      });
    }
  }

  judge(object: KubernetesObject): Judgement[] {
    const kind = `${object.group}/${object.name.kind}`;
    this.#gather(kind, object);
    return this.#evaluatorOf(kind)?.kubernetes(object.value).map(judgement) ?? [];
  }

  conclude(): { object: KubernetesObject; judgement: Judgement }[] {
    return this.#stackRules.flatMap(({ rule, kinds }) => {
      const gathered = new Map([...kinds].flatMap((kind) => [...(this.#gathered.get(kind)?.objects ?? [])]));
      const [first] = gathered.values();
      if (first === undefined) return [];
      return new Evaluator([rule]).stack([...gathered.keys()]).map((finding) => ({
        // What no resource is named for is about all of them.
        object: (finding.resource && gathered.get(finding.resource)) ?? first,
        judgement: judgement(finding),
      }));
    });
  }

  #gather(kind: string, object: KubernetesObject): void {
    const gathered = this.#gathered.get(kind);
    if (gathered === undefined) return;
    const { reads, objects } = gathered;
    const kept = reads === undefined ? object : { ...object, value: partOf(object.value, reads) };
    objects.set(resourceOf(kept), withoutPlaces(kept));
  }

  #evaluatorOf(kind: string): Evaluator | undefined {
    if (this.#byKind.has(kind)) return this.#byKind.get(kind);
    const [group = '', name = ''] = kind.split('/');
    const rules = [...this.#objectRules, ...this.#podRules].filter((rule) => concerns(rule, group, name));
    const evaluator = rules.length === 0 ? undefined : new Evaluator(rules);
    this.#byKind.set(kind, evaluator);
    return evaluator;
  }
}

/** What is kept of one kind until all objects are seen. */
interface Gathered {
  /** The paths that are kept of each object; undefined where all of it is. */
  readonly reads: readonly string[] | undefined;
  readonly objects: Map<StackResource, KubernetesObject>;
}

/** An object with nothing in it but what stands at some paths. */
function partOf({ apiVersion, kind, ...rest }: JsonObject, paths: readonly string[]): JsonObject {
  const part: Record<string, unknown> = { apiVersion, kind };
  for (const path of paths) {
    const steps = path.split('.');
    const last = steps.pop() as string;
    let from: unknown = rest;
    let to = part;
    for (const step of steps) {
      from = isObject(from) ? from[step] : undefined;
      if (!isObject(from)) break;
      const next = isObject(to[step]) ? to[step] : {};
      to[step] = next;
      to = next;
    }
    if (isObject(from) && Object.hasOwn(from, last)) to[last] = from[last];
  }
  return part;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function resourceOf({ group, version, name, value }: KubernetesObject): StackResource {
  return {
    type: `kubernetes:${group === '' ? `core/${version}` : name.apiVersion}:${name.kind}`,
    name: [name.namespace, name.name].filter((part) => part !== undefined).join('/'),
    props: value,
  };
}

/** What is kept until the end is kept by the thousand: an object with no place but its own. */
function withoutPlaces(object: KubernetesObject): KubernetesObject {
  const { origin, base } = object.document;
  return { ...object, document: { origin, base, value: null, starts: { nodes: [], offsets: [] } } };
}

/** Whether a rule is about Kubernetes objects; of a stack rule, its samples tell. */
export function isAboutKubernetes(rule: Rule): boolean {
  if (rule.on !== 'stack') return rule.on !== 'aws';
  return sampleTypes(rule).some((type) => type.startsWith('kubernetes:'));
}

function sampleTypes(rule: StackRule): string[] {
  return [...rule.samples.good, ...rule.samples.bad].flatMap(({ given }) => given.map(({ type }) => type));
}

/**
 * The kinds that a stack rule looks at, `group/kind`, so that of a hundred thousand objects only those need be kept: the
 * kinds of its samples, and with one kind that holds a pod every such kind.
 */
function kindsOf(rule: StackRule): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const type of sampleTypes(rule)) {
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
