/** How bad a violation is. `critical` and `high` stop a preview by default, `medium` and `low` warn. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** A control that a published standard names. `control` is the standard's own number or heading. */
export type Reference =
  | {
      /** Which publication. */
      readonly standard: 'cis-kubernetes' | 'cis-eks' | 'nsa-cisa' | 'mitre-attack' | 'aws-fsbp';
      /** The publication's own number or heading. */
      readonly control: string;
    }
  | {
      readonly standard: 'pod-security';
      /** The lowest level that asks for it. */
      readonly level: 'baseline' | 'restricted';
      readonly control: string;
    }
  | {
      readonly standard: 'documentation';
      /** Where it stands. */
      readonly url: string;
    };

/** At least one. */
export type NonEmpty<T> = readonly [T, ...T[]];
/** At least two. */
export type Pair<T> = readonly [T, T, ...T[]];
/** At least three. */
export type Triple<T> = readonly [T, T, T, ...T[]];

/** What every rule says about itself, whatever it looks at. */
export interface RuleHeader {
  /** Kebab case, the name of its file: a prohibition (`no-privileged-containers`) or a requirement (`require-limits`). */
  readonly id: string;
  /** How bad it is to break it. */
  readonly severity: Severity;
  /** One sentence, in the imperative, without a full stop. */
  readonly title: string;
  /** What an attacker gains or an operator loses where the rule is broken. */
  readonly rationale: string;
  /** What to write instead, concretely. */
  readonly remediation: string;
  /** Where it comes from: what a reader can look up. */
  readonly references: NonEmpty<Reference>;
}

/** A JSON object as it comes from a manifest or from a resource's inputs. */
export type JsonObject = { readonly [key: string]: unknown };

/** A named input with a known verdict. */
export interface Sample<T> {
  /** What is special about this one, in a few words. */
  readonly name: string;
  /** What is judged. */
  readonly given: T;
  /**
   * Of a pod sample: the pod's own metadata, where the rule looks at that too.
   *
   * @default {}
   */
  readonly podMetadata?: JsonObject;
  /**
   * Of a container rule's sample: it is about the pod's own fields, so it is not repeated as init and ephemeral container.
   *
   * @default - it is repeated
   */
  readonly atPodLevel?: true;
}

/** A named input that breaks its rule, with the literal text of the finding. */
export interface BadSample<T> extends Sample<T> {
  /** The finding, to the letter. */
  readonly message: string;
  /**
   * Ids of further rules that this input cannot help breaking, such as host networking under host processes.
   *
   * @default []
   */
  readonly also?: readonly string[];
}

/**
 * A good sample passes the rule. A bad one breaks it exactly once, and no other rule of the catalogue that has
 * its severity or a higher one; `message` is the literal text of the finding.
 */
export interface Samples<T> {
  /** At least two that pass. */
  readonly good: Pair<Sample<T>>;
  /** At least three that are found. */
  readonly bad: Triple<BadSample<T>>;
}

/** Kinds of one API group, with the plural names that admission matches by. */
export interface ResourceSelector {
  /** `''` is the core group. */
  readonly group: string;
  /** Versions of the group, such as `v1`. */
  readonly versions: NonEmpty<string>;
  /** Kind to plural, such as `{ ClusterRole: 'clusterroles' }`. */
  readonly kinds: { readonly [kind: string]: string };
}

/** Judges each element of a list by itself, so that a finding can name the element. */
export interface ForEach {
  /** The variable that holds the element in {@link CelLogic.cel}, such as `rule`. */
  readonly as: string;
  /** CEL for the list, such as `object.?rules.orValue([])`. */
  readonly in: string;
  /** CEL for what a finding calls the element, a string, such as `ref.name`. */
  readonly label: string;
}

/** The logic of a rule. The CEL text is what the API server's admission runs, to the letter. */
export interface CelLogic {
  /**
   * True where all is well. See the rule's match for the variables. Must be a bool by its static type
   * (`x.?hostNetwork.orValue(false) == true`), and must not fail on objects that the API server would accept.
   */
  readonly cel: string;
  /** What was found, without a full stop. `{label}` stands for the labels of the elements or containers at fault. */
  readonly message: string;
}

/**
 * A change that a preview may make by itself, where somebody asked for it. Only for what is safe: nothing that ran before
 * may stop, and what somebody chose on purpose stays, unless nobody can depend on the choice.
 */
export interface Fix {
  /** Why it is safe, and where it is not made. One sentence or two. */
  readonly safe: string;
  /**
   * What to merge into what the rule judges: a container, a pod spec, an object, an AWS resource's inputs. Objects are
   * merged, and so is an object into a list, by index (`{ 1: { encrypted: true } }`); all else replaces. Undefined where
   * nothing can be changed safely. Reads no more than it needs: a value that a preview does not know yet throws.
   *
   * @param pod The spec of the pod that a container stands in; of all else, the same as `subject`.
   */
  readonly patch: (subject: JsonObject, pod: JsonObject) => JsonObject | undefined;
}

