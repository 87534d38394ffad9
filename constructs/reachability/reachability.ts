import { type Asked, type Direction, deciding, passing, stages } from './evaluation';
import { Inventory, type LeftOut, mostSelected, type Namespace } from './inventory';
import { Mesh } from './mesh';
import type { PlainObject } from './plain';
import { type Outside, outsideText, type Peers, type Policy, type Rule } from './policy';
import { PortSet, type Protocol } from './ports';
import { readPolicies } from './read-policies';
import { type Workload, workloadKey } from './workload';
import type { WorkloadSet } from './workload-set';

/** What one side says about a connection. */
export interface Side {
  readonly open: boolean;
  /** The policies that allow it or refuse it, as `Kind namespace/name`; none where no policy has a say. */
  readonly by: readonly string[];
}

/** Whether a connection is possible, and who says so. */
export interface Verdict {
  /** All three sides are open. */
  readonly open: boolean;
  readonly egress: Side;
  readonly ingress: Side;
  readonly mesh: Side;
}

/** Two workloads, and the ports at which the latter can be reached. Never empty. */
export interface Connection {
  readonly from: Workload;
  readonly to: Workload;
  readonly ports: PortSet;
}

/** The ports that each side lets through between two workloads. */
export interface Sides {
  readonly egress: PortSet;
  readonly ingress: PortSet;
  readonly mesh: PortSet;
  /** What all three let through. */
  readonly open: PortSet;
}

/** Two workloads of which a policy names one to the other. */
export interface DeclaredPair extends Sides {
  readonly from: Workload;
  readonly to: Workload;
  /** A policy of that side allows it by the labels of pods (`narrow`), by namespaces alone (`wide`), or none does. */
  readonly declared: { readonly egress: Width | undefined; readonly ingress: Width | undefined };
}

/** How a rule names its peers. */
export type Width = 'narrow' | 'wide';

/** Something outside of the manifests that a workload may talk with. */
export interface OutsideConnection {
  readonly workload: Workload;
  readonly direction: Direction;
  /** `anyone` is whoever there is, in the cluster too: a rule names no peers. */
  readonly peer: Outside | 'anyone';
  readonly ports: PortSet;
}

/** Sets up to this size are found from their members; larger ones are few, as they are shared. */
const smallSet = 64;

/**
 * Who can talk to whom, by the policies of some manifests. What is asked is computed when it is asked; nothing is kept for
 * pairs of workloads.
 *
 * Policies are about pods: a Service opens and closes nothing. Pods on the node's network are in no policy's reach, and
 * only a rule without peers lets others at them. Addresses (`ipBlock`) stand for what is outside of the cluster.
 */
export class Reachability {
  /** By namespace, kind and name. */
  readonly workloads: readonly Workload[];
  readonly namespaces: ReadonlyMap<string, Namespace>;
  /** What an API server would refuse, and what the model does not know: the answers are given without it. */
  readonly leftOut: readonly LeftOut[];
  readonly #policies: { readonly [direction in Direction]: Policy[][] };
  readonly #mesh: Mesh;
  readonly #byKey: ReadonlyMap<string, Workload>;
  /** From the peers of egress rules to those who may send. */
  readonly #senders = new Map<WorkloadSet, { readonly subjects: WorkloadSet; readonly width: Width }[]>();
  readonly #smallSets = new Map<number, Set<WorkloadSet>>();
  readonly #largeSets: WorkloadSet[] = [];

  /** @throws Error where the policies select more than memory should be spent on. */
  constructor(objects: Iterable<PlainObject>) {
    const leftOut: LeftOut[] = [];
    const given = [...objects];
    const inventory = new Inventory(given, leftOut);
    this.workloads = inventory.workloads;
    this.namespaces = inventory.namespaces;
    this.#byKey = new Map(this.workloads.map((workload) => [workloadKey(workload), workload]));
    this.#policies = { egress: this.workloads.map(() => []), ingress: this.workloads.map(() => []) };
    this.#mesh = new Mesh(given, inventory, leftOut);
    this.#index(readPolicies(given, inventory, leftOut));
    this.leftOut = leftOut;
  }

