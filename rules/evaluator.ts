import { compileRule, type Judge, type Verdict } from './judge';
import { groupOf, holdsPod, type NoPod, type PodVariables, podIn, property } from './pods';
import type { AwsResource, JsonObject, Rule, StackResource, StackRule } from './rule';
import { snapshot, TooLargeError } from './snapshot';

/** One rule that one object breaks. */
export interface Finding {
  readonly rule: Rule;
  /** What was found, naming the containers or elements at fault. */
  readonly message: string;
  /** Of a stack rule, and of an item of a `List`: which one it was found on. */
  readonly resource?: StackResource;
  /** True where the rule could not be judged, which counts as broken. The message says why. */
  readonly erred: boolean;
}

/**
 * Judges objects by rules. Compiles each rule once; use one evaluator for many objects.
 *
 * Whatever the input holds, nothing is thrown but what the input itself throws when a property of it is read (a value
 * that a preview cannot know yet), and that only where the verdict hangs on that property.
 */
export class Evaluator {
  readonly #pod: Judge[] = [];
  readonly #byKind = new Map<string, Judge[]>();
  readonly #byType = new Map<string, Judge[]>();
  readonly #stack: StackRule[] = [];

  /** @throws CelCompileError naming the rule, where one does not compile. */
  constructor(rules: readonly Rule[]) {
    for (const rule of rules) {
      if (rule.on === 'stack') {
        this.#stack.push(rule);
        continue;
      }
      const judge = compileRule(rule);
      if (rule.on === 'aws') {
        for (const type of rule.types) append(this.#byType, type, judge);
      } else if (rule.on === 'object') {
        const kinds = rule.resources.flatMap(({ group, kinds }) =>
          Object.keys(kinds).map((kind) => `${group}/${kind}`),
        );
        // A kind may be named once for each of its versions, and is judged once.
        for (const kind of new Set(kinds)) append(this.#byKind, kind, judge);
      } else {
        this.#pod.push(judge);
      }
    }
  }

  /** Judges one Kubernetes object; a `List` is judged item by item. Kinds that no rule is about have no findings. */
  kubernetes(object: JsonObject): Finding[] {
    // Before the copy, which costs more than all else where there is nothing to judge.
    if (!this.#concerns(object)) return [];
    const prepared = this.#prepare(object, () => [...this.#pod, ...new Set([...this.#byKind.values()].flat())]);
    return Array.isArray(prepared) ? prepared : this.#object(prepared.value, 0);
  }

  /** Judges one AWS resource by its inputs. */
  aws({ type, inputs }: AwsResource): Finding[] {
    const judges = this.#byType.get(type);
    if (judges === undefined) return [];
    const prepared = this.#prepare(inputs, () => judges);
    if (Array.isArray(prepared)) return prepared;
    const context = { object: prepared.value, resourceType: type };
    return judges.flatMap((judge) => toFindings(judge, judge.judge(context)));
  }

  /** Judges a whole stack or a whole set of manifests by the stack rules. */
  stack(resources: readonly StackResource[]): Finding[] {
    const originals = new Map<StackResource, StackResource>();
    for (const resource of resources) {
      originals.set({ ...resource, props: snapshot(resource.props) as JsonObject }, resource);
    }
    const all = [...originals.keys()];
    return this.#stack.flatMap((rule) => {
      try {
        return rule.check(all).map(
          ({ resource, message }): Finding => ({
            rule,
            message,
            resource: originals.get(resource) ?? resource,
            erred: false,
          }),
        );
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        return [{ rule, message: unjudged(error.message), erred: true }];
      }
    });
  }

  #concerns(object: unknown): boolean {
    const kind = property(object, 'kind');
    if (typeof kind !== 'string') return false;
    if (kind.endsWith('List')) return true;
    const apiVersion = property(object, 'apiVersion');
    return this.#byKind.has(`${groupOf(apiVersion)}/${kind}`) || (this.#pod.length > 0 && holdsPod(apiVersion, kind));
  }

  #prepare(value: unknown, judges: () => readonly Judge[]): { value: unknown } | Finding[] {
    try {
      return { value: snapshot(value) };
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      return judges().map(({ rule }) => ({ rule, message: unjudged(error.message), erred: true }));
    }
  }

  #object(object: unknown, depth: number): Finding[] {
    const kind = property(object, 'kind');
    if (typeof kind !== 'string') return [];
    const items = kind.endsWith('List') ? property(object, 'items') : undefined;
    if (Array.isArray(items)) return items.flatMap((item) => this.#item(object, kind, item, depth));
    const findings: Finding[] = [];
    const judges = this.#byKind.get(`${groupOf(property(object, 'apiVersion'))}/${kind}`);
    if (judges !== undefined) {
      const context = { object };
      for (const judge of judges) findings.push(...toFindings(judge, judge.judge(context)));
    }
    const pod = this.#pod.length === 0 ? undefined : podIn(object);
    if (pod !== undefined) this.#podFindings(object, pod, findings);
    return findings;
  }

  #podFindings(object: unknown, pod: PodVariables | NoPod, findings: Finding[]): void {
    if ('problem' in pod) {
      for (const { rule } of this.#pod) findings.push({ rule, message: unjudged(pod.problem), erred: true });
      return;
    }
    // One context for all rules and containers: each judge sets `container` before it reads it.
    const context = { object, variables: pod, container: undefined };
    for (const judge of this.#pod) {
      const verdict = judge.judge(context);
      if (verdict !== undefined) findings.push(...toFindings(judge, verdict));
    }
  }

  /** An item of a typed list (`PodList`) may leave out what the list says already. */
  #item(list: unknown, listKind: string, item: unknown, depth: number): Finding[] {
    if (depth > 10 || typeof item !== 'object' || item === null) return [];
    const kind = property(item, 'kind') ?? listKind.slice(0, -'List'.length);
    const apiVersion = property(item, 'apiVersion') ?? property(list, 'apiVersion');
    const whole = { ...(item instanceof Map ? Object.fromEntries(item) : item), kind, apiVersion } as JsonObject;
    const metadata = property(item, 'metadata');
    const path = [property(metadata, 'namespace'), property(metadata, 'name')].filter((part) => part !== undefined);
    const version = groupOf(apiVersion) === '' ? `core/${apiVersion}` : apiVersion;
    const resource = { type: `kubernetes:${version}:${kind}`, name: path.join('/'), props: whole };
    return this.#object(whole, depth + 1).map((finding) => ({ resource, ...finding }));
  }
}

function append(map: Map<string, Judge[]>, key: string, judge: Judge): void {
  const judges = map.get(key);
  if (judges === undefined) map.set(key, [judge]);
  else judges.push(judge);
}

function unjudged(reason: string): string {
  return `cannot be judged, which counts as broken: ${reason}`;
}

function toFindings({ rule }: Judge, verdict: Verdict | undefined): Finding[] {
  if (verdict === undefined) return [];
  if ('reason' in verdict) return [{ rule, message: unjudged(verdict.reason), erred: true }];
  return [{ rule, message: verdict.message, erred: false }];
}
