import type { JsonObject } from '@palisade/rules';
import type { Judge, Judgement } from '../judge';
import type { KubernetesObject } from '../objects';
import type { RuleFacts } from '../report';
import { withDefaults } from './defaults';
import { type Cel, type CompiledPolicy, compilePolicy, type Denial, evaluatePolicy } from './evaluation';
import { isAbout, type Target, UnknownMatch } from './matching';
import { collectParams, type Param, ParamsError } from './params';
import { type Binding, factsOf, type Policy, type PolicySet } from './policy';
import { requestFor } from './request';
import { Resources } from './resources';
import { keysOf } from './selectors';

/** Kinds that the API server shows to no policy, so that a policy cannot lock out its own repair. */
const unseen: ReadonlySet<string> = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
]);

interface Ready {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
  readonly facts: RuleFacts;
}

/** A policy that cannot be judged by, and why. */
export interface Refused {
  readonly policy: Policy;
  readonly reason: string;
}

/**
 * Gives a ValidatingAdmissionPolicy's verdict on the creation of objects, without a server. The request is one by an
 * ordinary user: `palisade:check`, in the group `system:authenticated` alone.
 */
export class PolicyJudge implements Judge {
  readonly size: number;
  /** What needs something that is not known here. */
  readonly refused: readonly Refused[];
  readonly #ready: readonly Ready[];
  readonly #params: readonly Param[];
  readonly #resources = new Resources();
  readonly #namespaces = new Map<string, JsonObject>();
  readonly #cel: Cel;
  /** Objects whose verdict may hang on a Namespace that is yet to come. */
  readonly #waiting: KubernetesObject[] = [];
  readonly #waits: boolean;

