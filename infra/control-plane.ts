import * as cloudwatch from '@pulumi/aws/cloudwatch';
import * as ec2 from '@pulumi/aws/ec2';
import * as eks from '@pulumi/aws/eks';
import * as iam from '@pulumi/aws/iam';
import * as vpc from '@pulumi/aws/vpc';
import * as pulumi from '@pulumi/pulumi';
import type { Account, ClusterConfig } from './config';
import { type AwsName, clusterArn } from './identity/arn';
import { serviceTrust } from './identity/trust-policy';
import { kubeconfig } from './kubeconfig';

/** Everything the control plane can log; EKS logs none of it unless told to. */
const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

export interface ControlPlaneArgs {
  account: Account;
  cluster: ClusterConfig;
  network: { vpcId: pulumi.Input<string>; controlPlaneSubnetIds: readonly pulumi.Input<string>[] };
  keys: { secretsKeyArn: pulumi.Input<string>; logsKeyArn: pulumi.Input<string> };
  /** IPv4 block of machines that call the API from inside the VPC, besides nodes. Default: none. */
  callers?: string | undefined;
  /** Upper limit on what the cluster's role may do. Default: none. */
  permissionsBoundaryArn?: string | undefined;
}

/**
 * An EKS control plane: its role, its log group, its security group, the cluster, who may administer it, and the OIDC
 * provider for service accounts.
 *
 * Access is by access entries only: the identity that makes the cluster gets no hidden administrator right, and nobody
 * is put into `system:masters`, which no RBAC rule and no admission policy can hold back.
 *
 * To take a cluster down, set `deletionProtection: false` in `palisade:cluster`, run `pulumi up`, then `pulumi destroy`.
 */
export class ControlPlane extends pulumi.ComponentResource {
  /** The cluster's name, known before the cluster is. */
  readonly plannedName: string;
  /** The same, known once the cluster is: use it to depend on the cluster. */
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly version: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** Base64. */
  readonly certificateAuthority: pulumi.Output<string>;
  readonly oidcIssuer: pulumi.Output<string>;
  readonly oidcProviderArn: pulumi.Output<string>;
  /** Of the interfaces that EKS puts into the control plane subnets. What nodes need of it comes with the nodes. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** JSON, without any long-lived secret; see {@link kubeconfig}. */
  readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:ControlPlane', name, {}, opts);
    const { account, cluster: config } = args;
    const parent = { parent: this };

