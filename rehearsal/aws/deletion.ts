import { ProviderError } from '../engine/provider';
import { type Entity, type Inventory, keyOf, type Referrer } from './inventory';
import type { Scene } from './scene';
import type { TypeSpec } from './spec';

/**
 * Deletes a resource and what goes with it (what it owns, what came along with it), and returns all that is gone.
 * Throws where AWS refuses: something else still needs it, or it is protected.
 */
export function remove(entity: Entity, spec: TypeSpec, inventory: Inventory, scene: Scene): Entity[] {
  const kept = spec.keep?.(entity, scene);
  if (kept !== undefined) throw new ProviderError(`deleting ${scene.subject.name}: ${kept}`);
  const referrers = referrersOf(entity, inventory);
  const owned = new Set(referrers.filter(({ link }) => link.mode === 'owned').map(({ from }) => keyOf(from)));
  for (const { from, link } of referrers) {
    if (link.mode !== 'blocks' || owned.has(keyOf(from)) || from.impliedBy === keyOf(entity)) continue;
    if (keyOf(from) === keyOf(entity)) continue;
    const reason =
      spec.inUse?.(entity, from) ?? `DependencyViolation: "${entity.id}" has dependencies and cannot be deleted.`;
    throw new ProviderError(`deleting ${scene.subject.name}: ${reason} It is used by ${nameOf(from)}`);
  }
  return sweep(entity, inventory);
}

/** A resource as a reader knows it. */
export function nameOf(entity: Entity): string {
  const name = entity.urn.split('::').pop();
  return name ? `${entity.type} ${name} (${entity.id})` : `${entity.type} ${entity.id}`;
}

function referrersOf(entity: Entity, inventory: Inventory): Referrer[] {
  const handles = new Set([entity.id, entity.state.arn, entity.state.name]);
  return [...handles].flatMap((value) =>
    typeof value === 'string' ? [...inventory.referrers(entity.type, value)] : [],
  );
}

function sweep(entity: Entity, inventory: Inventory): Entity[] {
  if (!inventory.get(entity.type, entity.id)) return [];
  const referrers = referrersOf(entity, inventory);
  const along = inventory.along(entity);
  inventory.remove(entity);
  const owned = referrers.flatMap(({ from, link }) => (link.mode === 'owned' ? from : []));
  return [entity, ...[...along, ...owned].flatMap((next) => sweep(next, inventory))];
}
