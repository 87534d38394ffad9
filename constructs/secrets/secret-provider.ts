import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { JsonObject } from '@palisade/rules';
import type { Problem } from '../construct-error';
import { certificatesProblems, httpsUrlProblems, pathProblems, regionProblems } from './problems';

/** Whose rights a store reads with: what an `auth` of External Secrets takes under `serviceAccountRef`. */
export interface ServiceAccountReference {
  /** Name of the account, in the namespace of the store. */
  readonly name: string;
  /**
   * Whom its token is for.
   *
   * @default - the provider's own audience
   */
  readonly audiences?: readonly string[];
}

/** The account that a {@link SecretProvider} is asked to read with. */
export interface StoreAccount {
  /** Namespace of the account. */
  readonly namespace: string;
  /** Name of the account. */
  readonly serviceAccountName: string;
}

/** Properties of AWS providers. */
export interface AwsProviderProps {
  /** Region of the secrets, such as `eu-west-1`. */
  readonly region: string;
}

/** Properties of {@link SecretProvider.vault}. */
export interface VaultProviderProps {
  /** Address of the server, beginning with `https://`. */
  readonly server: string;
  /**
   * Where the KV engine (version 2) is mounted.
   *
   * @default 'secret' - Vault's own default
   */
  readonly path?: string;
  /**
   * Where the Kubernetes authentication is mounted.
   *
   * @default 'kubernetes' - Vault's own default
   */
  readonly mountPath?: string;
  /**
   * The role of Vault that the workload takes. It must be bound to the workload's account and namespace.
   *
   * @default - `<namespace>-<service account>`, so that each workload has a role of its own
   */
  readonly role?: string;
  /**
   * Whom the account's token is for, which must be the `audience` of the role: nobody else takes the token then.
   *
   * @default 'vault'
   */
  readonly audience?: string;
  /**
   * Certificates, in PEM, of who signed the server's.
   *
   * @default - those that the operator's image trusts
   */
  readonly certificates?: string;
}

/** Properties of {@link SecretProvider.other}. */
export interface OtherProviderProps {
  /** A DNS label by which the store is known, such as `gcp`. */
  readonly name: string;
  /**
   * What stands under `spec.provider` of the SecretStore: exactly one provider of External Secrets. It must name the account
   * that it is given as its `serviceAccountRef`, or rights are those of the operator, which reads for everybody.
   *
   * @see https://external-secrets.io/latest/api/secretstore/
   */
  readonly provider: (account: ServiceAccountReference) => { readonly [provider: string]: JsonObject };
}

type StoreProvider = NonNullable<ISecretStore['spec']>['provider'];

/**
 * Where secrets are kept, for stores of the External Secrets operator. It holds no credential: each workload's own account
 * is what reads, through a store of its own.
 */
export class SecretProvider {
  private constructor(
    /** By which stores that read here are named, after their workload. */
    readonly name: string,
    /** Whether the account must be a role of AWS by IRSA: the operator can't take the place of one by Pod Identity. */
    readonly needsIrsa: boolean,
    /** @internal */
    readonly problems: readonly Problem[],
    private readonly provider: (account: StoreAccount) => { readonly [provider: string]: JsonObject },
  ) {}

  /**
   * AWS Secrets Manager. A `key` is a secret's name or ARN.
   *
   * @see https://external-secrets.io/latest/provider/aws-secrets-manager/
   */
  static awsSecretsManager(props: AwsProviderProps): SecretProvider {
    return SecretProvider.aws('aws-secrets-manager', 'SecretsManager', props);
  }

  /**
   * AWS Systems Manager Parameter Store. A `key` is a parameter's name.
   *
   * @see https://external-secrets.io/latest/provider/aws-parameter-store/
   */
  static awsParameterStore(props: AwsProviderProps): SecretProvider {
    return SecretProvider.aws('aws-parameter-store', 'ParameterStore', props);
  }

  /**
   * HashiCorp Vault or OpenBao, by Kubernetes authentication. A `key` is a path within the KV engine.
   *
   * @see https://external-secrets.io/latest/provider/hashicorp-vault/
   */
  static vault(props: VaultProviderProps): SecretProvider {
    const { server, path = 'secret', mountPath = 'kubernetes', role, audience = 'vault', certificates } = props;
    const problems = [
      ...httpsUrlProblems('server', server),
      ...pathProblems('path', path),
      ...pathProblems('mountPath', mountPath),
      ...certificatesProblems(certificates),
    ];
    return new SecretProvider('vault', false, problems, ({ namespace, serviceAccountName }) => ({
      vault: {
        server,
        path,
        version: 'v2',
        ...(certificates !== undefined && { caBundle: Buffer.from(certificates).toString('base64') }),
        auth: {
          kubernetes: {
            mountPath,
            role: role ?? `${namespace}-${serviceAccountName}`,
            serviceAccountRef: { name: serviceAccountName, audiences: [audience] },
          },
        },
      } satisfies StoreProvider['vault'],
    }));
  }

  /** Any other provider that the operator knows. */
  static other(props: OtherProviderProps): SecretProvider {
    return new SecretProvider(props.name, false, [], ({ serviceAccountName }) =>
      props.provider({ name: serviceAccountName }),
    );
  }

  /** What stands under `spec.provider` of the store by which an account reads. */
  spec(account: StoreAccount): { readonly [provider: string]: JsonObject } {
    return this.provider(account);
  }

  private static aws(name: string, service: 'SecretsManager' | 'ParameterStore', { region }: AwsProviderProps) {
    // The operator asks for a token with the audience of AWS STS by itself.
    return new SecretProvider(name, true, regionProblems(region), ({ serviceAccountName }) => ({
      aws: {
        service,
        region,
        auth: { jwt: { serviceAccountRef: { name: serviceAccountName } } },
      } satisfies StoreProvider['aws'],
    }));
  }
}