  /** A workload by namespace, kind and name. */
  workload(namespace: string, kind: string, name: string): Workload | undefined {
    return this.#byKey.get(workloadKey({ namespace, kind, name }));
  }

  /** Whether what no policy allows is refused, in each direction. */
  isolation({ id, hostNetwork }: Workload): { readonly [direction in Direction]: boolean } {
    const isolates = (direction: Direction) =>
      !hostNetwork && (this.#policies[direction][id] ?? []).some((policy) => policy[direction]?.isolates === true);
    return { egress: isolates('egress'), ingress: isolates('ingress') };
  }

  /** Whether a workload's pods are in a service mesh. */
  isInMesh(workload: Workload): boolean {
    return this.#mesh.has(workload);
  }

  /** Whether its mesh asks who connects, or lets only some. */
  isGuardedByMesh(workload: Workload): boolean {
    return !PortSet.every('TCP').difference(this.#mesh.passing(undefined, workload)).isEmpty;
  }

  /** The ports that each side lets through. Of two pods where `from` and `to` are the same workload. */
  sides(from: Workload, to: Workload): Sides {
    const egress = passing(this.#asked(from, 'egress'), to);
    const ingress = passing(this.#asked(to, 'ingress'), from);
    const mesh = this.#mesh.passing(from, to);
    return { egress, ingress, mesh, open: egress.intersection(ingress).intersection(mesh) };
  }

  /** Whether a pod of `from` can reach a pod of `to` at a port, and which policies say so. */
  verdict(from: Workload, to: Workload, protocol: Protocol, port: number): Verdict {
    const side = (subject: Workload, direction: Direction, peer: Workload): Side => {
      const asked = this.#asked(subject, direction);
      const open = passing(asked, peer).has(protocol, port);
      return { open, by: deciding(asked, peer, protocol, port, open) };
    };
    const egress = side(from, 'egress', to);
    const ingress = side(to, 'ingress', from);
    const isMeshOpen = this.#mesh.passing(from, to).has(protocol, port);
    const mesh = { open: isMeshOpen, by: this.#mesh.has(to) ? this.#mesh.policiesOf(to) : [] };
    return { open: egress.open && ingress.open && isMeshOpen, egress, ingress, mesh };
  }

  /**
   * All connections that are open, by `from` and then `to`. A workload is also asked about with itself (two of its pods), but
   * for a bare pod. Where nothing is isolated there are as many as pairs: take them one by one.
   */
  *connections(): Generator<Connection> {
    for (const from of this.workloads) {
      for (const to of this.#targets(from)) {
        if (from === to && from.kind === 'Pod') continue;
        const { open } = this.sides(from, to);
        if (!open.isEmpty) yield { from, to, ports: open };
      }
    }
  }

  /** The pairs with this `to` that a policy of either side allows by selectors, open or not; by `from`. */
  declaredPairs(to: Workload): DeclaredPair[] {
    const declared = new Map<number, { egress: Width | undefined; ingress: Width | undefined }>();
    const note = (set: WorkloadSet, direction: Direction, width: Width): void => {
      for (const id of set.ids) {
        const known = declared.get(id);
        if (known === undefined) declared.set(id, { egress: undefined, ingress: undefined, [direction]: width });
        else if (known[direction] !== 'narrow') known[direction] = width;
      }
    };
    for (const { peers } of this.#allowing(to, 'ingress')) {
      for (const set of peers.workloads) note(set, 'ingress', widthOf(peers));
    }
    const sets = [...(this.#smallSets.get(to.id) ?? []), ...this.#largeSets.filter((set) => set.has(to.id))];
    for (const set of sets) {
      for (const { subjects, width } of this.#senders.get(set) ?? []) note(subjects, 'egress', width);
    }
    if (to.kind === 'Pod') declared.delete(to.id);
    return [...declared]
      .sort(([a], [b]) => a - b)
      .map(([id, widths]) => {
        const from = this.workloads[id] as Workload;
        return { from, to, declared: widths, ...this.sides(from, to) };
      });
  }

  /** What outside of the manifests a workload may talk with by its policies. Where it is not isolated, that is anything. */
  outside(workload: Workload): OutsideConnection[] {
    const result: OutsideConnection[] = [];
    for (const direction of ['ingress', 'egress'] as const) {
      const rules = this.#allowing(workload, direction);
      const peers = new Map<string, Outside>();
      let isForAnyone = false;
      for (const { peers: each } of rules) {
        for (const outside of each.outside) peers.set(outsideText(outside), outside);
        isForAnyone ||= each.everyone;
      }
      const mesh = direction === 'ingress' ? this.#mesh.passing(undefined, workload) : PortSet.all;
      const add = (peer: Outside | 'anyone', ports: PortSet): void => {
        if (!ports.isEmpty) result.push({ workload, direction, peer, ports });
      };
      if (isForAnyone) add('anyone', passing(this.#asked(workload, direction), 'anyone').intersection(mesh));
      for (const [, peer] of [...peers].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const own = passing(this.#asked(workload, direction), peer).intersection(mesh);
        add(peer, own);
      }
    }
    return result;
  }

  #index(read: readonly Policy[]): void {
    const policies = [...read].sort((a, b) => compare(a.order, b.order) || (a.name < b.name ? -1 : 1));
    let entries = 0;
    for (const stage of stages) {
      for (const policy of policies.filter((each) => each.stage === stage)) {
        entries += policy.subjects.size;
        if (entries > mostSelected) {
          throw new Error(`the policies select ${mostSelected} workloads and more: look at fewer namespaces`);
        }
        for (const id of policy.subjects.ids) {
          if (policy.egress) this.#policies.egress[id]?.push(policy);
          if (policy.ingress) this.#policies.ingress[id]?.push(policy);
        }
        for (const { action, peers } of policy.egress?.list ?? []) {
          if (action !== 'allow') continue;
          for (const set of peers.workloads) this.#addSenders(set, policy.subjects, widthOf(peers));
        }
      }
    }
  }

  #addSenders(set: WorkloadSet, subjects: WorkloadSet, width: Width): void {
    const known = this.#senders.get(set);
    if (known) {
      known.push({ subjects, width });
      return;
    }
    this.#senders.set(set, [{ subjects, width }]);
    if (set.size > smallSet) this.#largeSets.push(set);
    else {
      for (const id of set.ids) {
        const sets = this.#smallSets.get(id);
        if (sets) sets.add(set);
        else this.#smallSets.set(id, new Set([set]));
      }
    }
  }

  #asked(subject: Workload, direction: Direction): Asked {
    return { subject, direction, policies: this.#policies[direction][subject.id] ?? [] };
  }

  #allowing({ id }: Workload, direction: Direction): Rule[] {
    return (this.#policies[direction][id] ?? []).flatMap((policy) =>
      (policy[direction]?.list ?? []).filter(({ action }) => action === 'allow'),
    );
  }

  /** Whom a workload might reach: everybody, unless it is isolated and its rules name their peers. */
  #targets(from: Workload): Iterable<Workload> {
    const policies = this.#policies.egress[from.id] ?? [];
    const rules = policies.flatMap((policy) => policy.egress?.list ?? []);
    if (!this.isolation(from).egress || rules.some(({ peers }) => peers.everyone)) return this.workloads;
    const ids = new Set<number>();
    for (const { peers } of rules) for (const set of peers.workloads) for (const id of set.ids) ids.add(id);
    return [...ids].sort((a, b) => a - b).map((id) => this.workloads[id] as Workload);
  }
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function widthOf({ isNarrow }: Peers): Width {
  return isNarrow ? 'narrow' : 'wide';
}

/** All connections that the policies of some objects leave open: {@link Reachability.connections}. */
export function reachable(objects: Iterable<PlainObject>): Generator<Connection> {
  return new Reachability(objects).connections();
}
