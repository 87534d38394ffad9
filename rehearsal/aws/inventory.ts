import { type Properties, UNKNOWN, type Value } from '../engine/provider';
import { type Link, places } from './fields';
import type { TypeSpec } from './spec';

/** One thing that exists (or that a preview plans). */
export interface Entity {
  readonly type: string;
  readonly id: string;
  /** Empty for what AWS made along with something else. */
  readonly urn: string;
  readonly inputs: Properties;
  readonly state: Properties;
  /** ISO 8601, seconds. */
  readonly createdAt: string;
  /** What its made-up ids and digits come from; the same for all its life. */
  readonly seed: string;
  /** Key of what this came along with. */
  readonly impliedBy?: string;
}

/** One link from an entity to another. */
export interface Referrer {
  readonly from: Entity;
  readonly link: Link;
}

/** What names an entity in the inventory. */
export function keyOf(entity: { type: string; id: string }): string {
  return `${entity.type}|${entity.id}`;
}

/** What exists, found by id, by any handle, by who refers to it, and by what must be unique; each in constant time. */
export class Inventory {
  readonly #byKey = new Map<string, Entity>();
  readonly #byHandle = new Map<string, Entity>();
  readonly #byUnique = new Map<string, Entity>();
  readonly #referrers = new Map<string, Map<string, Referrer>>();
  readonly #along = new Map<string, Map<string, Entity>>();

  /** `unique` tells what no other of the type may share. */
  constructor(
    private readonly specs: ReadonlyMap<string, TypeSpec>,
    private readonly unique: (spec: TypeSpec, inputs: Properties) => string | undefined,
  ) {}

  get size(): number {
    return this.#byKey.size;
  }

  all(): IterableIterator<Entity> {
    return this.#byKey.values();
  }

  get(type: string, id: string): Entity | undefined {
    return this.#byKey.get(`${type}|${id}`);
  }

  find(type: string, by: string, value: Value | undefined): Entity | undefined {
    return typeof value === 'string' ? this.#byHandle.get(`${type}|${by}|${value}`) : undefined;
  }

  holder(type: string, unique: string): Entity | undefined {
    return this.#byUnique.get(`${type}|${unique}`);
  }

  /** All that name the type's `value`, whatever handle the value is. */
  referrers(type: string, value: string): Iterable<Referrer> {
    return this.#referrers.get(`${type}|${value}`)?.values() ?? [];
  }

  /** What came along with an entity. */
  along(entity: Entity): Entity[] {
    return [...(this.#along.get(keyOf(entity))?.values() ?? [])];
  }

  put(entity: Entity): void {
    this.remove(entity);
    const key = keyOf(entity);
    if (entity.impliedBy !== undefined) {
      const along = this.#along.get(entity.impliedBy) ?? new Map<string, Entity>();
      this.#along.set(entity.impliedBy, along.set(key, entity));
    }
    this.#byKey.set(key, entity);
    for (const handle of this.#handles(entity)) this.#byHandle.set(handle, entity);
    const unique = this.#uniqueKey(entity);
    if (unique !== undefined) this.#byUnique.set(unique, entity);
    for (const [target, path, link] of this.#links(entity)) {
      const index = `${link.to}|${target}`;
      const referrers = this.#referrers.get(index) ?? new Map<string, Referrer>();
      this.#referrers.set(index, referrers.set(`${key}|${path}`, { from: entity, link }));
    }
  }

  remove(entity: { type: string; id: string }): void {
    const key = keyOf(entity);
    const old = this.#byKey.get(key);
    if (!old) return;
    this.#byKey.delete(key);
    if (old.impliedBy !== undefined) this.#along.get(old.impliedBy)?.delete(key);
    for (const handle of this.#handles(old)) if (this.#byHandle.get(handle) === old) this.#byHandle.delete(handle);
    const unique = this.#uniqueKey(old);
    if (unique !== undefined && this.#byUnique.get(unique) === old) this.#byUnique.delete(unique);
    for (const [target, path, link] of this.#links(old)) {
      const index = `${link.to}|${target}`;
      const referrers = this.#referrers.get(index);
      referrers?.delete(`${key}|${path}`);
      if (referrers?.size === 0) this.#referrers.delete(index);
    }
  }

  clear(): void {
    for (const index of [this.#byKey, this.#byHandle, this.#byUnique, this.#referrers, this.#along]) index.clear();
  }

  #handles(entity: Entity): string[] {
    const named = { arn: entity.state.arn, ...this.specs.get(entity.type)?.handles?.(entity.state), id: entity.id };
    return Object.entries(named).flatMap(([by, value]) =>
      typeof value === 'string' && value !== UNKNOWN ? [`${entity.type}|${by}|${value}`] : [],
    );
  }

  #uniqueKey(entity: Entity): string | undefined {
    const spec = this.specs.get(entity.type);
    const unique = spec && this.unique(spec, entity.inputs);
    return unique === undefined ? undefined : `${entity.type}|${unique}`;
  }

  *#links(entity: Entity): Generator<[value: string, path: string, link: Link]> {
    const spec = this.specs.get(entity.type);
    if (!spec) return;
    for (const { field, value, path } of places(spec.inputs, entity.inputs)) {
      if (field.link && typeof value === 'string' && value !== UNKNOWN) yield [value, path, field.link];
    }
  }
}
