import { Alias, Key } from '@pulumi/aws/kms';
import { ComponentResource, type ComponentResourceOptions, type Output } from '@pulumi/pulumi';
import type { Account, KeysConfig } from './config';
import { type KeyPolicy, type KeyPolicyArgs, logsKeyPolicy, secretsKeyPolicy, volumesKeyPolicy } from './key-policies';
import { tagsFor } from './tags';

/** What {@link Keys} are made from. */
export interface KeysArgs {
  readonly account: Account;
  /** The cluster's name: what the keys are called and tagged, and whose data they may encrypt. */
  readonly cluster: string;
  readonly keys: KeysConfig;
  /** The name of the control plane's role, with `*` for what Pulumi appends. @default cluster-* */
  readonly clusterRole?: string;
}

/**
 * Three KMS keys, so that losing or misusing one opens one kind of data: Kubernetes secrets, logs (and alarms), and volumes
 * (and images). AWS renews their material every year. Deleting one takes
 * {@link KeysConfig.deletionWindowDays}, in which it can be taken back; after that what it encrypted is lost.
 */
export class Keys extends ComponentResource {
  readonly secretsKeyArn: Output<string>;
  readonly logsKeyArn: Output<string>;
  readonly volumesKeyArn: Output<string>;

  constructor(name: string, args: KeysArgs, options?: ComponentResourceOptions) {
    super('palisade:infra:Keys', name, {}, options);
    const { account, cluster, keys } = args;
    const from = {
      account,
      cluster,
      administrators: keys.administrators,
      clusterRole: args.clusterRole ?? 'cluster-*',
    };
    this.secretsKeyArn = this.key(name, 'secrets', args, secretsKeyPolicy, from);
    this.logsKeyArn = this.key(name, 'logs', args, logsKeyPolicy, from);
    this.volumesKeyArn = this.key(name, 'volumes', args, volumesKeyPolicy, from);
    this.registerOutputs({
      secretsKeyArn: this.secretsKeyArn,
      logsKeyArn: this.logsKeyArn,
      volumesKeyArn: this.volumesKeyArn,
    });
  }

  private key(
    name: string,
    purpose: string,
    { cluster, keys }: KeysArgs,
    policy: (args: KeyPolicyArgs) => KeyPolicy,
    from: KeyPolicyArgs,
  ): Output<string> {
    const key = new Key(
      `${name}-${purpose}`,
      {
        description: `Encrypts ${purpose} of ${cluster}`,
        enableKeyRotation: true,
        rotationPeriodInDays: 365,
        deletionWindowInDays: keys.deletionWindowDays,
        // One region: its copies elsewhere would need watching too.
        multiRegion: false,
        policy: JSON.stringify(policy(from)),
        tags: tagsFor(cluster, purpose),
      },
      { parent: this },
    );
    new Alias(
      `${name}-${purpose}`,
      { name: `alias/palisade/${cluster}/${purpose}`, targetKeyId: key.keyId },
      { parent: this },
    );
    return key.arn;
  }
}
