/** A Kubernetes object, or a part of one, as YAML or JSON gives it. Nothing about its fields is taken for granted. */
export interface PlainObject {
  readonly [field: string]: unknown;
}

/** What an API server would not have taken: the object it stands in is left out of the model. */
export class InvalidObject extends Error {
  override readonly name = 'InvalidObject';
}

/** @throws InvalidObject where the value is neither missing nor an object. */
export function objectAt(value: unknown, path: string): PlainObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw new InvalidObject(`${path} is no object`);
  return value as PlainObject;
}

/** @throws InvalidObject where the value is neither missing nor a list. */
export function listAt(value: unknown, path: string): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new InvalidObject(`${path} is no list`);
  return value;
}

/** Like {@link listAt}, of objects. */
export function objectsAt(value: unknown, path: string): readonly PlainObject[] | undefined {
  return listAt(value, path)?.map((item, index) => {
    const object = objectAt(item, `${path}[${index}]`);
    if (object === undefined) throw new InvalidObject(`${path}[${index}] is empty`);
    return object;
  });
}

/** @throws InvalidObject where the value is neither missing nor text. */
export function textAt(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new InvalidObject(`${path} is no text`);
  return value;
}

/** Like {@link listAt}, of texts. */
export function textsAt(value: unknown, path: string): readonly string[] | undefined {
  return listAt(value, path)?.map((item, index) => {
    if (typeof item !== 'string') throw new InvalidObject(`${path}[${index}] is no text`);
    return item;
  });
}

/** Labels as a map: a key such as `__proto__` is a key like any other. */
export function labelsAt(value: unknown, path: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [key, text] of Object.entries(objectAt(value, path) ?? {})) {
    if (typeof text !== 'string') throw new InvalidObject(`${path}.${key} is no text`);
    labels.set(key, text);
  }
  return labels;
}
