import { isDigest } from '../reference';
import { RegistryError } from './error';

/** A part of a manifest, by its digest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is used of an image manifest or an index. */
export interface Manifest {
  readonly mediaType: string;
  readonly artifactType?: string;
  /** Of an image manifest; empty for an index. */
  readonly layers: readonly Descriptor[];
  /** Of an index; empty for an image manifest. */
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
}

/** A manifest lists more than this only to keep its reader busy. */
const mostDescriptors = 1000;

/**
 * Reads a manifest or an index of OCI or Docker.
 *
 * @param place for messages.
 * @throws RegistryError saying what of it is none.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
 */
export function parseManifest(text: string, place: string): Manifest {
  const value = parseJson(text, place);
  if (value.schemaVersion !== 2) throw new RegistryError(`${place} is no manifest: its schemaVersion is not 2`);
  const artifactType = optionalText(value.artifactType);
  return {
    mediaType: optionalText(value.mediaType) ?? '',
    ...(artifactType === undefined ? {} : { artifactType }),
    layers: descriptors(value.layers, `${place}, layers`),
    manifests: descriptors(value.manifests, `${place}, manifests`),
    ...(isObject(value.subject) ? { subject: descriptor(value.subject, `${place}, subject`) } : {}),
  };
}

function descriptors(value: unknown, place: string): Descriptor[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RegistryError(`${place} is no list`);
  if (value.length > mostDescriptors) throw new RegistryError(`${place} has more than ${mostDescriptors} entries`);
  return value.map((each, index) => descriptor(each, `${place}[${index}]`));
}

function descriptor(value: unknown, place: string): Descriptor {
  if (!isObject(value)) throw new RegistryError(`${place} is no descriptor`);
  const { digest, size } = value;
  if (!isDigest(digest)) throw new RegistryError(`${place} has no digest of SHA-256`);
  if (!Number.isSafeInteger(size) || (size as number) < 0) throw new RegistryError(`${place} has no size`);
  const artifactType = optionalText(value.artifactType);
  return {
    mediaType: optionalText(value.mediaType) ?? '',
    digest,
    size: size as number,
    ...(artifactType === undefined ? {} : { artifactType }),
    annotations: texts(value.annotations),
  };
}

function texts(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

/** In JSON. Each takes up to some 60 bytes of memory, however short it is written. */
const mostValues = 1_000_000;

/** Whether reading a text of JSON could take far more memory than the text itself. */
export function hasTooManyValues(text: string): boolean {
  // There are no more values than these, and one. Those within texts count too.
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === bracket || code === brace) values += 1;
  }
  return values > mostValues;
}

const [comma, bracket, brace] = [0x2c, 0x5b, 0x7b];

/**
 * Reads an object of JSON.
 *
 * @throws RegistryError where it is none.
 */
export function parseJson(text: string, place: string): Record<string, unknown> {
  if (hasTooManyValues(text)) throw new RegistryError(`${place} has more than ${mostValues} values: refused`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RegistryError(`${place} is no JSON`);
  }
  if (!isObject(value)) throw new RegistryError(`${place} is no object`);
  return value;
}

/** Whether a value has fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