/**
 * About whatever holds a pod spec. `each: 'pod'` judges the spec (`variables.podSpec`, `variables.podMetadata`,
 * `variables.containers`, `variables.resourceContainers`); `each: 'container'` judges every container, init and ephemeral ones too, as `container`.
 * Samples are pod specs: the catalogue test wraps them into every kind and repeats container samples as init and ephemeral.
 */
export interface PodRule extends RuleHeader, CelLogic {
  /** What is judged at a time: the spec of a pod, or each of its containers. */
  readonly on: 'pod' | 'container';
  /**
   * With `on: 'pod'` only: judges a list in the pod, such as its volumes, element by element.
   *
   * @default - the whole spec is judged at once
   */
  readonly forEach?: ForEach;
  /**
   * How a preview may mend it by itself.
   *
   * @default - not at all: somebody who knows the program does it
   */
  readonly fix?: Fix;
  /** Inputs with known verdicts: tests and documentation both. */
  readonly samples: Samples<JsonObject>;
}

/** About other Kubernetes objects, as `object`. Samples are whole objects. */
export interface ObjectRule extends RuleHeader, CelLogic {
  readonly on: 'object';
  /** Which kinds it is about. */
  readonly resources: NonEmpty<ResourceSelector>;
  /**
   * Why no admission policy can judge this, where that is so. All other gates do.
   *
   * @default - admission judges it too
   */
  readonly notForAdmission?: string;
  /**
   * Judges a list in the object element by element.
   *
   * @default - the whole object is judged at once
   */
  readonly forEach?: ForEach;
  /**
   * How a preview may mend it by itself.
   *
   * @default - not at all: somebody who knows the program does it
   */
  readonly fix?: Fix;
  /** Inputs with known verdicts: tests and documentation both. */
  readonly samples: Samples<JsonObject>;
}

/** An AWS resource as it stands in a Pulumi stack: type token and camel-case inputs. */
export interface AwsResource {
  /** Such as `aws:eks/cluster:Cluster`. */
  readonly type: string;
  /** Its inputs, by their camel-case names. */
  readonly inputs: JsonObject;
}

/** About an AWS resource's inputs, as `object`; `resourceType` is its token. */
export interface AwsRule extends RuleHeader, CelLogic {
  readonly on: 'aws';
  /** Type tokens of the resources that it is about. */
  readonly types: NonEmpty<string>;
  /**
   * Judges a list in the inputs element by element.
   *
   * @default - the whole resource is judged at once
   */
  readonly forEach?: ForEach;
  /**
   * How a preview may mend it by itself.
   *
   * @default - not at all: somebody who knows the program does it
   */
  readonly fix?: Fix;
  /** Inputs with known verdicts: tests and documentation both. */
  readonly samples: Samples<AwsResource>;
}

/** One resource of a stack or one object of a set of manifests, as a stack rule sees it. */
export interface StackResource {
  /** Pulumi type token (`aws:ec2/vpc:Vpc`, `kubernetes:core/v1:Namespace`). */
  readonly type: string;
  /** Pulumi's logical name, or `namespace/name`. */
  readonly name: string;
  /** Inputs and outputs together (AWS), or the object (Kubernetes). */
  readonly props: JsonObject;
  /**
   * For each input, the resources of the stack that it was computed from, as far as the engine says. Before anything is
   * made no id is known, and this alone tells what belongs to what.
   *
   * @default - not known
   */
  readonly references?: { readonly [input: string]: readonly ResourceName[] };
}

/** Which resource of a stack: its type token and its name. */
export type ResourceName = Pick<StackResource, 'type' | 'name'>;

/** What a stack rule found, and on which resource. */
export interface StackFinding {
  /** The one at fault. */
  readonly resource: StackResource;
  /** What was found, without a full stop. */
  readonly message: string;
}

/** About several resources at once, which CEL on one object cannot express. The one place for logic in TypeScript. */
export interface StackRule extends RuleHeader {
  readonly on: 'stack';
  /**
   * All that `check` reads of an object, as paths such as `spec.replicas`. A gate that holds a hundred thousand objects until
   * all are seen can then let go of the rest.
   *
   * @default everything
   */
  readonly reads?: NonEmpty<string>;
  /** Judges all resources of a stack together. */
  readonly check: (resources: readonly StackResource[]) => StackFinding[];
  /** Inputs with known verdicts: tests and documentation both. */
  readonly samples: Samples<readonly StackResource[]>;
}

/** A rule that an API server's admission can hold. */
export type KubernetesRule = PodRule | ObjectRule;
/** A control, by what it looks at. */
export type Rule = KubernetesRule | AwsRule | StackRule;

/** Checks nothing and adds nothing: it gives the literal its type, so that a rule without samples does not compile. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}
