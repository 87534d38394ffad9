import type { Account } from '../config';

/** An AWS service that is reached through an interface in the VPC. */
export interface EndpointService {
  /** The last part of the endpoint service's name, such as `ecr.api`. */
  readonly service: string;
  /** The IAM prefix of its actions. */
  readonly prefix: string;
  /** Whether callers only need what this account owns, so that the policy may refuse all else. */
  readonly ownResourcesOnly: boolean;
  /** Who calls it, and for what. Without such a caller there is no endpoint. */
  readonly callers: string;
}

/**
 * The services that nodes, add-ons and the blueprint itself call from inside the VPC.
 *
 * Not here: `guardduty-data`, since GuardDuty makes that endpoint with the agent that it installs; `autoscaling`, since
 * EKS scales managed node groups from its own side; `monitoring` and `sns`, since alarms go from CloudWatch to SNS
 * without passing through the VPC; `ssm`, since no node runs its agent.
 */
export const endpointServices: readonly EndpointService[] = [
  {
    service: 'ec2',
    prefix: 'ec2',
    // Describing images and instance types reads what Amazon owns.
    ownResourcesOnly: false,
    callers: 'vpc-cni attaches interfaces and addresses; the EBS CSI driver makes and attaches volumes',
  },
  {
    service: 'ecr.api',
    prefix: 'ecr',
    // EKS add-on images lie in registries of AWS accounts.
    ownResourcesOnly: false,
    callers: "the kubelet's credential provider asks for a token to pull images with",
  },
  {
    service: 'ecr.dkr',
    prefix: 'ecr',
    ownResourcesOnly: false,
    callers: 'containerd pulls manifests; the layers come from S3',
  },
  {
    service: 'sts',
    prefix: 'sts',
    ownResourcesOnly: true,
    callers: 'workloads with IRSA take their roles on',
  },
  {
    service: 'eks',
    prefix: 'eks',
    ownResourcesOnly: true,
    callers: 'AL2023 nodes describe the cluster when they join; the baseline runner does before it deploys',
  },
  {
    service: 'eks-auth',
    prefix: 'eks-auth',
    ownResourcesOnly: true,
    callers: 'the Pod Identity agent fetches credentials for pods',
  },
  {
    service: 'logs',
    prefix: 'logs',
    ownResourcesOnly: true,
    callers: "vpc-cni's network policy agent and the baseline runner write logs",
  },
  {
    service: 'kms',
    prefix: 'kms',
    ownResourcesOnly: true,
    callers: "the baseline runner opens its stack's secrets",
  },
  {
    service: 'elasticloadbalancing',
    prefix: 'elasticloadbalancing',
    ownResourcesOnly: true,
    callers: 'the load balancer controller, which the node subnets are tagged for',
  },
];

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*';
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string } };
}

/** An endpoint policy: it grants nothing by itself, it bounds what may pass. */
export interface EndpointPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/**
 * Lets only this account's principals through, and where possible only to this account's resources: stolen credentials
 * of another account, or another account's bucket to copy data to, are of no use from inside the VPC.
 */
export function interfacePolicy(account: Account, { prefix, ownResourcesOnly }: EndpointService): EndpointPolicy {
  const own: Statement = {
    Sid: 'OwnPrincipals',
    Effect: 'Allow',
    Principal: '*',
    Action: `${prefix}:*`,
    Resource: '*',
    Condition: {
      StringEquals: {
        'aws:PrincipalAccount': account.id,
        ...(ownResourcesOnly ? { 'aws:ResourceAccount': account.id } : {}),
      },
    },
  };
  // This call carries a token of the cluster's OIDC provider and no AWS principal yet, so that no condition on the
  // principal can hold; the roles that it may take on are bounded instead.
  const federated: Statement = {
    Sid: 'OwnRolesByWebIdentity',
    Effect: 'Allow',
    Principal: '*',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Resource: `arn:${account.partition}:iam::${account.id}:role/*`,
  };
  return { Version: '2012-10-17', Statement: prefix === 'sts' ? [own, federated] : [own] };
}

/**
 * The S3 gateway's policy: this account's principals and buckets, and the one bucket that ECR serves image layers from
 * (its requests are signed by ECR, and so by no principal of this account).
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export function s3Policy({ id, partition, region }: Account): EndpointPolicy {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OwnBuckets',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalAccount': id, 'aws:ResourceAccount': id } },
      },
      {
        Sid: 'ImageLayers',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
      },
    ],
  };
}
