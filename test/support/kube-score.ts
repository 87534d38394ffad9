import { execFile } from 'node:child_process';

/** A check of kube-score's that an object does not pass whole. */
export interface Remark {
  readonly check: string;
  /** `critical` fails kube-score, `warning` does not. */
  readonly grade: 'critical' | 'warning';
  /** Kind and name. */
  readonly object: string;
}

/** Runs kube-score's default checks over a file of manifests. */
export async function kubeScore(program: string, file: string): Promise<Remark[]> {
  const stdout = await new Promise<string>((resolve, reject) => {
    const options = ['score', '--kubernetes-version', 'v1.37', '--output-format', 'json', file];
    // It ends with 1 where anything is critical, having said all.
    execFile(program, options, { maxBuffer: 64 * 1024 * 1024 }, (error, out) =>
      out === '' && error ? reject(error) : resolve(out),
    );
  });
  const objects = JSON.parse(stdout) as {
    type_meta: { kind: string };
    object_meta: { name: string };
    checks: { check: { id: string }; grade: number; skipped: boolean }[];
  }[];
  return objects.flatMap(({ type_meta, object_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < 7)
      .map(
        ({ check, grade }): Remark => ({
          check: check.id,
          grade: grade === 1 ? 'critical' : 'warning',
          object: `${type_meta.kind} ${object_meta.name}`,
        }),
      ),
  );
}
