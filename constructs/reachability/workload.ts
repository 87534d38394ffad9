import { InvalidObject, labelsAt, objectAt, objectsAt, type PlainObject, textAt } from './plain';
import type { Protocol } from './ports';
import type { Labels } from './selector';

/** A port that a container says it listens on. Policies name ports by these names; the numbers bind nothing. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** What runs pods of one template; a bare pod is its own workload. */
export interface Workload {
  /** Its place among all workloads of the model. */
  readonly id: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of its pods. */
  readonly labels: Labels;
  /** Of its pods. */
  readonly annotations: ReadonlyMap<string, string>;
  /** Of its pods, by name. */
  readonly serviceAccount: string;
  /** Its pods use the node's network: no policy selects them, and no selector of a policy finds them. */
  readonly hostNetwork: boolean;
  readonly ports: readonly NamedPort[];
}

/** `namespace/kind/name`, by which a workload is asked for. */
export function workloadKey({ namespace, kind, name }: Pick<Workload, 'namespace' | 'kind' | 'name'>): string {
  return `${namespace}/${kind}/${name}`;
}

/** Kinds that hold pods, and where: the path from the object to the pod template (or pod). */
const podPaths = new Map<string, readonly string[]>([
  ['/Pod', []],
  ['apps/Deployment', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['/ReplicationController', ['spec', 'template']],
  ['batch/Job', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** `group/Kind` of an object, whatever its version. */
export function groupKind({ apiVersion, kind }: PlainObject): string {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return '';
  const slash = apiVersion.indexOf('/');
  return `${slash < 0 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}

/** Whether {@link readWorkload} understands the kind. */
export function isWorkload(object: PlainObject): boolean {
  return podPaths.has(groupKind(object));
}

/** A workload as read, before it has a place, and what made it. */
export interface ReadWorkload {
  readonly workload: Omit<Workload, 'id'>;
  /** {@link workloadKey} of the object that controls it and stands for it, where there is one. */
  readonly owner: string | undefined;
}

/** @throws InvalidObject saying what of it is not as Kubernetes wants it. */
export function readWorkload(object: PlainObject, namespace: string): ReadWorkload {
  const metadata = objectAt(object.metadata, 'metadata') ?? {};
  const name = textAt(metadata.name, 'metadata.name') ?? textAt(metadata.generateName, 'metadata.generateName');
  if (name === undefined) throw new InvalidObject('metadata.name is missing');
  const owners = objectsAt(metadata.ownerReferences, 'metadata.ownerReferences') ?? [];
  const owner = owners.find(({ controller }) => controller === true);
  const kind = String(object.kind);
  const path = podPaths.get(groupKind(object)) ?? [];
  let template: PlainObject = object;
  for (const [index, step] of path.entries()) {
    template = objectAt(template[step], path.slice(0, index + 1).join('.')) ?? {};
  }
  const at = path.length === 0 ? '' : `${path.join('.')}.`;
  const templateMetadata = objectAt(template.metadata, `${at}metadata`) ?? {};
  const labels = new Map(labelsAt(templateMetadata.labels, `${at}metadata.labels`));
  if (kind === 'Job') for (const key of ['job-name', 'batch.kubernetes.io/job-name']) labels.set(key, name);
  const spec = objectAt(template.spec, `${at}spec`) ?? {};
  const workload = {
    kind,
    namespace,
    name,
    labels,
    annotations: labelsAt(templateMetadata.annotations, `${at}metadata.annotations`),
    serviceAccount: textAt(spec.serviceAccountName, `${at}spec.serviceAccountName`) || 'default',
    hostNetwork: spec.hostNetwork === true,
    ports: namedPorts(spec, `${at}spec`),
  };
  return {
    workload,
    owner: owner && workloadKey({ namespace, kind: String(owner.kind), name: String(owner.name) }),
  };
}

/** Of containers, and of init containers that keep running beside them. */
function namedPorts(spec: PlainObject, path: string): NamedPort[] {
  const sidecars = (objectsAt(spec.initContainers, `${path}.initContainers`) ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  const containers = [...(objectsAt(spec.containers, `${path}.containers`) ?? []), ...sidecars];
  return containers.flatMap((container) =>
    (objectsAt(container.ports, `${path}.containers.ports`) ?? []).flatMap(({ name, protocol, containerPort }) => {
      if (typeof name !== 'string' || typeof containerPort !== 'number') return [];
      return [{ name, protocol: (protocol ?? 'TCP') as Protocol, port: containerPort }];
    }),
  );
}
