import type { DeliveryConfig } from '../config';
import type { AwsName } from '../identity';

/** The part of the config that the runner is made from. */
export type RunnerDelivery = Extract<DeliveryConfig, { mode: 'runner' }>;

export interface RunnerPermissionsArgs {
  account: AwsName;
  delivery: RunnerDelivery;
  clusterArn: string;
  keyArn: string;
  logGroupArn: string;
  subnetIds: string[];
  securityGroupId: string;
}

/**
 * What the runner may do on AWS: write its log, take an interface in the node subnets, read the source, keep Pulumi's
 * state, and ask for the cluster. What it may do in the cluster is up to its access entry.
 *
 * Source: https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
 */
export function runnerPermissions(args: RunnerPermissionsArgs): object {
  const { account, delivery, subnetIds } = args;
  const ec2 = (resource: string) => `arn:${account.partition}:ec2:${account.region}:${account.id}:${resource}`;
  const s3 = (path: string) => `arn:${account.partition}:s3:::${path}`;
  const subnets = subnetIds.map((id) => ec2(`subnet/${id}`));
  const state = stateLocation(delivery.backendUrl);
  return {
    Version: '2012-10-17',
    Statement: [
      allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [`${args.logGroupArn}:*`]),
      allow('ReadCluster', ['eks:DescribeCluster'], [args.clusterArn]),
      allow(
        'ReadSource',
        ['s3:GetObject', 's3:GetObjectVersion'],
        [s3(`${delivery.source.bucket}/${delivery.source.key}`)],
      ),
      // Deleting is how Pulumi lets go of its lock.
      allow(
        'KeepState',
        ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        [s3(`${state.bucket}/${state.prefix}.pulumi/*`)],
      ),
      allow('FindState', ['s3:ListBucket', 's3:GetBucketLocation'], [s3(state.bucket), s3(delivery.source.bucket)]),
      allow('UseKey', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'], [args.keyArn]),
      // EC2 describes everything of a region or nothing.
      allow(
        'SeeNetwork',
        [
          'ec2:DescribeDhcpOptions',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
        ],
        ['*'],
      ),
      allow(
        'TakeInterface',
        ['ec2:CreateNetworkInterface'],
        [...subnets, ec2('network-interface/*'), ec2(`security-group/${args.securityGroupId}`)],
      ),
      {
        ...allow('GiveInterfaceBack', ['ec2:DeleteNetworkInterface'], [ec2('network-interface/*')]),
        Condition: { StringEquals: { 'ec2:Subnet': subnets } },
      },
      {
        ...allow('LetCodeBuildUseInterface', ['ec2:CreateNetworkInterfacePermission'], [ec2('network-interface/*')]),
        Condition: {
          StringEquals: { 'ec2:Subnet': subnets, 'ec2:AuthorizedService': 'codebuild.amazonaws.com' },
        },
      },
      ...pullImage(delivery.image),
    ],
  };
}

function allow(sid: string, actions: string[], resources: string[]) {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: resources };
}

/** The bucket and key prefix of an `s3://` address, the prefix ending with `/` unless it is empty. */
export function stateLocation(backendUrl: string): { bucket: string; prefix: string } {
  const { hostname, pathname } = new URL(backendUrl);
  const prefix = pathname.split('/').filter((part) => part !== '');
  return { bucket: hostname, prefix: prefix.map((part) => `${part}/`).join('') };
}

/** Rights to pull an image of ECR; one of another registry needs none from IAM. */
function pullImage(image: string): object[] {
  const found = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/([^@]+)@/.exec(image);
  if (found === null) return [];
  const [, id, region, china, repository] = found;
  const partition = china !== undefined ? 'aws-cn' : region?.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return [
    allow('SignInToRegistry', ['ecr:GetAuthorizationToken'], ['*']),
    allow(
      'PullImage',
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      [`arn:${partition}:ecr:${region}:${id}:repository/${repository}`],
    ),
  ];
}
