/** An IAM policy document, as far as trust policies need it. */
export interface TrustPolicy {
  Version: '2012-10-17';
  Statement: {
    Sid: string;
    Effect: 'Allow';
    Principal: { Service: string } | { Federated: string };
    Action: string[];
    Condition: Record<string, Record<string, string>>;
  }[];
}

/** One service account of one namespace. */
export interface ServiceAccountRef {
  namespace: string;
  serviceAccount: string;
}

/**
 * Lets EKS Pod Identity hand the role to one service account of one cluster, and to nothing else in the account.
 *
 * Pod Identity sends the cluster, namespace and service account as session tags, and a trust policy can require them, so
 * an association made elsewhere in the account does not get the role.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentityTrust(args: ServiceAccountRef & { accountId: string; clusterArn: string }): TrustPolicy {
  return statement({
    Sid: 'PodIdentity',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    // Without TagSession the call that carries the tags is refused.
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: {
      StringEquals: {
        'aws:SourceAccount': args.accountId,
        'aws:RequestTag/eks-cluster-arn': args.clusterArn,
        'aws:RequestTag/kubernetes-namespace': args.namespace,
        'aws:RequestTag/kubernetes-service-account': args.serviceAccount,
      },
    },
  });
}

/**
 * Lets one service account take the role with its own Kubernetes token (IAM roles for service accounts).
 *
 * Both claims are compared whole: a pattern on `sub` would let any service account that can be named to fit take the role,
 * and without `aud` a token made for another service would do.
 *
 * @param args.issuer the cluster's OIDC issuer, with or without `https://`.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrust(args: ServiceAccountRef & { providerArn: string; issuer: string }): TrustPolicy {
  const issuer = args.issuer.replace(/^https:\/\//, '');
  return statement({
    Sid: 'ServiceAccountToken',
    Principal: { Federated: args.providerArn },
    Action: ['sts:AssumeRoleWithWebIdentity'],
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com',
        [`${issuer}:sub`]: `system:serviceaccount:${args.namespace}:${args.serviceAccount}`,
      },
    },
  });
}

/**
 * Lets an AWS service take the role, only for this account and, where given, only on behalf of what `sourceArn` names.
 *
 * The conditions keep another account from making the service use the role for it (the confused deputy).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceTrust(args: {
  service: string;
  accountId: string;
  /** Default: anything of the account, for services that do not say on whose behalf they act. */
  sourceArn?: string;
  /** Default: `sts:AssumeRole`. */
  actions?: string[];
}): TrustPolicy {
  return statement({
    Sid: 'Service',
    Principal: { Service: args.service },
    Action: args.actions ?? ['sts:AssumeRole'],
    Condition: {
      StringEquals: { 'aws:SourceAccount': args.accountId },
      ...(args.sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': args.sourceArn } }),
    },
  });
}

function statement(only: Omit<TrustPolicy['Statement'][number], 'Effect'>): TrustPolicy {
  const { Sid, ...rest } = only;
  return { Version: '2012-10-17', Statement: [{ Sid, Effect: 'Allow', ...rest }] };
}
