import type { JsonObject } from '@palisade/rules';

/** Objects as YAML documents, fields in their own order: the same objects give the same bytes. */
export function toYaml(...objects: readonly JsonObject[]): string {
  return objects.map((object) => `${block(object, '')}\n`).join('---\n');
}

/** Fields with undefined are left out; no text is folded, so that each expression stands on one line to be searched for. */
function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return value.map((element) => `${indent}- ${block(element, `${indent}  `).trimStart()}`).join('\n');
  }
  if (typeof value !== 'object' || value === null) return scalar(value);
  const fields = Object.entries(value).filter(([, held]) => held !== undefined);
  if (fields.length === 0) return '{}';
  return fields.map(([name, held]) => `${indent}${scalar(name)}:${nested(held, indent)}`).join('\n');
}

function nested(value: unknown, indent: string): string {
  const text = block(value, `${indent}  `);
  const isBlock = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return isBlock ? `\n${text}` : ` ${text}`;
}

/** Text that YAML could take for something else is quoted, as JSON quotes it. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[A-Za-z][A-Za-z0-9_./-]*$/.test(value) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
