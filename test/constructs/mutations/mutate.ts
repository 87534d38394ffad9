import type { ApiObjectJson } from '@palisade/constructs';

/** One thing changed in what an app writes. */
export interface Mutation {
  /** Kind and place, with `*` for whatever number or name stands there, such as `Deployment spec.template.spec.hostUsers`. */
  readonly place: string;
  /** What was done there, such as `taken away` or `set to true`. */
  readonly change: string;
  /** The object that is changed. */
  readonly object: ApiObjectJson;
  /**
   * The same done wherever a field of that name stands in the object: what is written twice, such as for the pod and for each
   * container, is held by the one while the other is missing.
   */
  readonly everywhere?: ApiObjectJson;
  /** What it has become; undefined where the object itself is taken away. */
  readonly mutant: ApiObjectJson | undefined;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** Fields whose keys are names that somebody chose, and not fields. */
const maps = new Set(['labels', 'annotations', 'matchLabels', 'data', 'stringData', 'nodeSelector']);

/** Words that mean less of the same: what somebody in a hurry would write instead. */
const weaker: Readonly<Record<string, string>> = {
  RuntimeDefault: 'Unconfined',
  restricted: 'privileged',
  STRICT: 'PERMISSIVE',
  required: 'disabled',
  ClusterIP: 'NodePort',
  Forbid: 'Allow',
  SecretStore: 'ClusterSecretStore',
  HTTPS: 'HTTP',
};

/**
 * Every way to weaken objects by one step: each object taken away; each field, item and value in them taken away; each
 * boolean turned round; each word that has a weaker one replaced by it; images by tag. None is chosen by hand, so that none
 * is forgotten. Places that differ in numbers and names only are one: the first of them stands for all.
 */
export function mutations(objects: readonly ApiObjectJson[]): Mutation[] {
  const found = new Map<string, Mutation>();
  const add = (mutation: Mutation) => {
    const key = `${mutation.place}: ${mutation.change}`;
    if (!found.has(key)) found.set(key, mutation);
  };
  for (const object of objects) {
    const subject = subjectOf(object);
    add({ place: subject, change: 'taken away', object, mutant: undefined });
    for (const { path, value } of placesIn(object as unknown as Json)) {
      const place = `${subject} ${placeName(path)}`;
      const field = path.at(-1);
      const at = (change: string, replacement: Json | undefined) =>
        add({
          place,
          change,
          object,
          mutant: replaced(object as unknown as Json, path, replacement) as never,
          ...(typeof field === 'string' && {
            everywhere: replacedIn(object as unknown as Json, field, replacement) as never,
          }),
        });
      at('taken away', undefined);
      if (typeof value === 'boolean') at(`set to ${!value}`, !value);
      if (typeof value !== 'string') continue;
      const word = weaker[value];
      if (word !== undefined) at(`set to ${word}`, word);
      if (value.includes('@sha256:')) at('by tag', value.replace(/@sha256:.*/, ':1'));
      if (value.startsWith('registry.example.com/'))
        at('from elsewhere', value.replace('registry.example.com', 'docker.io'));
    }
  }
  return [...found.values()];
}

/** The kind; with its name for an object that is a namespace's and no workload's, such as its default deny. */
function subjectOf({ kind, metadata }: ApiObjectJson): string {
  const isWorkloads = metadata.labels?.['app.kubernetes.io/name'] !== undefined || metadata.namespace === undefined;
  return isWorkloads || !namespaceKinds.has(kind) ? kind : `${kind} ${metadata.name}`;
}

const namespaceKinds = new Set(['AuthorizationPolicy', 'NetworkPolicy', 'PeerAuthentication', 'ServiceAccount']);

/** What stands where in an object, apart from what tells it from others. */
function* placesIn(value: Json, path: Path = []): Generator<{ path: Path; value: Json }> {
  if (typeof value !== 'object' || value === null) return;
  const entries: [string | number, Json][] = Array.isArray(value)
    ? value.map((item: Json, index) => [index, item])
    : Object.entries(value);
  for (const [key, held] of entries) {
    const inner = [...path, key];
    if (!identity.has(inner.join('.'))) yield { path: inner, value: held };
    yield* placesIn(held, inner);
  }
}

const identity = new Set(['apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.namespace']);

function placeName(path: Path): string {
  return path
    .map((key, index) => {
      const parent = path[index - 1];
      return typeof key === 'number' || (typeof parent === 'string' && maps.has(parent) && !key.includes('/'))
        ? '*'
        : key;
    })
    .join('.');
}

function replaced(value: Json, [key, ...rest]: Path, replacement: Json | undefined): Json {
  if (Array.isArray(value)) {
    const items = [...value];
    if (rest.length > 0) items[key as number] = replaced(items[key as number], rest, replacement);
    else if (replacement === undefined) items.splice(key as number, 1);
    else items[key as number] = replacement;
    return items;
  }
  const { [key as string]: held, ...others } = value as Record<string, Json>;
  if (rest.length > 0) return { ...others, [key as string]: replaced(held as Json, rest, replacement) };
  return replacement === undefined ? others : { ...others, [key as string]: replacement };
}

function replacedIn(value: Json, field: string, replacement: Json | undefined, isRoot = true): Json {
  if (Array.isArray(value)) return value.map((item: Json) => replacedIn(item, field, replacement, false));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, held]: [string, Json]) => {
      if (isRoot && identity.has(key)) return [[key, held]];
      if (key !== field) return [[key, replacedIn(held, field, replacement, false)]];
      return replacement === undefined ? [] : [[key, replacement]];
    }),
  );
}
