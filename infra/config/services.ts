import { z } from 'zod';
import { distinct, oneOf, strict, text, whole } from './describe';
import { email, principalArn } from './scalars';

/** The KMS keys. */
export const keys = strict({
  /**
   * Who may change and delete the keys; they may not decrypt with them. The role that runs Pulumi must be among them,
   * since KMS refuses a key that its maker could not change again.
   */
  administrators: distinct(
    z.array(principalArn).min(1, { error: 'write at least one principal, the one that runs Pulumi' }),
    (arn) => arn,
    'principal',
  ),
  /** Days between the order to delete a key and its loss. @default 30 */
  deletionWindowDays: whole(7, 30, 'days').default(30),
});

const addonVersion = text(
  /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
  'write a version as `aws eks describe-addon-versions` lists it, such as v1.20.4-eksbuild.2',
);

/** EKS add-ons and their exact versions. All are needed, and none floats. */
export const addons = strict({
  'vpc-cni': addonVersion,
  coredns: addonVersion,
  'kube-proxy': addonVersion,
  'eks-pod-identity-agent': addonVersion,
  'aws-ebs-csi-driver': addonVersion,
  'eks-node-monitoring-agent': addonVersion,
});

const repositoryName = text(
  (name) => name.length >= 2 && name.length <= 256 && /^[a-z0-9]+([._/-][a-z0-9]+)*$/.test(name),
  'write a repository name of 2 to 256 lower-case letters and digits, with single dots, hyphens, underscores and slashes between',
);

/** Registries that ECR caches without credentials. */
const upstreams = ['public.ecr.aws', 'quay.io', 'registry.k8s.io'] as const;

/** The image registry. */
export const registry = strict({
  /** @default none */
  repositories: distinct(z.array(repositoryName), (name) => name, 'name').default([]),
  /** Upstream registries that ECR fetches from and keeps. @default none */
  pullThroughCache: distinct(
    z.array(
      strict({
        /** What cached repositories' names begin with. */
        prefix: text(
          /^[a-z0-9]([a-z0-9._-]{0,28}[a-z0-9])$/,
          'write a prefix of 2 to 30 lower-case letters, digits, dots, hyphens and underscores',
        ),
        upstream: oneOf(upstreams),
      }),
    ),
    ({ prefix }) => prefix,
    'prefix',
    ['prefix'],
  ).default([]),
}).prefault({});

/** Threat detection. */
export const detection = strict({
  /** Who gets the alarms. Each has to confirm by a link that AWS mails. */
  subscribers: distinct(
    z.array(email).min(1, { error: 'write at least one e-mail address; an alarm that nobody gets is none' }),
    (address) => address,
    'address',
  ),
});
