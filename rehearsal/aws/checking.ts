import { hasUnknown, type Properties, UNKNOWN, type Value } from '../engine/provider';
import type { Field, Fields } from './fields';
import type { Scene } from './scene';
import type { TypeSpec } from './spec';

/** Where the real provider records which inputs it filled in itself. */
export const DEFAULTS = '__defaults';

/** Refuses what the type's own description rules out; unknown values pass. True when nothing was found. */
export function checkInputs(spec: TypeSpec, scene: Scene, targets: ReadonlyMap<string, TypeSpec>): boolean {
  const before = scene.failures.length;
  checkFields(spec.inputs, scene.inputs, '', { spec, scene, targets });
  return scene.failures.length === before;
}

interface Context {
  spec: TypeSpec;
  scene: Scene;
  targets: ReadonlyMap<string, TypeSpec>;
}

function checkFields(fields: Fields, values: Properties, path: string, context: Context): void {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  for (const [name, value] of Object.entries(values)) {
    if (name === DEFAULTS) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field) checkField(field, value, at(name), context);
    else context.scene.fail(at(name), unknownInput(name, path, fields, context.spec));
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && (values[name] === undefined || values[name] === null)) {
      context.scene.fail(at(name), `missing required argument: ${at(name)} must be set on ${context.spec.type}`);
    }
  }
}

function unknownInput(name: string, path: string, fields: Fields, spec: TypeSpec): string {
  const owner = path === '' ? spec.type : `${path} of ${spec.type}`;
  return `"${name}" is no input of ${owner}; its inputs are ${Object.keys(fields).sort().join(', ')}`;
}

const kinds: Record<string, string> = {
  text: 'a string',
  number: 'a number',
  flag: 'true or false',
  list: 'a list',
  block: 'an object',
};

function checkField(field: Field, value: Value, path: string, context: Context): void {
  if (value === UNKNOWN || value === null || field.kind === 'any') return;
  const kind = field.kind === 'map' ? 'block' : field.kind;
  if (kindOf(value) !== kind) {
    context.scene.fail(path, `${path} must be ${kinds[kind]}, got ${JSON.stringify(value)}`);
    return;
  }
  if (typeof value === 'string') checkText(field, value, path, context);
  else if (typeof value === 'number') checkNumber(field, value, path, context);
  else if (Array.isArray(value)) checkList(field, value, path, context);
  else if (typeof value === 'object') {
    if (field.kind === 'block') checkFields(field.fields ?? {}, value, path, context);
    else checkMap(field, value, path, context);
  }
}

function kindOf(value: Value): Field['kind'] | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'flag';
  return Array.isArray(value) ? 'list' : 'block';
}

function checkText(field: Field, value: string, path: string, context: Context): void {
  const { scene } = context;
  const { min = 0, max = Number.POSITIVE_INFINITY } = field;
  if (value.length < min || value.length > max) {
    const shown = value.length > 80 ? `${value.slice(0, 77)}... (${value.length} characters)` : value;
    scene.fail(path, `expected length of ${path} to be in the range (${min} - ${field.max ?? 'any'}), got ${shown}`);
  } else if (field.oneOf && !field.oneOf.includes(value)) {
    scene.fail(path, `expected ${path} to be one of ${JSON.stringify(field.oneOf)}, got ${value}`);
  } else if (field.pattern && !field.pattern.test(value)) {
    scene.fail(path, `invalid value for ${path}: "${value}" does not match ${field.pattern.source}`);
  } else {
    const reason = field.refuse?.(value, scene.realm) ?? dangling(field, value, context);
    if (reason !== undefined) scene.fail(path, reason);
  }
}

/** The refusal of a name that nothing answers to. */
function dangling({ link }: Field, value: string, { scene, targets }: Context): string | undefined {
  if (!link || scene.find(link.to, link.by, value) || link.given?.(value, scene.realm)) return undefined;
  const target = targets.get(link.to);
  return (
    link.reason?.(value) ??
    target?.notFound?.(value, scene.realm) ??
    `ResourceNotFoundException: ${link.to} "${value}" does not exist`
  );
}

function checkNumber(field: Field, value: number, path: string, { scene }: Context): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
  if (value < min || value > max) {
    scene.fail(
      path,
      `expected ${path} to be in the range (${field.min ?? 'any'} - ${field.max ?? 'any'}), got ${value}`,
    );
  }
}

function checkList(field: Field, value: Value[], path: string, context: Context): void {
  const { min = 0, max = Number.POSITIVE_INFINITY } = field;
  if (value.length < min) {
    context.scene.fail(path, `${path} needs at least ${min} item(s), got ${value.length}`);
  } else if (value.length > max) {
    context.scene.fail(path, `${path} takes at most ${max} item(s), got ${value.length}`);
  }
  for (const [index, item] of value.entries()) {
    if (field.item) checkField(field.item, item, `${path}[${index}]`, context);
  }
}

function checkMap(field: Field, value: Properties, path: string, context: Context): void {
  const names = Object.keys(value);
  if (field.max !== undefined && names.length > field.max) {
    context.scene.fail(path, `${path} takes at most ${field.max} entries, got ${names.length}`);
  }
  for (const name of names) {
    if (path === 'tags' && (name.length < 1 || name.length > 128 || /^aws:/i.test(name))) {
      context.scene.fail(
        path,
        `InvalidParameterValue: Tag key "${name}" must have 1 to 128 characters and not start with aws:`,
      );
    }
    if (field.item) checkField(field.item, value[name] ?? null, `${path}["${name}"]`, context);
  }
}

/** The inputs with documents written as objects turned into JSON text, and with defaults filled in. */
export function withDefaults(fields: Fields, inputs: Properties): Properties {
  const out: Properties = {};
  for (const [name, value] of Object.entries(inputs)) {
    const field = fields[name];
    if (value === null) continue;
    out[name] = field ? withFieldDefaults(field, value) : value;
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.fallback !== undefined && out[name] === undefined) out[name] = field.fallback;
  }
  return out;
}

function withFieldDefaults(field: Field, value: Value): Value {
  if (field.json && typeof value === 'object') return hasUnknown(value) ? UNKNOWN : JSON.stringify(value);
  if (Array.isArray(value)) {
    const { item } = field;
    return item ? value.map((entry) => withFieldDefaults(item, entry)) : value;
  }
  if (typeof value === 'object' && value !== null && field.kind === 'block') {
    return withDefaults(field.fields ?? {}, value);
  }
  return value;
}
