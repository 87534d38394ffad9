import * as eks from '@pulumi/aws/eks';
import * as iam from '@pulumi/aws/iam';
import * as pulumi from '@pulumi/pulumi';
import { type AwsName, clusterArn } from './arn';
import { irsaTrust, podIdentityTrust, type ServiceAccountRef } from './trust-policy';

/** How a service account gets its role. */
export type IdentityMethod =
  /** EKS hands credentials out by an association; nothing in the cluster can claim the role. */
  | { kind: 'pod-identity' /** Make the association here; an add-on makes its own. */; associate: boolean }
  /** The pod's own token is exchanged for the role. */
  | { kind: 'irsa'; providerArn: pulumi.Input<string>; issuer: pulumi.Input<string> };

export interface ServiceAccountRoleArgs extends ServiceAccountRef {
  account: AwsName;
  cluster: { /** Known before the cluster is. */ plannedName: string; name: pulumi.Input<string> };
  method: IdentityMethod;
  /** ARNs of managed policies. Default: none. */
  managedPolicies?: string[];
  /** An IAM policy document. Default: none. */
  policy?: pulumi.Input<string>;
  /** Upper limit on what the role may do. Default: none. */
  permissionsBoundaryArn?: string | undefined;
}

/** An IAM role that one service account of one cluster can use, and nothing else. */
export class ServiceAccountRole extends pulumi.ComponentResource {
  /** Known once the policies are attached. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ServiceAccountRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:ServiceAccountRole', name, {}, opts);
    const parent = { parent: this };
    const { namespace, serviceAccount, method } = args;
    const role = new iam.Role(
      name,
      {
        description: `Service account ${namespace}/${serviceAccount} of ${args.cluster.plannedName}`,
        assumeRolePolicy: trust(args),
        ...(args.permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: args.permissionsBoundaryArn }),
      },
      parent,
    );
    const policies: pulumi.CustomResource[] = (args.managedPolicies ?? []).map(
      (policyArn) =>
        new iam.RolePolicyAttachment(`${name}-${policyArn.split('/').at(-1)}`, { role: role.name, policyArn }, parent),
    );
    if (args.policy !== undefined) {
      policies.push(new iam.RolePolicy(name, { role: role.name, policy: args.policy }, parent));
    }
    if (method.kind === 'pod-identity' && method.associate) {
      new eks.PodIdentityAssociation(
        name,
        { clusterName: args.cluster.name, namespace, serviceAccount, roleArn: role.arn },
        { ...parent, dependsOn: policies },
      );
    }
    this.arn = pulumi.all([role.arn, pulumi.all(policies.map(({ id }) => id))]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}

function trust({ account, cluster, method, namespace, serviceAccount }: ServiceAccountRoleArgs): pulumi.Input<string> {
  if (method.kind === 'irsa') {
    return pulumi
      .all([method.providerArn, method.issuer])
      .apply(([providerArn, issuer]) => JSON.stringify(irsaTrust({ providerArn, issuer, namespace, serviceAccount })));
  }
  return JSON.stringify(
    podIdentityTrust({
      accountId: account.id,
      clusterArn: clusterArn(account, cluster.plannedName),
      namespace,
      serviceAccount,
    }),
  );
}
