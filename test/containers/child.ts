import { type Child, startChild } from '../../rehearsal/cluster/child';

/** Starts a program that calls others, such as mount and runc, by their names. */
export function startOnPath(name: string, path: string, args: readonly string[], log: string): Promise<Child> {
  return startChild(name, '/usr/bin/env', ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', path, ...args], log);
}
