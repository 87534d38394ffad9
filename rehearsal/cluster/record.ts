import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, ProcessIdentity } from '../programs/process-identity';

/** What a folder says of the cluster that runs from it: enough to use it, and to end it, from another process. */
export interface ClusterRecord {
  /** Whether it is meant to outlive the process that started it. */
  readonly kept: boolean;
  /** When it was started, ISO 8601. */
  readonly started: string;
  readonly port: number;
  readonly etcdPort: number;
  readonly certificateLifetimeHours: number;
  /** In the order to end them. */
  readonly processes: readonly ({ readonly name: string } & ProcessIdentity)[];
}

const file = (folder: string) => join(folder, 'cluster.json');

export function readRecord(folder: string): ClusterRecord | undefined {
  try {
    return JSON.parse(readFileSync(file(folder), 'utf8')) as ClusterRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file(folder)} cannot be read (${(error as Error).message}): end what it names, and remove it.`);
  }
}

/** Replaces the record in one step: a reader sees the old one or the new one. */
export function writeRecord(folder: string, record: ClusterRecord): void {
  const draft = `${file(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file(folder));
}

export function removeRecord(folder: string): void {
  rmSync(file(folder), { force: true });
}

/** The processes of a record that still run, and are the same ones. */
export const living = (record: ClusterRecord) => record.processes.filter(isAlive);
