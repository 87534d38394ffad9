import type { JsonObject } from '@palisade/rules';

/** What a kind is to the API server. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  /** Plural, in small letters. */
  readonly resource: string;
  readonly namespaced: boolean;
}

const clusterScoped: { readonly [group: string]: readonly string[] } = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
};

/** The groups of Kubernetes' own kinds. Others end in `.k8s.io` too and are custom resources, such as the Gateway API's. */
export const builtInGroups: ReadonlySet<string> = new Set([
  ...Object.keys(clusterScoped),
  ...['apps', 'autoscaling', 'batch', 'coordination.k8s.io', 'discovery.k8s.io', 'events.k8s.io', 'policy'],
]);

/** Every built-in kind that lies in no namespace, as `group/kind`. For the test that holds them against a server. */
export const clusterScopedKinds: ReadonlySet<string> = new Set(
  Object.entries(clusterScoped).flatMap(([group, kinds]) => kinds.map((kind) => `${group}/${kind}`)),
);

/** The kinds of a cluster: Kubernetes' own, and those that CustomResourceDefinitions add. */
export class Resources {
  readonly #custom = new Map<string, { readonly plural: string; readonly namespaced: boolean }>();

  /** Takes note of a CustomResourceDefinition. */
  define(definition: JsonObject): void {
    const spec = definition.spec as { group?: unknown; scope?: unknown; names?: { kind?: unknown; plural?: unknown } };
    const { kind, plural } = spec?.names ?? {};
    if (typeof spec?.group !== 'string' || typeof kind !== 'string' || typeof plural !== 'string') return;
    this.#custom.set(`${spec.group}/${kind}`, { plural, namespaced: spec.scope !== 'Cluster' });
  }

  /** What an object of a kind is. A kind that nobody defined lies in a namespace, and has the plural that it should have. */
  of(group: string, version: string, kind: string): Resource {
    const custom = this.#custom.get(`${group}/${kind}`);
    return {
      group,
      version,
      resource: custom?.plural ?? pluralOf(kind),
      namespaced: custom?.namespaced ?? !clusterScopedKinds.has(`${group}/${kind}`),
    };
  }
}

/** The plural that Kubernetes' own kinds have. */
export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (/(s|x|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
