import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Problem, refuse } from '../construct-error';
import { namespaceOf } from '../namespace/namespace-of';
import type { OnRotation } from './external-secret';
import type { MountableSecret, SecretMount, SecretReader } from './mountable-secret';
import { fileProblems, labelProblems, pathProblems, regionProblems, remoteProblems } from './problems';
import { OneReader } from './reader';

/** A value of AWS, by the driver. */
export interface CsiAwsValue {
  /** Name of the secret or parameter; for a secret also its ARN. */
  readonly name: string;
  /**
   * Where the value stands within JSON, as a JMESPath. The driver writes the whole secret beside it, under its own name with
   * `_` for each `/`, unless another file is the whole of it.
   *
   * @default - the whole secret
   */
  readonly jmesPath?: string;
}

/** A value of Vault, by the driver. */
export interface CsiVaultValue {
  /** Path of the API that gives the secret, such as `secret/data/shop/db` for a KV engine of version 2. */
  readonly path: string;
  /** Name of the value within the secret. */
  readonly key: string;
}

/** What all of {@link CsiSecretProps} have. */
export interface CsiSecretRotation {
  /**
   * What happens when the driver brings new values. It looks for them as often as it was installed to
   * (`rotationPollInterval`), if at all (`enableSecretRotation`).
   *
   * @default 'restart' - few programs read a file twice
   */
  readonly onRotation?: OnRotation;
}

/** Properties of a {@link CsiSecret} that AWS keeps. */
export interface CsiAwsSecretProps extends CsiSecretRotation {
  /** The service of AWS that keeps it. */
  readonly provider: 'aws-secrets-manager' | 'aws-parameter-store';
  /** Region of the secrets, such as `eu-west-1`. */
  readonly region: string;
  /** Values by the name of the file that each becomes. At least one. */
  readonly data: { readonly [file: string]: CsiAwsValue };
}

/** Properties of a {@link CsiSecret} that Vault or OpenBao keeps. */
export interface CsiVaultSecretProps extends CsiSecretRotation {
  /** Which server it is, is the driver's to know. */
  readonly provider: 'vault';
  /**
   * The role of Vault that the workload takes. It must be bound to the workload's account and namespace.
   *
   * @default - `<namespace>-<service account>`, so that each workload has a role of its own
   */
  readonly role?: string;
  /**
   * Where the Kubernetes authentication is mounted.
   *
   * @default 'kubernetes' - Vault's own default
   */
  readonly mountPath?: string;
  /**
   * Whom the account's token is for, which must be the `audience` of the role.
   *
   * @default 'vault'
   */
  readonly audience?: string;
  /** Values by the name of the file that each becomes. At least one. */
  readonly data: { readonly [file: string]: CsiVaultValue };
}

/** Properties of {@link CsiSecret}, by what keeps it. */
export type CsiSecretProps = CsiAwsSecretProps | CsiVaultSecretProps;

/** A SecretProviderClass as far as it is made here: no package with its type is kept well enough to use. */
interface SecretProviderClass {
  readonly apiVersion: 'secrets-store.csi.x-k8s.io/v1';
  readonly kind: 'SecretProviderClass';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly provider: 'aws' | 'vault';
    /** `objects` is a list in YAML within a text, which JSON is too. */
    readonly parameters: { readonly objects: string; readonly [name: string]: string };
  };
}

// The driver's files are root's, whatever the pod's fsGroup, so everybody in the pod must be able to read them. Nobody else
// sees them: the volume is memory that is mounted for this pod alone.
const fileMode = 0o444;

/**
 * A secret that the Secrets Store CSI driver brings from where it is kept into a volume of the pod, as files, and that no
 * Secret holds a copy of: `secrets: { '/etc/db': db }`. Its name is the construct's id. It is read with the account of the
 * workload that mounts it.
 *
 * The driver on the node does the reading: the pod needs no way out to the store. A pod does not start before its files are
 * there.
 *
 * @throws ConstructError that names every wrong property
 * @see https://secrets-store-csi-driver.sigs.k8s.io/
 */
export class CsiSecret extends Construct implements MountableSecret {
  /** Name of the SecretProviderClass. */
  readonly name: string;
  /** Namespace of the workload that mounts it. */
  readonly namespace: string;
  private readonly props: CsiSecretProps;
  private readonly reader = new OneReader(this);

  constructor(scope: Construct, id: string, props: CsiSecretProps) {
    super(scope, id);
    this.name = id;
    this.namespace = namespaceOf(this);
    this.props = props;
    refuse(this, [...labelProblems('id', id), ...problems(props)]);
    this.reader.demand();
  }

