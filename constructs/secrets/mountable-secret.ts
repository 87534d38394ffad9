import type { Construct } from 'constructs';

/** A workload as its secrets know it: who reads them. */
export interface SecretReader extends Construct {
  /** Name of the workload. */
  readonly name: string;
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Name of the workload's own service account, with whose rights the secret is read from its store. */
  readonly serviceAccountName: string;
  /** How that account is a role of AWS, by which it reads what AWS keeps. Undefined where it is none. */
  readonly awsIdentity: 'pod-identity' | 'irsa' | undefined;
}

/** Where the files of a secret come from: a volume of the pod spec without its name. */
export type SecretVolume =
  | {
      /** Files of a Secret. */
      readonly secret: { readonly secretName: string; readonly defaultMode: number };
    }
  | {
      /** Files that a driver on the node brings, without a Secret in between. */
      readonly csi: {
        readonly driver: string;
        readonly readOnly: true;
        readonly volumeAttributes: { readonly [name: string]: string };
      };
    };

/** What changes when a secret is rotated, by which Reloader finds the workloads to restart. */
export interface RotatedObject {
  /** Kind of the object that changes with the secret. */
  readonly kind: 'Secret' | 'SecretProviderClass';
  /** Name of that object. */
  readonly name: string;
}

/** A secret as one workload mounts it. */
export interface SecretMount {
  /** Goes into `volumes` of the pod spec under a name of the workload's choice, and is to be mounted read-only. */
  readonly volume: SecretVolume;
  /**
   * What to restart the workload for, see {@link restartAnnotations}.
   *
   * @default - nothing: the workload reads its files again by itself
   */
  readonly restartOn?: RotatedObject;
}

/**
 * A secret that a workload can mount as files: an `ExternalSecret` or a `CsiSecret`. There is no way to an environment variable:
 * those are inherited, printed by crash reports, and keep a rotated secret in use.
 */
export interface MountableSecret {
  /**
   * Called by a workload for each secret that it mounts, once it knows its name and its account. The secret is from then on
   * read with the rights of that workload.
   *
   * @throws ConstructError where it may not read the secret: it stands in another namespace, the secret is another's, or its
   * account is no role of the cloud that keeps it
   */
  mountFor(reader: SecretReader): SecretMount;
}

const annotationOf = {
  Secret: 'secret.reloader.stakater.com/reload',
  SecretProviderClass: 'secretproviderclass.reloader.stakater.com/reload',
} as const;

/**
 * Annotations on a workload (a Deployment's own metadata, not its pods') for Reloader to restart it when one of its secrets is
 * rotated. Without Reloader in the cluster they do nothing: files are then replaced below a process that may not look again.
 * Not for Jobs and CronJobs, which Reloader would run once more: they read the files anew whenever they run.
 *
 * @see https://docs.stakater.com/reloader/latest/reference/annotations.html
 */
export function restartAnnotations(mounts: readonly SecretMount[]): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const kind of ['Secret', 'SecretProviderClass'] as const) {
    const names = mounts.flatMap(({ restartOn }) => (restartOn?.kind === kind ? [restartOn.name] : []));
    if (names.length > 0) annotations[annotationOf[kind]] = [...new Set(names)].sort().join(',');
  }
  return annotations;
}
