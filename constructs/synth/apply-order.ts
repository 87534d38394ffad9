/** A Kubernetes object as plain JSON, as the API server takes it. */
export interface ApiObjectJson {
  /** Group and version of its kind, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Its kind, such as `Deployment`. */
  readonly kind: string;
  /** Its name, and its namespace if it is in one. */
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string };
    readonly annotations?: { readonly [key: string]: string };
  };
  readonly [key: string]: unknown;
}

// What an object needs comes before it; a guard comes before what it guards; what locks people out comes last, so that a run
// that breaks off half-way can be repeated.
const kinds = [
  'Namespace',
  'CustomResourceDefinition',
  'ResourceQuota',
  'LimitRange',
  'NetworkPolicy',
  'ServiceAccount',
  'ClusterRole',
  'Role',
  'ClusterRoleBinding',
  'RoleBinding',
];
const policies = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

function rank(kind: string): number {
  const early = kinds.indexOf(kind);
  if (early >= 0) return early;
  return kinds.length + 1 + policies.indexOf(kind);
}

/** What tells objects of one cluster apart, such as `RoleBinding payments/palisade-viewer`. */
export function objectName(object: ApiObjectJson): string {
  // Whatever a manifest that somebody else wrote leaves out.
  const { name = 'without a name', namespace } = object.metadata ?? {};
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/**
 * Which of two objects to apply first: by kind (namespaces, what bounds them, roles before their bindings, workloads,
 * admission policies before their bindings), then by namespace and name. A total order, for `Array.sort`.
 */
export function byApplyOrder(one: ApiObjectJson, other: ApiObjectJson): number {
  const [a, b] = [one, other].map((object) => objectName(object)) as [string, string];
  return rank(one.kind) - rank(other.kind) || (a < b ? -1 : a > b ? 1 : 0);
}
