import type { Streams } from '../../streams';
import { locked } from '../lock';
import { manifestFolder } from '../static-pod';
import { leavesOf, lockOf } from './leaves';
import { renewLeaves } from './rotation';
import { authorityLine, authorityStatuses, statusOf, statusTable } from './status';

/** The options of `palisade rotate certificates`. */
export interface CertificatesOptions {
  readonly status: boolean;
  readonly json: boolean;
  readonly all: boolean;
  readonly manifests: string | undefined;
}

/** @returns the exit code, as the command's help tells them */
export async function runCertificates(
  { status, json, all, manifests = manifestFolder }: CertificatesOptions,
  { stdout, stderr }: Pick<Streams, 'stdout' | 'stderr'>,
): Promise<number> {
  if ((json && !status) || (all && status)) {
    const found = json && !status ? '--json is for --status' : '--status renews nothing, so that --all says nothing';
    stderr.write(`palisade rotate certificates: ${found}\nTry: palisade rotate certificates --help\n`);
    return 2;
  }
  const leaves = leavesOf(manifests);
  const now = new Date();
  if (status) {
    const certificates = leaves.map((leaf) => statusOf(leaf, now));
    const authorities = authorityStatuses(leaves);
    if (json) stdout.write(`${JSON.stringify({ certificates, authorities }, undefined, 2)}\n`);
    else {
      stdout.write(statusTable(certificates));
      for (const authority of authorities) stdout.write(authorityLine(authority));
    }
    return certificates.some(({ due, problem }) => due || problem !== undefined) ? 1 : 0;
  }
  const say = (line: string) => stdout.write(`${line}\n`);
  const failed = await locked(lockOf(leaves), () => renewLeaves({ leaves, all, say, now: () => new Date() }));
  for (const problem of failed) stderr.write(`palisade rotate certificates: ${problem}\n`);
  if (failed.length === 0) stdout.write('Done: what lies here is in use.\n');
  return failed.length === 0 ? 0 : 1;
}
