import type { Inventory, LeftOut } from './inventory';
import { Istio } from './istio';
import { Linkerd } from './linkerd';
import type { PlainObject } from './plain';
import { PortSet } from './ports';
import type { Workload } from './workload';

/** What a service mesh adds to network policies. */
export interface ServiceMesh {
  /** Whether a workload's pods are in it. */
  has(workload: Workload): boolean;
  /** The ports at which `to` takes connections of `from`, which undefined stands for somebody outside of the mesh. */
  passing(from: Workload | undefined, to: Workload): PortSet;
  /** The policies that decide about a workload, by name. */
  policiesOf(to: Workload): readonly string[];
}

/** All service meshes that the model knows, as one: what any of them refuses is refused. */
export class Mesh implements ServiceMesh {
  readonly #meshes: readonly ServiceMesh[];

  constructor(objects: readonly PlainObject[], inventory: Inventory, leftOut: LeftOut[]) {
    this.#meshes = [new Istio(objects, inventory, leftOut), new Linkerd(objects, inventory, leftOut)];
  }

  has(workload: Workload): boolean {
    return this.#meshes.some((mesh) => mesh.has(workload));
  }

  passing(from: Workload | undefined, to: Workload): PortSet {
    return this.#meshes.reduce((open, mesh) => open.intersection(mesh.passing(from, to)), PortSet.all);
  }

  policiesOf(to: Workload): readonly string[] {
    return this.#meshes.flatMap((mesh) => mesh.policiesOf(to));
  }
}
