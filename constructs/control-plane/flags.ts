/** A program's flags as data. A list is joined by commas, as Go's flag packages of etcd and Kubernetes read it. */
export type Flags = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The arguments, in one piece each (`--name=value`): no value can be taken for a flag. */
export function toArguments(flags: Flags): string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${Array.isArray(value) ? value.join(',') : value}`);
}
