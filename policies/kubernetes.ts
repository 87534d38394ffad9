import { groupOf, type JsonObject } from '@palisade/rules';
import { isUnknown } from './unknown';

const TOKEN = /^kubernetes:([^:]+):([^:]+)$/;

/**
 * The Kubernetes object that a Pulumi resource of the Kubernetes provider stands for: its properties, with `apiVersion`
 * and `kind` from the type token (`kubernetes:apps/v1:Deployment`) where the properties do not say.
 */
export function objectOf(type: string, properties: JsonObject): JsonObject {
  const { apiVersion, kind } = namedBy(type);
  const missing: { apiVersion?: string; kind?: string } = {};
  if (!isText(properties, 'apiVersion')) missing.apiVersion = apiVersion;
  if (!isText(properties, 'kind')) missing.kind = kind;
  if (missing.apiVersion === undefined && missing.kind === undefined) return properties;
  // Descriptors, not values: reading a value that is not known yet would throw.
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(properties), ...described(missing) });
}

/**
 * What a Kubernetes object calls itself, and where it does not say, what its type does; undefined where that is no text or
 * not known yet.
 */
export function kindOf(type: string, properties: JsonObject): { group: string; kind: string } | undefined {
  const named = namedBy(type);
  const { apiVersion = named.apiVersion, kind = named.kind } = properties;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || isUnknown(apiVersion) || isUnknown(kind)) {
    return undefined;
  }
  return { group: groupOf(apiVersion), kind };
}

/** What a type token says of an object. */
function namedBy(type: string): { apiVersion: string; kind: string } {
  const [, version = '', kind = ''] = TOKEN.exec(type) ?? [];
  return { apiVersion: version.replace(/^core\//, ''), kind };
}

function isText(properties: JsonObject, key: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(properties, key)?.value === 'string';
}

function described(values: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(values);
}
