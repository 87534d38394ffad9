import { InvalidObject, labelsAt, objectAt, type PlainObject, textAt, textsAt } from './plain';
import type { Labels, Selector } from './selector';
import { groupKind, isWorkload, type ReadWorkload, readWorkload, type Workload, workloadKey } from './workload';
import { WorkloadSet } from './workload-set';

/** A namespace, declared or only named by something in it. */
export interface Namespace {
  readonly name: string;
  /** With `kubernetes.io/metadata.name`, which every namespace has. */
  readonly labels: Labels;
  readonly annotations: ReadonlyMap<string, string>;
  /** Its workloads are those from `start` up to but not including `end`. */
  readonly start: number;
  readonly end: number;
}

/** A NetworkSet of Calico: addresses and domains that policies find by labels, as they find pods. */
export interface NetworkSet {
  readonly namespace: string;
  readonly labels: Labels;
  readonly nets: readonly string[];
  readonly domains: readonly string[];
}

/** Some namespaces. */
export interface Namespaces {
  /** The same for the same ones. */
  readonly key: string;
  readonly list: readonly Namespace[];
}

/** An object that the model does without, and why. */
export interface LeftOut {
  /** `Kind namespace/name`. */
  readonly object: string;
  readonly reason: string;
}

/**
 * What all selections together may hold. Manifests of 5,000 workloads with policies of their own come to a few hundred
 * thousand; more than this is made to fill the memory (here, some 40 MB).
 */
export const mostSelected = 10_000_000;

/** The namespace that an object stands in: `default` where it names none, as for kubectl. */
export function namespaceOf(object: PlainObject): string {
  const metadata = objectAt(object.metadata, 'metadata');
  return textAt(metadata?.namespace, 'metadata.namespace') || 'default';
}

/** `Kind namespace/name` of an object, for messages. */
export function nameOf(object: PlainObject): string {
  const { namespace, name } = (object.metadata ?? {}) as PlainObject;
  const place = typeof namespace === 'string' ? `${namespace}/` : '';
  return `${String(object.kind)} ${place}${typeof name === 'string' ? name : '(no name)'}`;
}

/** All workloads, sorted by namespace, kind and name, and an index to find them by their labels. */
export class Inventory {
  readonly workloads: readonly Workload[];
  /** By name, sorted. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly networkSets: readonly NetworkSet[];
  readonly #byLabel = new Map<string, number[]>();
  readonly #selections = new Map<string, WorkloadSet>();
  readonly #namespacesBySelector = new Map<string, Namespaces>();
  #selected = 0;

  /** @param leftOut gets what could not be read */
  constructor(objects: Iterable<PlainObject>, leftOut: LeftOut[]) {
    const read = new Map<string, ReadWorkload>();
    const declared = new Map<string, DeclaredNamespace>();
    const networkSets: NetworkSet[] = [];
    for (const object of objects) {
      try {
        if (groupKind(object) === '/Namespace') {
          const metadata = objectAt(object.metadata, 'metadata') ?? {};
          declared.set(String(metadata.name), {
            labels: labelsAt(metadata.labels, 'metadata.labels'),
            annotations: labelsAt(metadata.annotations, 'metadata.annotations'),
          });
        } else if (groupKind(object) === 'projectcalico.org/NetworkSet') {
          networkSets.push(networkSet(object));
        } else if (isWorkload(object)) {
          const workload = readWorkload(object, namespaceOf(object));
          read.set(workloadKey(workload.workload), workload);
        }
      } catch (error) {
        if (!(error instanceof InvalidObject)) throw error;
        leftOut.push({ object: nameOf(object), reason: error.message });
      }
    }
    this.networkSets = networkSets;
    const own = [...read.values()].filter(({ owner }) => owner === undefined || !read.has(owner));
    this.workloads = own
      .map(({ workload }) => workload)
      .sort((a, b) => order(a.namespace, b.namespace) || order(a.kind, b.kind) || order(a.name, b.name))
      .map((workload, id) => ({ ...workload, id }));
    this.namespaces = namespacesOf(this.workloads, declared);
    for (const { id, labels, hostNetwork } of this.workloads) {
      if (hostNetwork) continue;
      for (const [key, value] of labels) {
        const posting = JSON.stringify([key, value]);
        const ids = this.#byLabel.get(posting);
        if (ids) ids.push(id);
        else this.#byLabel.set(posting, [id]);
      }
    }
  }

