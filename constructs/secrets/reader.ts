import type { Construct } from 'constructs';
import { ConstructError } from '../construct-error';
import type { SecretReader } from './mountable-secret';

/** Sees to it that a secret is read with the rights of one workload. */
export class OneReader {
  private reader?: SecretReader;

  constructor(private readonly secret: Construct) {}

  /** Has the check at synth refuse the secret while nobody mounts it: it would be made for nobody, or not at all. */
  demand(): void {
    this.secret.node.addValidation({
      validate: () =>
        this.reader === undefined
          ? [
              `No workload mounts it, so nobody may read it. Mount it (secrets: { '/etc/db': secret }), or leave it out.`,
            ]
          : [],
    });
  }

  /**
   * Notes who mounts the secret.
   *
   * @returns whether it is the first time
   * @throws ConstructError where it is another's, or stands in another namespace
   */
  take(reader: SecretReader, namespace: string): boolean {
    const { path } = this.secret.node;
    if (reader.namespace !== namespace) {
      throw new ConstructError(reader.node.path, [
        {
          found: `it mounts ${path}, which stands in the namespace '${namespace}'`,
          write: `Make the secret in '${reader.namespace}', beside the workload`,
        },
      ]);
    }
    if (this.reader === reader) return false;
    if (this.reader !== undefined) {
      throw new ConstructError(reader.node.path, [
        {
          found: `it mounts ${path}, which ${this.reader.node.path} mounts too`,
          write: 'Make a secret for each: it is then read with the rights of the workload that mounts it',
        },
      ]);
    }
    this.reader = reader;
    return true;
  }
}