  mountFor(reader: SecretReader): SecretMount {
    const { provider, onRotation = 'restart' } = this.props;
    if (this.reader.take(reader, this.namespace)) {
      if (provider !== 'vault' && reader.awsIdentity === undefined) {
        refuse(reader, [
          {
            found: `it mounts ${this.node.path} from AWS, and its account is no role of AWS`,
            write: 'Give it one that may read the secret: cloudIdentity: CloudIdentity.podIdentity()',
          },
        ]);
      }
      this.make(reader);
    }
    return {
      volume: {
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          readOnly: true,
          volumeAttributes: { secretProviderClass: this.name },
        },
      },
      ...(onRotation === 'restart' && { restartOn: { kind: 'SecretProviderClass', name: this.name } }),
    };
  }

  private make(reader: SecretReader): void {
    new ApiObject(this, 'SecretProviderClass', {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClass',
      metadata: { name: this.name, namespace: this.namespace },
      spec:
        this.props.provider === 'vault'
          ? { provider: 'vault', parameters: vaultParameters(this.props, reader) }
          : { provider: 'aws', parameters: awsParameters(this.props, reader) },
    } satisfies SecretProviderClass);
  }
}

type Parameters = SecretProviderClass['spec']['parameters'];

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/ascp-examples.html */
function awsParameters({ provider, region, data }: CsiAwsSecretProps, reader: SecretReader): Parameters {
  const objectType = provider === 'aws-secrets-manager' ? 'secretsmanager' : 'ssmparameter';
  const filePermission = `0${fileMode.toString(8)}`;
  // One entry a secret: it is fetched once, however many of its values are files.
  const names = [...new Set(Object.values(data).map(({ name }) => name))];
  const objects = names.map((objectName) => {
    const files = Object.entries(data).filter(([, { name }]) => name === objectName);
    const whole = files.find(([, { jmesPath }]) => jmesPath === undefined)?.[0];
    const parts = files.flatMap(([objectAlias, { jmesPath: path }]) =>
      path === undefined ? [] : [{ path, objectAlias, filePermission }],
    );
    return {
      objectName,
      objectType,
      ...(whole !== undefined && { objectAlias: whole }),
      filePermission,
      ...(parts.length > 0 && { jmesPath: parts }),
    };
  });
  return {
    region,
    ...(reader.awsIdentity === 'pod-identity' && { usePodIdentity: 'true' }),
    objects: JSON.stringify(objects),
  };
}

/** @see https://developer.hashicorp.com/vault/docs/platform/k8s/csi/configurations */
function vaultParameters(
  { role, mountPath = 'kubernetes', audience = 'vault', data }: CsiVaultSecretProps,
  reader: SecretReader,
): Parameters {
  // The server's address is the driver's to know: named here, it would go past the cache of the provider's agent.
  return {
    roleName: role ?? `${reader.namespace}-${reader.serviceAccountName}`,
    vaultAuthMountPath: mountPath,
    audience,
    objects: JSON.stringify(
      Object.entries(data).map(([objectName, { path, key }]) => ({
        objectName,
        secretPath: path,
        secretKey: key,
        filePermission: fileMode,
      })),
    ),
  };
}

function problems(props: CsiSecretProps): Problem[] {
  const found = Object.keys(props.data).flatMap(fileProblems);
  if (Object.keys(props.data).length === 0) {
    found.push({ found: 'data is empty', write: `Write a value by its file's name, such as { password: { ... } }` });
  }
  if (props.provider === 'vault') {
    if (props.mountPath !== undefined) found.push(...pathProblems('mountPath', props.mountPath));
    for (const [file, { path, key }] of Object.entries(props.data)) {
      found.push(...pathProblems(`data.${file}.path`, path), ...remoteProblems(`data.${file}.key`, key));
    }
    return found;
  }
  found.push(...regionProblems(props.region));
  const whole = new Set<string>();
  for (const [file, { name, jmesPath }] of Object.entries(props.data)) {
    found.push(...remoteProblems(`data.${file}.name`, name), ...arnProblems(file, name, props));
    if (jmesPath !== undefined) found.push(...remoteProblems(`data.${file}.jmesPath`, jmesPath));
    else if (whole.has(name)) {
      found.push({
        found: `data.${file} is the whole of '${name}', which another file is already`,
        write: 'Write a jmesPath for one of them, or leave one out',
      });
    } else whole.add(name);
  }
  return found;
}

// The driver would refuse these, but only when a pod is to start.
function arnProblems(file: string, name: string, { provider, region }: CsiAwsSecretProps): Problem[] {
  if (!name.startsWith('arn:')) return [];
  if (provider === 'aws-parameter-store') {
    return [{ found: `data.${file}.name is '${name}', an ARN`, write: `Write the parameter's name` }];
  }
  const [, , service, arnRegion] = name.split(':');
  if (service === 'secretsmanager' && arnRegion === region) return [];
  return [
    {
      found: `data.${file}.name is '${name}', which is no secret of ${region}`,
      write: `Write the ARN of one in that region, or its name`,
    },
  ];
}