  /** The namespaces that a selector picks. */
  namespacesBy(selector: Selector): Namespaces {
    let found = this.#namespacesBySelector.get(selector.key);
    if (found === undefined) {
      const list = [...this.namespaces.values()].filter(({ labels }) => selector.matches(labels));
      found = { key: `(${selector.key})`, list };
      this.#namespacesBySelector.set(selector.key, found);
    }
    return found;
  }

  /** One namespace, if it is there. */
  namespaceNamed(name: string): Namespaces {
    const namespace = this.namespaces.get(name);
    return { key: `=${name}`, list: namespace === undefined ? [] : [namespace] };
  }

  /** The workloads in some namespaces whose pods a selector picks; never those on the node's network. */
  select(namespaces: Namespaces, pods: Selector): WorkloadSet {
    const key = `${namespaces.key} ${pods.key}`;
    const known = this.#selections.get(key);
    if (known) return known;
    const ids: number[] = [];
    for (const id of this.#candidates(namespaces.list, pods)) {
      const workload = this.workloads[id] as Workload;
      if (!workload.hostNetwork && pods.matches(workload.labels)) ids.push(id);
    }
    this.#selected += ids.length;
    if (this.#selected > mostSelected) {
      throw new Error(`the policies select ${mostSelected} workloads and more: look at fewer namespaces`);
    }
    const found = ids.length === 0 ? WorkloadSet.none : new WorkloadSet(Int32Array.from(ids));
    this.#selections.set(key, found);
    return found;
  }

  *#candidates(namespaces: readonly Namespace[], { equals }: Selector): Generator<number> {
    let fewest: readonly number[] | undefined;
    for (const label of equals) {
      const ids = this.#byLabel.get(JSON.stringify(label)) ?? [];
      if (fewest === undefined || ids.length < fewest.length) fewest = ids;
    }
    for (const { start, end } of namespaces) {
      if (fewest === undefined) for (let id = start; id < end; id += 1) yield id;
      else for (let at = firstFrom(fewest, start); (fewest[at] ?? end) < end; at += 1) yield fewest[at] as number;
    }
  }
}

type DeclaredNamespace = Pick<Namespace, 'labels' | 'annotations'>;

function networkSet(object: PlainObject): NetworkSet {
  const metadata = objectAt(object.metadata, 'metadata') ?? {};
  const spec = objectAt(object.spec, 'spec') ?? {};
  return {
    namespace: namespaceOf(object),
    labels: labelsAt(metadata.labels, 'metadata.labels'),
    nets: textsAt(spec.nets, 'spec.nets') ?? [],
    domains: textsAt(spec.allowedEgressDomains, 'spec.allowedEgressDomains') ?? [],
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where in sorted numbers the first stands that is not below a bound. */
function firstFrom(numbers: readonly number[], bound: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function namespacesOf(
  workloads: readonly Workload[],
  declared: ReadonlyMap<string, DeclaredNamespace>,
): Map<string, Namespace> {
  const names = new Set([...declared.keys(), ...workloads.map(({ namespace }) => namespace)]);
  const result = new Map<string, Namespace>();
  let start = 0;
  for (const name of [...names].sort()) {
    let end = start;
    while (workloads[end]?.namespace === name) end += 1;
    const { labels: own, annotations = new Map() } = declared.get(name) ?? {};
    const labels = new Map(own).set('kubernetes.io/metadata.name', name);
    result.set(name, { name, labels, annotations, start, end });
    start = end;
  }
  return result;
}
