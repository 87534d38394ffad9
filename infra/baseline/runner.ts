import * as cloudwatch from '@pulumi/aws/cloudwatch';
import * as codebuild from '@pulumi/aws/codebuild';
import * as ec2 from '@pulumi/aws/ec2';
import * as eks from '@pulumi/aws/eks';
import * as iam from '@pulumi/aws/iam';
import * as kms from '@pulumi/aws/kms';
import * as vpc from '@pulumi/aws/vpc';
import * as pulumi from '@pulumi/pulumi';
import type { Account, ClusterConfig, KeysConfig } from '../config';
import { accessPolicyArn } from '../control-plane';
import { clusterArn, serviceTrust } from '../identity';
import { administered, type KeyPolicy } from '../key-policies';
import { buildspec } from './buildspec';
import { type RunnerDelivery, runnerPermissions } from './runner-permissions';

export interface BaselineRunnerArgs {
  account: Account;
  cluster: ClusterConfig;
  controlPlane: { name: pulumi.Input<string>; securityGroupId: pulumi.Input<string> };
  delivery: RunnerDelivery;
  keys: KeysConfig & { logsKeyArn: pulumi.Input<string> };
  network: {
    vpcId: pulumi.Input<string>;
    nodeSubnetIds: readonly pulumi.Input<string>[];
    /** Of the interface endpoints of AWS services. Undefined where there are none. */
    endpointSecurityGroupId: pulumi.Input<string> | undefined;
    /** S3's addresses, which its gateway endpoint serves. */
    s3PrefixListId: pulumi.Input<string>;
  };
  /** What config lets out of the VPC. */
  egress: 'none' | 'nat' | 'firewall';
  /** Upper limit on what its role may do. Default: none. */
  permissionsBoundaryArn?: string | undefined;
}

/**
 * A CodeBuild project inside the VPC that runs the stack with `layer: baseline`, for clusters whose API nobody outside
 * can reach. It is started by hand or by a pipeline: `aws codebuild start-build --project-name NAME`.
 *
 * The image must have Node, Pulumi with the plugins of the pinned versions, and the AWS CLI: without egress nothing can be
 * fetched. Whoever keeps the cluster stack's secrets must let {@link roleArn} decrypt them, as Pulumi reads that stack whole.
 */
export class BaselineRunner extends pulumi.ComponentResource {
  readonly projectName: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: BaselineRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:BaselineRunner', name, {}, opts);
    const { account, cluster, delivery, network } = args;
    const parent = { parent: this };
    const projectName = `${cluster.name}-baseline`;
    const arn = (service: string, resource: string) =>
      `arn:${account.partition}:${service}:${account.region}:${account.id}:${resource}`;

