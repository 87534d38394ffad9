type Value = string | number | boolean | readonly string[];

/** A table of TOML. */
export interface Table {
  readonly [key: string]: Value | Table;
}

/** Writes tables as TOML: values first, then the tables within, each under its whole name. */
export function toToml(table: Table, path: readonly string[] = []): string {
  const entries = Object.entries(table);
  const values = entries.filter((entry): entry is [string, Value] => !isTable(entry[1]));
  const tables = entries.filter((entry): entry is [string, Table] => isTable(entry[1]));
  const own = values.map(([key, value]) => `${keyOf(key)} = ${scalarOf(value)}\n`).join('');
  const header = path.length > 0 && own !== '' ? `[${path.map(keyOf).join('.')}]\n` : '';
  const below = tables.map(([key, inner]) => toToml(inner, [...path, key])).filter((text) => text !== '');
  return [...(own === '' ? [] : [`${header}${own}`]), ...below].join('\n');
}

function isTable(value: Value | Table): value is Table {
  return typeof value === 'object' && !Array.isArray(value);
}

function keyOf(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : textOf(key);
}

function scalarOf(value: Value): string {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'object') return `[${value.map(textOf).join(', ')}]`;
  return String(value);
}

/** A basic string: JSON's escapes are TOML's, and of what JSON leaves as it is, TOML refuses only DEL. */
function textOf(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
