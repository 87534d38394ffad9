import type { Problem } from '../construct-error';

/** Reading: of one object, of all, and of their changes. */
export type ReadVerb = 'get' | 'list' | 'watch';

/** All that can be done to objects. There is no verb for everything, and none that goes past RBAC. */
export type Verb = ReadVerb | 'create' | 'update' | 'patch' | 'delete';

// By resource, its API group. Of these a program may change objects.
const changeable = {
  configmaps: '',
  events: '',
  persistentvolumeclaims: '',
  services: '',
  'deployments/scale': 'apps',
  deployments: 'apps',
  'statefulsets/scale': 'apps',
  statefulsets: 'apps',
  horizontalpodautoscalers: 'autoscaling',
  cronjobs: 'batch',
  jobs: 'batch',
  leases: 'coordination.k8s.io',
} as const;

// Who may write these undoes what keeps a namespace apart and its workloads bounded: they are to be read alone.
const readable = {
  endpoints: '',
  limitranges: '',
  'pods/log': '',
  'pods/status': '',
  resourcequotas: '',
  serviceaccounts: '',
  daemonsets: 'apps',
  'deployments/status': 'apps',
  replicasets: 'apps',
  'statefulsets/status': 'apps',
  'jobs/status': 'batch',
  endpointslices: 'discovery.k8s.io',
  ingresses: 'networking.k8s.io',
  networkpolicies: 'networking.k8s.io',
  poddisruptionbudgets: 'policy',
} as const;

/**
 * Resources of a namespace whose objects a program may change, by the names that RBAC has for them.
 *
 * Who may write workloads (`deployments`, `statefulsets`, `jobs`, `cronjobs`) can have them run as any service account
 * of the namespace and mount any Secret in it: the namespace is the boundary, as it is for people.
 */
export type ChangeableResource = keyof typeof changeable;

/** Resources of a namespace that a program may look at. */
export type ReadableResource = keyof typeof readable;

type NonEmpty<T> = readonly [T, ...T[]];

/** Which objects of a resource are meant. */
interface Objects {
  /**
   * Names of the objects. Objects that are created have none yet: `create` is a permission of its own, without names.
   *
   * @default - all of the namespace
   */
  readonly names?: NonEmpty<string>;
}

/** What may be done to objects of a built-in resource. */
export interface ChangePermission extends Objects {
  /** Plural name of the resource, as RBAC has it. */
  readonly resource: ChangeableResource;
  /** What may be done. */
  readonly verbs: NonEmpty<Verb>;
}

/** What may be looked at, of a built-in resource that programs do not change. */
export interface ReadPermission extends Objects {
  /** Plural name of the resource, as RBAC has it. */
  readonly resource: ReadableResource;
  /** How it may be looked at. */
  readonly verbs: NonEmpty<ReadVerb>;
}

/** What may be done to pods: they are looked at and ended, and made by what makes workloads alone. */
export interface PodPermission extends Objects {
  readonly resource: 'pods';
  /** What is done to them. */
  readonly verbs: NonEmpty<ReadVerb | 'delete'>;
}

/**
 * Reading of Secrets, one by one: `list` and `watch` show all there are. A Secret that is there when the program starts
 * is better mounted.
 */
export interface SecretPermission {
  readonly resource: 'secrets';
  /** Reading one by its name, and nothing else. */
  readonly verbs: readonly ['get'];
  /** Names of the Secrets. */
  readonly names: NonEmpty<string>;
}

/** Eviction of pods, which heeds disruption budgets. */
export interface EvictionPermission {
  readonly resource: 'pods/eviction';
  /** An eviction is made. */
  readonly verbs: readonly ['create'];
}

/** What may be done to objects of a custom resource, by its plural name and group. */
export interface CustomResourcePermission extends Objects {
  /** Such as `widgets.example.com`, or `widgets/status.example.com` for a part of it. */
  readonly customResource: `${string}.${string}.${string}`;
  /** What may be done. */
  readonly verbs: NonEmpty<Verb>;
}

/**
 * What a workload may do through the API server, in its own namespace. Whatever it does not say is denied. Resources of
 * the whole cluster, and wildcards, cannot be written; nor can tokens of service accounts, roles, shells in pods, and
 * pods by hand.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 */