    // Made before the cluster: EKS would make one itself, without key or retention.
    const logGroup = new cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: `/aws/eks/${config.name}/cluster`,
        kmsKeyId: args.keys.logsKeyArn,
        retentionInDays: config.logRetentionDays,
      },
      parent,
    );
    const { role, permissions } = this.role(name, args);
    const securityGroup = new ec2.SecurityGroup(
      name,
      {
        description: `Interfaces of the control plane of ${config.name}`,
        vpcId: args.network.vpcId,
        tags: { Name: `${config.name}-control-plane` },
      },
      parent,
    );

    if (args.callers !== undefined) {
      new vpc.SecurityGroupIngressRule(
        `${name}-callers`,
        {
          description: 'Callers in the VPC to the API server',
          securityGroupId: securityGroup.id,
          cidrIpv4: args.callers,
          ipProtocol: 'tcp',
          fromPort: 443,
          toPort: 443,
        },
        parent,
      );
    }
    const cluster = new eks.Cluster(
      name,
      {
        name: config.name,
        version: config.version,
        roleArn: role.arn,
        accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
        // The add-ons are made by us, at pinned versions.
        bootstrapSelfManagedAddons: false,
        deletionProtection: config.deletionProtection,
        enabledClusterLogTypes: logTypes,
        encryptionConfig: { resources: ['secrets'], provider: { keyArn: args.keys.secretsKeyArn } },
        upgradePolicy: { supportType: config.supportType },
        vpcConfig: {
          subnetIds: [...args.network.controlPlaneSubnetIds],
          securityGroupIds: [securityGroup.id],
          endpointPrivateAccess: true,
          ...(config.endpoint.access === 'allow-list'
            ? { endpointPublicAccess: true, publicAccessCidrs: config.endpoint.cidrs }
            : { endpointPublicAccess: false }),
        },
        zonalShiftConfig: { enabled: config.zonalShift },
      },
      { ...parent, dependsOn: [logGroup, ...permissions] },
    );
    const provider = new iam.OpenIdConnectProvider(
      name,
      { url: cluster.identities.apply(issuerOf), clientIdLists: ['sts.amazonaws.com'] },
      parent,
    );

    this.plannedName = config.name;
    this.name = cluster.name;
    this.arn = cluster.arn;
    this.version = cluster.version;
    this.endpoint = cluster.endpoint;
    this.certificateAuthority = cluster.certificateAuthority.data;
    this.oidcIssuer = provider.url;
    this.oidcProviderArn = provider.arn;
    this.securityGroupId = securityGroup.id;
    this.roleArn = role.arn;
    this.logGroupName = logGroup.name;
    this.kubeconfig = pulumi
      .all([cluster.name, cluster.endpoint, this.certificateAuthority])
      .apply(([clusterName, endpoint, certificateAuthority]) =>
        kubeconfig({ name: clusterName, region: account.region, endpoint, certificateAuthority }),
      );
    this.admins(name, args);
    this.registerOutputs({ name: this.name, endpoint: this.endpoint, arn: this.arn });
  }

  private role(name: string, { account, cluster, keys, permissionsBoundaryArn }: ControlPlaneArgs) {
    const parent = { parent: this };
    const role = new iam.Role(
      name,
      {
        description: `Control plane of ${cluster.name}`,
        assumeRolePolicy: JSON.stringify(
          serviceTrust({
            service: 'eks.amazonaws.com',
            accountId: account.id,
            sourceArn: clusterArn(account, cluster.name),
          }),
        ),
        ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: permissionsBoundaryArn }),
      },
      parent,
    );
    const managed = new iam.RolePolicyAttachment(
      name,
      { role: role.name, policyArn: `arn:${account.partition}:iam::aws:policy/AmazonEKSClusterPolicy` },
      parent,
    );
    const own = new iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: pulumi.output(keys.secretsKeyArn).apply((keyArn) => JSON.stringify(clusterPermissions(keyArn))),
      },
      parent,
    );
    return { role, permissions: [managed, own] };
  }

  private admins(name: string, { account, cluster }: ControlPlaneArgs): void {
    for (const { principalArn, policy } of cluster.admins) {
      const principal = `${name}-${principalArn.split(':').slice(5).join(':')}`;
      const entry = new eks.AccessEntry(
        principal,
        { clusterName: this.name, principalArn, type: 'STANDARD' },
        { parent: this },
      );
      new eks.AccessPolicyAssociation(
        `${principal}-${policy}`,
        {
          clusterName: this.name,
          principalArn: entry.principalArn,
          policyArn: accessPolicyArn(account, policy),
          accessScope: { type: 'cluster' },
        },
        { parent: this },
      );
    }
  }
}

/** The ARN of one of the access policies that EKS owns, such as `AmazonEKSViewPolicy`. */
export function accessPolicyArn({ partition }: Pick<AwsName, 'partition'>, policy: string): string {
  return `arn:${partition}:eks::aws:cluster-access-policy/${policy}`;
}

function issuerOf(identities: { oidcs?: { issuer?: string }[] }[] | undefined): string {
  const issuer = identities?.[0]?.oidcs?.[0]?.issuer;
  if (issuer === undefined)
    throw new Error('EKS returned a cluster without an OIDC issuer; it has one once it is active.');
  return issuer;
}

function clusterPermissions(secretsKeyArn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'EncryptSecrets',
        Effect: 'Allow',
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:ListGrants'],
        Resource: secretsKeyArn,
      },
      {
        // A log line that comes after our group is deleted would make EKS create it again, without key and for ever.
        Sid: 'NoLogGroupOfItsOwn',
        Effect: 'Deny',
        Action: ['logs:CreateLogGroup'],
        Resource: '*',
      },
    ],
  };
}
