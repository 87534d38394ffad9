import type { Account } from './config';

/** A statement of a key policy. `Resource: '*'` is the key itself; a key policy can name no other. */
export interface KeyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string | readonly string[] } | { readonly Service: string };
  readonly Action: readonly string[];
  readonly Resource: '*';
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
  };
}

/** A key policy. */
export interface KeyPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly KeyStatement[];
}

/** What key policies are written from. */
export interface KeyPolicyArgs {
  readonly account: Account;
  /** The cluster's name. */
  readonly cluster: string;
  /** ARNs of who may change the keys. */
  readonly administrators: readonly string[];
  /** The name of the control plane's role, with `*` for what Pulumi appends. */
  readonly clusterRole: string;
}

/**
 * Changing a key without using it: no Encrypt, Decrypt, GenerateDataKey or CreateGrant. Who may put a policy could let
 * himself use the key, but not without leaving the new policy behind.
 */
const administration = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** What a service does with a key for data that it keeps. */
const encryption = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** The account's root, which stands for all principals whose own IAM policies allow the same. */
const root = ({ partition, id }: Account) => `arn:${partition}:iam::${id}:root`;

/**
 * Administration, the same for all keys. The usual statement that hands a key over to IAM whole (`kms:*` for the root
 * principal) is not here: with it anyone whose IAM policy says `kms:*` decrypts everything. Its one use, that a key cannot
 * be locked for good, is kept for the root user alone.
 */
export function administered({
  account,
  administrators,
}: Pick<KeyPolicyArgs, 'account' | 'administrators'>): KeyStatement[] {
  return [
    {
      Sid: 'Administer',
      Effect: 'Allow',
      Principal: { AWS: administrators },
      Action: administration,
      Resource: '*',
    },
    {
      Sid: 'RecoverAsRootUser',
      Effect: 'Allow',
      Principal: { AWS: root(account) },
      Action: ['kms:*'],
      Resource: '*',
      // `Account` is the root user; a role or user that IAM lets do the same is `AssumedRole` or `User`.
      Condition: { StringEquals: { 'aws:PrincipalType': 'Account' } },
    },
  ];
}

/**
 * The key of Kubernetes secrets: EKS, in the control plane's role, encrypts and decrypts the keys that encrypt secrets.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/envelope-encryption.html
 */
export function secretsKeyPolicy(args: KeyPolicyArgs): KeyPolicy {
  const { account, administrators, clusterRole } = args;
  return {
    Version: '2012-10-17',
    Statement: [
      ...administered(args),
      {
        // Whoever creates the cluster lets EKS have its grant on the key.
        Sid: 'GiveTheKeyToEks',
        Effect: 'Allow',
        Principal: { AWS: administrators },
        Action: ['kms:CreateGrant'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:CallerAccount': account.id } },
      },
      {
        // The role comes after the key, and a policy cannot name a principal that is not there yet; a condition can.
        Sid: 'EncryptAsControlPlane',
        Effect: 'Allow',
        Principal: { AWS: root(account) },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:ListGrants'],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:CallerAccount': account.id },
          ArnLike: { 'aws:PrincipalArn': `arn:${account.partition}:iam::${account.id}:role/${clusterRole}` },
        },
      },
    ],
  };
}

/**
 * The key of logs and alarms: CloudWatch Logs encrypts this cluster's log groups with it, and CloudWatch publishes this
 * cluster's alarms to a topic that SNS encrypts with it.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html and
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function logsKeyPolicy(args: KeyPolicyArgs): KeyPolicy {
  const { account, cluster } = args;
  const arn = (service: string, resource: string) =>
    `arn:${account.partition}:${service}:${account.region}:${account.id}:${resource}`;
  return {
    Version: '2012-10-17',
    Statement: [
      ...administered(args),
      {
        Sid: 'EncryptLogGroups',
        Effect: 'Allow',
        Principal: { Service: `logs.${account.region}.amazonaws.com` },
        Action: encryption,
        Resource: '*',
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': [
              arn('logs', `log-group:/aws/eks/${cluster}/*`),
              arn('logs', `log-group:/aws/codebuild/${cluster}-*`),
              arn('logs', `log-group:/palisade/${cluster}/*`),
            ],
          },
        },
      },
      {
        // Without this the alarm goes off and its message is dropped, with no error anywhere.
        Sid: 'PublishAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': account.id },
          ArnLike: { 'aws:SourceArn': arn('cloudwatch', `alarm:${cluster}-*`) },
        },
      },
    ],
  };
}

/**
 * The key of what workloads keep: node volumes, persistent volumes and images.
 *
 * Auto Scaling starts nodes under its service-linked role, which has to exist before the key does; in an account that
 * never had an Auto Scaling group, make it once with
 * `aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com`.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html,
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html and
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
 */
export function volumesKeyPolicy(args: KeyPolicyArgs): KeyPolicy {
  const { account, administrators } = args;
  const scaling = `arn:${account.partition}:iam::${account.id}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
  const through = (service: string) => ({
    'kms:CallerAccount': account.id,
    'kms:ViaService': `${service}.${account.region}.amazonaws.com`,
  });
  return {
    Version: '2012-10-17',
    Statement: [
      ...administered(args),
      {
        Sid: 'EncryptNodeVolumes',
        Effect: 'Allow',
        Principal: { AWS: scaling },
        Action: encryption,
        Resource: '*',
      },
      {
        // EC2 keeps the grant as long as the instance has the volume.
        Sid: 'GiveTheKeyToNodes',
        Effect: 'Allow',
        Principal: { AWS: scaling },
        Action: ['kms:CreateGrant'],
        Resource: '*',
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
      {
        // The EBS CSI driver, whose own policy allows the same; only for what it has EC2 do, never directly.
        Sid: 'EncryptPersistentVolumes',
        Effect: 'Allow',
        Principal: { AWS: root(account) },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncrypt*'],
        Resource: '*',
        Condition: { StringEquals: through('ec2') },
      },
      {
        Sid: 'GiveTheKeyToPersistentVolumes',
        Effect: 'Allow',
        Principal: { AWS: root(account) },
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Resource: '*',
        Condition: { StringEquals: through('ec2'), Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
      {
        // Whoever creates a repository lets ECR have its grants on the key; pushing and pulling then need none.
        Sid: 'GiveTheKeyToRepositories',
        Effect: 'Allow',
        Principal: { AWS: administrators },
        Action: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:RetireGrant'],
        Resource: '*',
        Condition: { StringEquals: through('ecr') },
      },
    ],
  };
}