  constructor({ policies, params, definitions }: PolicySet, cel: Cel) {
    this.#cel = cel;
    const refused: Refused[] = [];
    this.#ready = policies.flatMap((policy): Ready[] => {
      try {
        return [{ policy, compiled: compilePolicy(policy.spec, cel), facts: factsOf(policy) }];
      } catch (error) {
        if (!(error instanceof cel.CelCompileError)) throw error;
        refused.push({ policy, reason: error.message });
        return [];
      }
    });
    this.refused = refused;
    this.size = this.#ready.length;
    for (const definition of definitions) this.#resources.define(definition);
    this.#params = params.map((value) => ({ value, cel: cel.toCel(this.#asServed(value)) }));
    for (const param of params) this.#note(param);
    this.#waits = this.#ready.some(({ policy, compiled }) => compiled.readsNamespace || readsLabels(policy));
  }

  judge(object: KubernetesObject): Judgement[] {
    this.#note(object.value);
    if (object.group === 'admissionregistration.k8s.io' && unseen.has(object.name.kind)) return [];
    if (!this.#waits) return this.#judge(object);
    this.#waiting.push(object);
    return [];
  }

  conclude(): { object: KubernetesObject; judgement: Judgement }[] {
    return this.#waiting.flatMap((object) => this.#judge(object).map((judgement) => ({ object, judgement })));
  }

  /** Takes note of Namespaces and of kinds. */
  #note(value: JsonObject): void {
    if (value.kind === 'Namespace' && value.apiVersion === 'v1') {
      const namespace = withDefaults(value, '', undefined);
      this.#namespaces.set(String((namespace.metadata as JsonObject).name), namespace);
    } else if (value.kind === 'CustomResourceDefinition') this.#resources.define(value);
  }

  /** A parameter as the API server keeps it. */
  #asServed(value: JsonObject): JsonObject {
    const [version = '', group = ''] = String(value.apiVersion).split('/').reverse();
    const { namespaced } = this.#resources.of(group, version, String(value.kind));
    const { namespace = 'default' } = (value.metadata ?? {}) as { namespace?: string };
    return withDefaults(value, group, namespaced ? namespace : undefined);
  }

  #judge(object: KubernetesObject): Judgement[] {
    const resource = this.#resources.of(object.group, object.version, object.name.kind);
    const namespace = resource.namespaced ? (object.name.namespace ?? 'default') : undefined;
    const value = withDefaults(object.value, object.group, namespace);
    const metadata = value.metadata as JsonObject;
    const given = (object.value.metadata ?? {}) as JsonObject;
    const isNamespace = resource.group === '' && resource.resource === 'namespaces';
    const known = namespace === undefined ? undefined : this.#namespaces.get(namespace);
    const target: Target = {
      resource,
      // One that is generated is not yet known to the request.
      name: metadata.generateName === undefined || given.name !== undefined ? String(metadata.name ?? '') : '',
      namespace: isNamespace ? String(metadata.name) : namespace,
      labels: (metadata.labels as JsonObject | undefined) ?? {},
      namespaceLabels: known && (((known.metadata as JsonObject).labels as JsonObject | undefined) ?? {}),
    };
    const context = {
      object: this.#cel.toCel(value),
      oldObject: null,
      request: this.#cel.toCel(requestFor(object.name.kind, target)),
      namespaceObject: known === undefined ? null : this.#cel.toCel(known),
    };
    return this.#ready.flatMap((ready) => this.#policyJudgements(ready, target, context));
  }

  #policyJudgements(
    { policy, compiled, facts }: Ready,
    target: Target,
    context: { object: unknown; oldObject: null; request: unknown; namespaceObject: unknown },
  ): Judgement[] {
    const unknown = (reason: string): Judgement[] => [
      {
        rule: facts,
        message: `cannot be judged, which counts as denied: ${reason}`,
        outcome: 'deny',
        erred: true,
        at: undefined,
      },
    ];
    const failurePolicy = policy.spec.failurePolicy ?? 'Fail';
    try {
      if (!isAbout(policy.spec.matchConstraints ?? {}, target)) return [];
      return policy.bindings.flatMap((binding) => {
        if (!isAbout(binding.spec.matchResources ?? {}, target)) return [];
        if (
          compiled.readsNamespace &&
          context.namespaceObject === null &&
          target.namespace !== undefined &&
          target.resource.resource !== 'namespaces'
        ) {
          throw new UnknownMatch(`the Namespace ${target.namespace} is not among the files, and the policy reads it`);
        }
        try {
          const params = collectParams(policy, binding, target.namespace, this.#params, this.#resources);
          return params.flatMap((given) =>
            evaluatePolicy(compiled, failurePolicy, { ...context, params: given }, this.#cel).flatMap((denial) =>
              judgementOf(facts, binding, denial),
            ),
          );
        } catch (error) {
          if (!(error instanceof ParamsError)) throw error;
          if (failurePolicy === 'Ignore') return [];
          return judgementOf(facts, binding, {
            message: `failed to configure binding: ${error.message}`,
            erred: true,
            always: true,
          });
        }
      });
    } catch (error) {
      if (!(error instanceof UnknownMatch)) throw error;
      return unknown(error.message);
    }
  }
}

/** Whether a policy asks for labels of namespaces other than their name. */
function readsLabels({ spec, bindings }: Policy): boolean {
  return [spec.matchConstraints, ...bindings.map((binding) => binding.spec.matchResources)].some((match) =>
    keysOf(match?.namespaceSelector ?? {}).some((key) => key !== 'kubernetes.io/metadata.name'),
  );
}

/** The gravest of a binding's actions is what becomes of a denial. */
function judgementOf(rule: RuleFacts, { spec }: Binding, { message, erred, always }: Denial): Judgement[] {
  const actions = always ? ['Deny'] : (spec.validationActions ?? []);
  const outcome = actions.includes('Deny')
    ? 'deny'
    : actions.includes('Warn')
      ? 'warn'
      : actions.includes('Audit')
        ? 'audit'
        : undefined;
  return outcome === undefined ? [] : [{ rule, message, outcome, erred, at: undefined }];
}
