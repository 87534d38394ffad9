import { type CheckFailure, type Properties, type Subject, UNKNOWN, type Value } from '../engine/provider';
import { type Entity, type Inventory, keyOf, type Referrer } from './inventory';
import type { Realm } from './realm';
import { same } from './values';

/**
 * What a check sees: the inputs, and what exists. In a check and in a preview that is what exists for real and what the
 * preview has planned so far; when something is made for real, only the former.
 */
export class Scene {
  readonly failures: CheckFailure[] = [];

  constructor(
    readonly realm: Realm,
    readonly subject: Subject,
    readonly inputs: Properties,
    /** The inputs before, for a resource that is there already. */
    readonly olds: Properties | undefined,
    /** What counts as existing, the first one that answers wins. */
    private readonly inventories: readonly Inventory[],
    /** Something is made beside whatever exists, be it the one that it is to replace. */
    private readonly isNew = false,
  ) {}

  /** Refuses, naming the input (a path, or empty) and the reason, which starts with AWS' own error code. */
  fail(property: string, reason: string): void {
    this.failures.push({ property, reason });
  }

  /** What exists under a handle; undefined when there is none, or the value is not known. */
  find(type: string, by: string | readonly string[], value: Value | undefined): Entity | undefined {
    if (typeof value !== 'string' || value === UNKNOWN) return undefined;
    for (const handle of typeof by === 'string' ? [by] : by) {
      for (const inventory of this.inventories) {
        const found = inventory.find(type, handle, value);
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Who else holds what must be unique; never this resource itself. */
  holder(type: string, unique: string): Entity | undefined {
    for (const inventory of this.inventories) {
      const found = inventory.holder(type, unique);
      if (found && !this.isSelf(found)) return found;
    }
    return undefined;
  }

  /** The others that name a thing, each once; never this resource itself. */
  referrers(type: string, value: Value | undefined): Referrer[] {
    if (typeof value !== 'string' || value === UNKNOWN) return [];
    const found = new Map<string, Referrer>();
    for (const inventory of this.inventories) {
      for (const referrer of inventory.referrers(type, value)) {
        const key = referrer.from.urn || keyOf(referrer.from);
        if (!found.has(key) && !this.isSelf(referrer.from)) found.set(key, referrer);
      }
    }
    return [...found.values()];
  }

  /** The others of one type that name a thing. */
  others(type: string, ofType: string, value: Value | undefined): Entity[] {
    return this.referrers(ofType, value).flatMap(({ from }) => (from.type === type ? from : []));
  }

  /**
   * True for the resource that the check is about, under its present or a former URN. When a new one is made for real, none is:
   * what stands in its way refuses it, even its own predecessor.
   */
  isSelf(entity: Entity): boolean {
    if (this.isNew || entity.type !== this.subject.type) return false;
    return entity.urn === this.subject.urn || (this.olds !== undefined && same(entity.inputs, this.olds));
  }
}
