import type { ForEach, JsonObject, NonEmpty, ResourceSelector } from './rule';

/** ConfigMaps, for rules about what they hold. */
export const configMaps: NonEmpty<ResourceSelector> = [
  { group: '', versions: ['v1'], kinds: { ConfigMap: 'configmaps' } },
];

/** The keys of a ConfigMap one by one, as `key`. */
export const eachKey: ForEach = { as: 'key', in: 'object.?data.orValue({}).map(key, key)', label: 'key' };

/** A ConfigMap with the data. */
export function configMap(data: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sample', namespace: 'sample' }, data };
}
