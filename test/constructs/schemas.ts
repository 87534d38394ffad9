import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiObjectJson } from '@palisade/constructs';
import type { ApiClient } from '@palisade/rehearsal';

interface Schema {
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  [keyword: string]: unknown;
}

/**
 * Writes the schemas of everything an API server serves, as kubeconform reads them: its own published ones, and strict, so
 * that a field which it would drop is an error. Custom resources are among them.
 */
export async function writeSchemas(client: ApiClient, folder: string): Promise<void> {
  const { definitions } = (await client.call({ method: 'GET', path: '/openapi/v2' })) as {
    definitions: Record<string, Schema>;
  };
  for (const schema of Object.values(definitions)) tighten(schema);
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const file = [kind.toLowerCase(), group.split('.')[0], version].filter((part) => part !== '').join('-');
      writeFileSync(
        join(folder, `${file}.json`),
        JSON.stringify({ $ref: `#/definitions/${name}`, definitions: neededBy(name, definitions) }),
      );
    }
  }
}

/** A definition with all that it refers to: the whole of them is megabytes, and would be read for each kind. */
function neededBy(name: string, definitions: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const needed: Record<string, Schema> = {};
  const pending = [name];
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    const schema = definitions[each];
    if (schema === undefined || Object.hasOwn(needed, each)) continue;
    needed[each] = schema;
    for (const [, other = ''] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) pending.push(other);
  }
  return needed;
}

/** From OpenAPI's words to those of JSON Schema, all of the schema. */
function tighten(schema: Schema): void {
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string']) {
    delete schema.type;
    schema.oneOf = [{ type: 'string' }, { type: 'integer' }];
  }
  // Formats are hints to a client's types (int32, byte); the API server does not hold values to all of them.
  delete schema.format;
  if (schema.properties !== undefined && schema.additionalProperties === undefined) {
    schema.additionalProperties = schema['x-kubernetes-preserve-unknown-fields'] === true;
  }
  for (const property of Object.values(schema.properties ?? {})) tighten(property);
  if (schema.items !== undefined) tighten(schema.items);
  if (typeof schema.additionalProperties === 'object') tighten(schema.additionalProperties);
}

/** What kubeconform says against objects, one line each; it is given no schemas but those in the folder. */
export function kubeconform(program: string, schemas: string, objects: readonly ApiObjectJson[]): string[] {
  const location = `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`;
  const { stdout, error } = spawnSync(
    program,
    ['-strict', '-output', 'json', '-verbose', '-schema-location', location],
    {
      input: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (error) throw error;
  const { resources } = JSON.parse(stdout) as {
    resources: { kind: string; name: string; status: string; msg: string }[];
  };
  if (resources.length !== objects.length)
    throw new Error(`kubeconform judged ${resources.length} of ${objects.length}`);
  return resources
    .filter(({ status }) => status !== 'statusValid')
    .map(({ kind, name, status, msg }) => `${kind} ${name}: ${status} ${msg}`);
}
