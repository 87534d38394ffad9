/** A set of workloads, by their places, in order. Immutable. */
export class WorkloadSet {
  static readonly none = new WorkloadSet(new Int32Array(0));

  /** @param ids sorted, each once */
  constructor(readonly ids: Int32Array) {}

  get size(): number {
    return this.ids.length;
  }

  has(id: number): boolean {
    let low = 0;
    let high = this.ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.ids[middle] as number;
      if (found === id) return true;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}
