import { LogGroup } from '@pulumi/aws/cloudwatch';
import { FlowLog } from '@pulumi/aws/ec2';
import { Role, RolePolicy } from '@pulumi/aws/iam';
import { tagsFor } from '../tags';
import type { NetworkParts } from './parts';

/**
 * Records who spoke to whom in the VPC, what was let through and what was not, to an encrypted log group.
 *
 * Source of the role: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, narrowed to this log
 * group and to this account's flow logs.
 */
export function flowLogs(parts: NetworkParts): void {
  const { name, cluster, parent, vpcId, logsKeyArn, logRetentionDays, permissionsBoundaryArn } = parts;
  const { id, region, partition } = parts.account;
  const tags = tagsFor(cluster, 'flow-logs');
  const group = new LogGroup(
    `${name}-flow-logs`,
    {
      name: `/palisade/${cluster}/flow-logs`,
      kmsKeyId: logsKeyArn,
      retentionInDays: logRetentionDays,
      tags,
    },
    { parent },
  );
  const role = new Role(
    `${name}-flow-logs`,
    {
      description: `Delivers the flow logs of ${cluster}`,
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
            // The service acts for whoever configures it; these keep other accounts from having it act on this role.
            Condition: {
              StringEquals: { 'aws:SourceAccount': id },
              ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${id}:vpc-flow-log/*` },
            },
          },
        ],
      }),
      ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: permissionsBoundaryArn }),
      tags,
    },
    { parent },
  );
  const permissions = new RolePolicy(
    `${name}-flow-logs`,
    {
      role: role.name,
      policy: group.arn.apply((arn) =>
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              Resource: [arn, `${arn}:*`],
            },
            {
              // A listing, which names no single group.
              Effect: 'Allow',
              Action: 'logs:DescribeLogGroups',
              Resource: `arn:${partition}:logs:${region}:${id}:log-group:*`,
            },
          ],
        }),
      ),
    },
    { parent },
  );
  new FlowLog(
    `${name}-flow-logs`,
    {
      vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      // One minute, the shortest; the default is ten.
      maxAggregationInterval: 60,
      tags,
    },
    // A flow log that cannot write yet reports an error until it is looked at again, ten minutes later.
    { parent, dependsOn: permissions },
  );
}
