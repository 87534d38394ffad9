import * as eks from '@pulumi/aws/eks';
import * as iam from '@pulumi/aws/iam';
import * as pulumi from '@pulumi/pulumi';
import type { DeliveryConfig } from '../config';
import { accessPolicyArn } from '../control-plane';
import { type AwsName, serviceTrust } from '../identity';

export interface ArgoCdArgs {
  account: AwsName;
  cluster: { /** Known before the cluster is. */ plannedName: string; name: pulumi.Input<string> };
  identityCenter: Extract<DeliveryConfig, { tool: 'argocd-capability' }>['identityCenter'];
  /** Upper limit on what its role may do. Default: none. */
  permissionsBoundaryArn?: string | undefined;
}

/**
 * Argo CD, run by EKS outside the cluster, which pulls the rendered baseline from Git.
 *
 * Its role has no IAM policy at all. In the cluster it administers, since a baseline holds roles and admission policies,
 * and Kubernetes lets nobody hand out rights that he does not have himself.
 */
export class ArgoCd extends pulumi.ComponentResource {
  readonly capabilityArn: pulumi.Output<string>;

  constructor(name: string, args: ArgoCdArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:ArgoCd', name, {}, opts);
    const { account, cluster, identityCenter } = args;
    const parent = { parent: this };
    const role = new iam.Role(
      name,
      {
        description: `Argo CD of ${cluster.plannedName}`,
        assumeRolePolicy: JSON.stringify(
          serviceTrust({
            service: 'capabilities.eks.amazonaws.com',
            actions: ['sts:AssumeRole', 'sts:TagSession'],
            accountId: account.id,
          }),
        ),
        ...(args.permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: args.permissionsBoundaryArn }),
      },
      parent,
    );
    const capability = new eks.Capability(
      name,
      {
        capabilityName: 'argocd',
        type: 'ARGOCD',
        clusterName: cluster.name,
        roleArn: role.arn,
        // The only policy that EKS has: what Argo CD applied stays when Argo CD goes.
        deletePropagationPolicy: 'RETAIN',
        configuration: {
          argoCd: {
            namespace: 'argocd',
            awsIdc: { idcInstanceArn: identityCenter.instanceArn },
            rbacRoleMappings: [
              { role: 'ADMIN', identities: identityCenter.adminGroups.map((id) => ({ id, type: 'SSO_GROUP' })) },
            ],
          },
        },
      },
      parent,
    );
    // EKS makes the access entry of the role with the capability, and grants it nothing.
    new eks.AccessPolicyAssociation(
      name,
      {
        clusterName: cluster.name,
        principalArn: role.arn,
        policyArn: accessPolicyArn(account, 'AmazonEKSClusterAdminPolicy'),
        accessScope: { type: 'cluster' },
      },
      { ...parent, dependsOn: [capability] },
    );
    this.capabilityArn = capability.arn;
    this.registerOutputs({ capabilityArn: this.capabilityArn });
  }
}
