import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ConstructError, type Problem, refuse } from '../construct-error';
import { namespaceOf } from '../namespace/namespace-of';
import type { MountableSecret, SecretMount, SecretReader } from './mountable-secret';
import { fileProblems, labelProblems, remoteProblems } from './problems';
import { OneReader } from './reader';
import type { SecretProvider } from './secret-provider';
import { SecretStore } from './secret-store';

/** One value in a store. */
export interface RemoteValue {
  /** Name of the secret in its store: what it means is the provider's to say. */
  readonly key: string;
  /**
   * Name of a value within the secret, where it holds JSON or several.
   *
   * @default - the whole secret
   */
  readonly property?: string;
}

/**
 * What happens to a running workload when a secret changes. `restart`: Reloader restarts it, as it does a rollout.
 * `reread`: nothing; the workload reads its files again by itself.
 */
export type OnRotation = 'restart' | 'reread';

/** Properties of {@link ExternalSecret}. */
export interface ExternalSecretProps {
  /**
   * Where the values are kept. A provider is read with the account of the workload that mounts the secret; a store with its
   * own.
   */
  readonly from: SecretProvider | SecretStore;
  /** Values by the name of the file that each becomes. At least one. */
  readonly data: { readonly [file: string]: RemoteValue };
  /**
   * How often the operator looks for new values: at least a minute.
   *
   * @default Duration.hours(1) - a rotated value arrives within the hour, and each look costs a call to the store
   */
  readonly refreshInterval?: Duration;
  /**
   * What happens to the workload when a value changes.
   *
   * @default 'restart' - few programs read a file twice
   */
  readonly onRotation?: OnRotation;
  /**
   * Type of the Secret. `kubernetes.io/tls` needs `tls.crt` and `tls.key` in `data`, and is what an exposure takes.
   *
   * @default 'Opaque'
   */
  readonly type?: 'Opaque' | 'kubernetes.io/tls';
}

/** Owner and group read, nobody writes. The pod's `fsGroup` is the group, so its user need not own the files. */
const fileMode = 0o440;

/**
 * A secret that the External Secrets operator copies from where it is kept into a Secret, for one workload to mount as files:
 * `secrets: { '/etc/db': db }`. Its name, and the Secret's, is the construct's id.
 *
 * The operator does the reading: the pod needs no way out to the store.
 *
 * @throws ConstructError that names every wrong property
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export class ExternalSecret extends Construct implements MountableSecret {
  /** Name of the Secret. */
  readonly secretName: string;
  /** Namespace of the Secret, and of the workload that mounts it. */
  readonly namespace: string;
  /** Type of the Secret. */
  readonly type: 'Opaque' | 'kubernetes.io/tls';
  private readonly props: ExternalSecretProps;
  private readonly reader = new OneReader(this);

  constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    super(scope, id);
    this.secretName = id;
    this.type = props.type ?? 'Opaque';
    this.namespace = namespaceOf(this);
    this.props = props;
    refuse(this, [...labelProblems('id', id), ...problems(props)]);
    if (props.from instanceof SecretStore) {
      if (props.from.namespace !== this.namespace) {
        throw new ConstructError(this.node.path, [
          {
            found: `from is a SecretStore of the namespace '${props.from.namespace}'`,
            write: `Make one in '${this.namespace}', or give a SecretProvider`,
          },
        ]);
      }
      this.make(props.from);
    } else {
      this.reader.demand();
    }
  }

  mountFor(reader: SecretReader): SecretMount {
    const { from, onRotation = 'restart' } = this.props;
    this.readFor(reader);
    if (from instanceof SecretStore && from.serviceAccountName !== reader.serviceAccountName) {
      throw new ConstructError(reader.node.path, [
        {
          found: `it mounts ${this.node.path}, which is read as '${from.serviceAccountName}'`,
          write: `Read it as '${reader.serviceAccountName}', the workload's own account, or give a SecretProvider as 'from'`,
        },
      ]);
    }
    return {
      volume: { secret: { secretName: this.secretName, defaultMode: fileMode } },
      ...(onRotation === 'restart' && { restartOn: { kind: 'Secret', name: this.secretName } }),
    };
  }

  /** Has the secret be read with the rights of a workload, which need not mount it: its exposure may use it as certificate. */
  readFor(reader: SecretReader): void {
    const { from } = this.props;
    const first = this.reader.take(reader, this.namespace);
    if (!first || from instanceof SecretStore) return;
    if (from.needsIrsa && reader.awsIdentity !== 'irsa') refuse(reader, [irsaProblem(this, reader)]);
    this.make(SecretStore.of(reader, from));
  }

  private make(store: SecretStore): void {
    const { data, refreshInterval = Duration.hours(1) } = this.props;
    new ApiObject(this, 'ExternalSecret', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: this.secretName, namespace: this.namespace },
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: goDuration(refreshInterval),
        secretStoreRef: { kind: 'SecretStore', name: store.name },
        target: {
          name: this.secretName,
          // The Secret goes when this object goes; a value that is gone from its store takes no running workload with it.
          creationPolicy: 'Owner',
          deletionPolicy: 'Retain',
          ...(this.type !== 'Opaque' && { template: { type: this.type } }),
        },
        data: Object.entries(data).map(([secretKey, { key, property }]) => ({
          secretKey,
          remoteRef: { key, ...(property !== undefined && { property }) },
        })),
      },
    } satisfies IExternalSecret);
  }
}

function problems({ data, refreshInterval, type }: ExternalSecretProps): Problem[] {
  const found: Problem[] = [];
  const files = Object.keys(data);
  if (files.length === 0) {
    found.push({ found: 'data is empty', write: `Write a value by its file's name: { password: { key: 'shop/db' } }` });
  }
  for (const [file, { key, property }] of Object.entries(data)) {
    found.push(...fileProblems(file), ...remoteProblems(`data.${file}.key`, key));
    if (property !== undefined) found.push(...remoteProblems(`data.${file}.property`, property));
  }
  if (refreshInterval !== undefined && refreshInterval.toSeconds({ integral: false }) < 60) {
    found.push({
      found: `refreshInterval is ${refreshInterval.toHumanString()}, which asks the store all the time, or never again`,
      write: 'Write a minute or more, such as Duration.minutes(15)',
    });
  }
  if (type === 'kubernetes.io/tls') {
    const missing = ['tls.crt', 'tls.key'].filter((file) => !files.includes(file));
    if (missing.length > 0) {
      found.push({
        found: `type is 'kubernetes.io/tls', and data has no ${missing.join(' and no ')}`,
        write: 'Write both: the certificate with those that signed it, and its key, in PEM',
      });
    }
  }
  return found;
}

function irsaProblem(secret: ExternalSecret, reader: SecretReader): Problem {
  const found =
    reader.awsIdentity === undefined
      ? `it mounts ${secret.node.path} from AWS, and its account is no role of AWS`
      : `it mounts ${secret.node.path} from AWS, and its account is a role by Pod Identity, which the External Secrets operator can't take the place of`;
  const write =
    reader.awsIdentity === undefined
      ? `Give it one that may read the secret: cloudIdentity: CloudIdentity.irsa('arn:aws:iam::...')`
      : 'Give it one by IRSA, or mount the secret with a CsiSecret, which knows both';
  return { found, write };
}

function goDuration(duration: Duration): string {
  const seconds = Math.round(duration.toSeconds({ integral: false }));
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