export type Permission =
  | ChangePermission
  | ReadPermission
  | PodPermission
  | SecretPermission
  | EvictionPermission
  | CustomResourcePermission;

/** A rule of a Role. */
export interface PolicyRule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  readonly resourceNames?: string[];
}

/** The rule of a Role that grants a permission. */
export function policyRule(permission: Permission): PolicyRule {
  const [resource, group] = resourceAndGroup(permission);
  const names = namesOf(permission);
  return {
    apiGroups: [group ?? ''],
    resources: [resource],
    verbs: [...permission.verbs],
    ...(names.length > 0 && { resourceNames: [...names] }),
  };
}

function namesOf(permission: Permission): readonly string[] {
  return ('names' in permission ? permission.names : undefined) ?? [];
}

const groups: Readonly<Record<string, string>> = {
  ...changeable,
  ...readable,
  pods: '',
  secrets: '',
  'pods/eviction': '',
};

function resourceAndGroup(permission: Permission): [resource: string, group: string | undefined] {
  if (!('customResource' in permission)) {
    const { resource } = permission;
    return [resource, Object.hasOwn(groups, resource) ? groups[resource] : undefined];
  }
  const dot = permission.customResource.indexOf('.');
  return [permission.customResource.slice(0, dot), permission.customResource.slice(dot + 1)];
}

const customResource = /^[a-z0-9]+(\/(status|scale|finalizers))?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){2,}$/;
const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const verbs: readonly string[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] satisfies Verb[];
const readVerbs: readonly string[] = ['get', 'list', 'watch'] satisfies ReadVerb[];

/** What is wrong with permissions: what the types refuse is refused here too, for those who write no types. */
export function permissionProblems(permissions: readonly Permission[]): Problem[] {
  return permissions.flatMap((permission, index) => {
    const at = `permissions[${index}]`;
    const found = 'customResource' in permission ? customProblems(at, permission) : builtInProblems(at, permission);
    const given: readonly string[] = permission.verbs;
    if (given.length === 0) found.push({ found: `${at}.verbs is empty`, write: 'Write at least one' });
    for (const verb of given.filter((each) => !verbsOf(permission).includes(each))) {
      found.push({ found: `${at}.verbs holds '${verb}'`, write: `Write some of ${verbsOf(permission).join(', ')}` });
    }
    const names = namesOf(permission);
    for (const name of names) {
      if (!objectName.test(name)) found.push({ found: `${at}.names holds '${name}'`, write: `Write an object's name` });
    }
    if (names.length > 0 && given.includes('create')) {
      found.push({
        found: `${at} lets objects of some names be created, which Kubernetes cannot tell yet`,
        write: 'Write a permission of its own for create, without names',
      });
    }
    return found;
  });
}

function verbsOf(permission: Permission): readonly string[] {
  // Of a resource that is not known the verbs are not judged.
  const known = 'customResource' in permission || Object.hasOwn(groups, permission.resource);
  if (!known || 'customResource' in permission || Object.hasOwn(changeable, permission.resource)) return verbs;
  if (permission.resource === 'secrets') return ['get'];
  if (permission.resource === 'pods') return [...readVerbs, 'delete'];
  return permission.resource === 'pods/eviction' ? ['create'] : readVerbs;
}

function customProblems(at: string, permission: CustomResourcePermission): Problem[] {
  const name = permission.customResource;
  const builtIn = /\.k8s\.io$/.test(name) || name.endsWith('.kubernetes.io');
  if (customResource.test(name) && !builtIn) return [];
  return [
    {
      found: `${at}.customResource is '${name}'`,
      write: builtIn
        ? `Kubernetes' own resources stand under 'resource', as far as a program may use them`
        : `Write the plural and the group, such as 'widgets.example.com'`,
    },
  ];
}

function builtInProblems(at: string, permission: Exclude<Permission, CustomResourcePermission>): Problem[] {
  if (!Object.hasOwn(groups, permission.resource)) {
    return [
      { found: `${at}.resource is '${permission.resource}'`, write: `Write one of ${Object.keys(groups).join(', ')}` },
    ];
  }
  if (permission.resource !== 'secrets' || namesOf(permission).length > 0) return [];
  return [{ found: `${at} reads all Secrets`, write: `Name those that are meant: names: ['database']` }];
}
