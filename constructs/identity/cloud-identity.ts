import type { Problem } from '../construct-error';
import { Peer } from '../network/peer';

/**
 * How a workload's service account is a role of AWS. Credentials last an hour at most and no key lies anywhere.
 */
export class CloudIdentity {
  /**
   * By an association that AWS holds: of this cluster, namespace and service account (the workload's name) with a role.
   * Nothing of it stands in the manifests. The agent on each node hands out credentials at 169.254.170.23.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  static podIdentity(): CloudIdentity {
    return new CloudIdentity('pod-identity');
  }

  /**
   * By the role's trust in the cluster's OIDC issuer. The workload asks the Security Token Service of its region, so it
   * needs a connection there: `allowToDomain('sts.eu-central-1.amazonaws.com')`, or to the network's endpoint of it.
   *
   * @param roleArn - of the role, such as `arn:aws:iam::123456789012:role/shop-api`
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   */
  static irsa(roleArn: `arn:${string}:iam::${string}:role/${string}`): CloudIdentity {
    return new CloudIdentity('irsa', roleArn);
  }

  private constructor(
    /** Who knows of the role: AWS, or an annotation of the service account. */
    readonly kind: 'pod-identity' | 'irsa',
    /** ARN of the role, where the annotation names it. */
    readonly roleArn?: string,
  ) {}

  /** Annotations of the service account, by which the admission webhook of EKS finds the role. */
  get annotations(): Record<string, string> {
    if (this.roleArn === undefined) return {};
    return {
      'eks.amazonaws.com/role-arn': this.roleArn,
      // The webhook's default is a day.
      'eks.amazonaws.com/token-expiration': '3600',
      'eks.amazonaws.com/sts-regional-endpoints': 'true',
    };
  }

  /** Where credentials come from, if it is a place that has to be let through. */
  get agent(): ReturnType<typeof Peer.cidr> | undefined {
    return this.kind === 'pod-identity' ? Peer.cidr('169.254.170.23/32', { ports: [80] }) : undefined;
  }

  /** What is wrong with it. */
  problems(): Problem[] {
    // Partitions, accounts and names as IAM has them: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    const role =
      /^arn:aws(-cn|-us-gov|-iso|-iso-b|-iso-e|-iso-f|-eusc)?:iam::\d{12}:role\/([\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64}$/;
    if (this.roleArn === undefined || role.test(this.roleArn)) return [];
    return [
      {
        found: `cloudIdentity names the role '${this.roleArn.slice(0, 300)}', which is no ARN of one`,
        write: `Write CloudIdentity.irsa('arn:aws:iam::123456789012:role/shop-api')`,
      },
    ];
  }
}
