/** What an ARN's middle is made of. */
export interface AwsName {
  /** `aws`, `aws-us-gov` or `aws-cn`. */
  partition: string;
  region: string;
  /** The account, twelve digits. */
  id: string;
}

/** The ARN that a cluster of this name has or will have; lets a policy name the cluster before it exists. */
export function clusterArn({ partition, region, id }: AwsName, name: string): string {
  return `arn:${partition}:eks:${region}:${id}:cluster/${name}`;
}
