import type { JsonObject, StackResource } from '../rule';

/** A resource of a stack: `aws('ec2/vpc:Vpc', 'blue', { id: 'vpc-0blue' })`. */
export function aws(type: string, name: string, props: JsonObject): StackResource {
  return { type: `aws:${type}`, name, props };
}

/** The add-ons that a cluster named `blue` must have. */
export const requiredAddons: readonly StackResource[] = ['eks-pod-identity-agent', 'vpc-cni'].map((addonName) =>
  aws('eks/addon:Addon', addonName, { addonName, clusterName: 'blue' }),
);

/** A detector with the features that watch clusters. */
export const watchingDetector: readonly StackResource[] = [
  aws('guardduty/detector:Detector', 'detector', { id: 'd0', enable: true }),
  ...['EKS_AUDIT_LOGS', 'RUNTIME_MONITORING'].map((name) =>
    aws('guardduty/detectorFeature:DetectorFeature', name, { detectorId: 'd0', name, status: 'ENABLED' }),
  ),
];

/** What a bucket named `reports` must have beside it, but for these types. */
export function bucketCompanions(...but: string[]): StackResource[] {
  return [
    's3/bucketPolicy:BucketPolicy',
    's3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    's3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  ]
    .filter((type) => !but.includes(type))
    .map((type) => aws(type, 'companion', { bucket: 'reports' }));
}