    const logGroup = new cloudwatch.LogGroup(
      name,
      {
        name: `/aws/codebuild/${projectName}`,
        kmsKeyId: args.keys.logsKeyArn,
        retentionInDays: cluster.logRetentionDays,
      },
      parent,
    );
    const role = new iam.Role(
      name,
      {
        description: `Applies the baseline of ${cluster.name}`,
        assumeRolePolicy: JSON.stringify(
          serviceTrust({
            service: 'codebuild.amazonaws.com',
            accountId: account.id,
            sourceArn: arn('codebuild', `project/${projectName}`),
          }),
        ),
        ...(args.permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: args.permissionsBoundaryArn }),
      },
      parent,
    );
    const key = this.key(name, args, role.arn);
    const securityGroup = this.securityGroup(name, args);
    const permissions = new iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: pulumi
          .all([key.arn, logGroup.arn, pulumi.all([...network.nodeSubnetIds]), securityGroup.id])
          .apply(([keyArn, logGroupArn, subnetIds, securityGroupId]) =>
            JSON.stringify(
              runnerPermissions({
                account,
                delivery,
                clusterArn: clusterArn(account, cluster.name),
                keyArn,
                logGroupArn,
                subnetIds,
                securityGroupId,
              }),
            ),
          ),
      },
      parent,
    );
    const access = this.access(name, args, role.arn);

    const project = new codebuild.Project(
      name,
      {
        name: projectName,
        description: `Applies the baseline of ${cluster.name} from inside its VPC`,
        serviceRole: role.arn,
        encryptionKey: key.arn,
        // Two at a time would only wait for each other's lock.
        concurrentBuildLimit: 1,
        buildTimeout: 30,
        queuedTimeout: 60,
        artifacts: { type: 'NO_ARTIFACTS' },
        source: {
          type: 'S3',
          location: `${delivery.source.bucket}/${delivery.source.key}`,
          buildspec: key.arn.apply((keyArn) => JSON.stringify(buildspec({ delivery, keyArn, region: account.region }))),
        },
        environment: {
          type: 'LINUX_CONTAINER',
          computeType: 'BUILD_GENERAL1_SMALL',
          image: delivery.image,
          imagePullCredentialsType: 'SERVICE_ROLE',
          privilegedMode: false,
        },
        logsConfig: { cloudwatchLogs: { status: 'ENABLED', groupName: logGroup.name } },
        vpcConfig: { vpcId: network.vpcId, subnets: [...network.nodeSubnetIds], securityGroupIds: [securityGroup.id] },
      },
      { ...parent, dependsOn: [permissions, access] },
    );
    this.projectName = project.name;
    this.roleArn = role.arn;
    this.registerOutputs({ projectName: this.projectName, roleArn: this.roleArn });
  }

  /** Encrypts what the build leaves behind, and the secrets of the baseline stack. */
  private key(name: string, { account, keys, cluster }: BaselineRunnerArgs, roleArn: pulumi.Output<string>): kms.Key {
    return new kms.Key(
      name,
      {
        description: `Baseline runner of ${cluster.name}`,
        enableKeyRotation: true,
        rotationPeriodInDays: 365,
        deletionWindowInDays: keys.deletionWindowDays,
        policy: roleArn.apply((runner) => JSON.stringify(keyPolicy(account, keys.administrators, runner))),
      },
      { parent: this },
    );
  }

  private securityGroup(name: string, args: BaselineRunnerArgs): ec2.SecurityGroup {
    const { cluster, network } = args;
    const controlPlane = args.controlPlane.securityGroupId;
    const group = new ec2.SecurityGroup(
      name,
      {
        description: `Baseline runner of ${cluster.name}`,
        vpcId: network.vpcId,
        tags: { Name: `${cluster.name}-baseline` },
      },
      { parent: this },
    );
    const tls = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    const out = (purpose: string, description: string, peer: Partial<vpc.SecurityGroupEgressRuleArgs>) =>
      new vpc.SecurityGroupEgressRule(
        `${name}-${purpose}`,
        { description, securityGroupId: group.id, ...peer, ...tls },
        { parent: this },
      );
    out('api', 'Runner to the API server', { referencedSecurityGroupId: controlPlane });
    if (network.endpointSecurityGroupId !== undefined) {
      const peer = { referencedSecurityGroupId: network.endpointSecurityGroupId };
      out('endpoints', 'Interface endpoints of AWS services', peer);
    }
    if (args.egress === 'nat') out('internet', 'AWS services, which have no endpoints here', { cidrIpv4: '0.0.0.0/0' });
    out('s3', 'S3: the source and the state', { prefixListId: network.s3PrefixListId });
    new vpc.SecurityGroupIngressRule(
      `${name}-api`,
      {
        description: 'Runner to the API server',
        securityGroupId: controlPlane,
        referencedSecurityGroupId: group.id,
        ...tls,
      },
      { parent: this },
    );
    return group;
  }

  /**
   * Administrator of the cluster: a baseline holds namespaces, roles and admission policies, and Kubernetes lets nobody hand
   * out rights that he does not have himself. Only CodeBuild can take the role, and only for this project.
   */
  private access(name: string, { account, controlPlane }: BaselineRunnerArgs, principalArn: pulumi.Output<string>) {
    const entry = new eks.AccessEntry(
      name,
      { clusterName: controlPlane.name, principalArn, type: 'STANDARD' },
      { parent: this },
    );
    return new eks.AccessPolicyAssociation(
      name,
      {
        clusterName: controlPlane.name,
        principalArn: entry.principalArn,
        policyArn: accessPolicyArn(account, 'AmazonEKSClusterAdminPolicy'),
        accessScope: { type: 'cluster' },
      },
      { parent: this },
    );
  }
}

function keyPolicy(account: Account, administrators: string[], runner: string): KeyPolicy {
  return {
    Version: '2012-10-17',
    Statement: [
      ...administered({ account, administrators }),
      {
        Sid: 'EncryptBuildsAndStackSecrets',
        Effect: 'Allow',
        Principal: { AWS: runner },
        Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        Resource: '*',
      },
    ],
  };
}
