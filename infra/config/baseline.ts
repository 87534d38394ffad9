import { z } from 'zod';
import { distinct, oneOf, strict, text, whole } from './describe';
import { dnsLabel, isDomain, parseArn, quantity } from './scalars';

const bucket = text(/^[a-z0-9]([a-z0-9.-]{1,61}[a-z0-9])$/, 'write the name of an S3 bucket');

/** The caller of `pulumi up` talks to the API server itself. */
const direct = strict({
  mode: z.literal('direct'),
  /** `in-vpc`: it runs inside the VPC. `allow-list`: its address is on the endpoint's list. */
  reach: oneOf(['in-vpc', 'allow-list']),
});

/** A CodeBuild project in the node subnets runs the baseline stack. */
const runner = strict({
  mode: z.literal('runner'),
  /** The build image, with Node and Pulumi in it, in a registry that the subnets reach. */
  image: text(
    /^[a-z0-9.-]+\.[a-z]+\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
    'write an image by digest, such as 111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner@sha256:<64 hex digits>',
  ),
  /** The zipped project, `node_modules` and all. */
  source: strict({ bucket, key: text(/^[^\s/][^\s]{0,1023}$/, 'write the key of an S3 object, such as palisade.zip') }),
  /** Pulumi's state. */
  backendUrl: text(
    /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w./-]*)?(\?[\w=&.:/-]+)?$/,
    'write where Pulumi keeps its state, such as s3://example-pulumi-state',
  ),
  /** The stack with `layer: baseline`. */
  stack: text(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/, 'write a stack such as organization/palisade/production-baseline'),
});

const manifests = {
  mode: z.literal('gitops'),
  /** The Git repository that the manifests are pushed to. */
  repository: text((url) => {
    const [, host = ''] = /^(?:https:\/\/|ssh:\/\/git@)([a-z0-9.-]+)\/[\w.~/-]+$/.exec(url) ?? [];
    return isDomain(host) && !host.startsWith('.');
  }, 'write a Git address such as https://git.example.com/platform/clusters.git or ssh://git@git.example.com/platform/clusters.git'),
  /** Their folder in it. */
  path: text(
    (path) => /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..'),
    'write a folder of the repository, such as clusters/production',
  ),
};

/** The cluster pulls rendered manifests from Git. */
const gitops = z.discriminatedUnion('tool', [
  strict({
    ...manifests,
    /** Argo CD run by EKS. */
    tool: z.literal('argocd-capability'),
    /** People sign in to it through IAM Identity Center; it has no users of its own. */
    identityCenter: strict({
      instanceArn: text(
        (value) => parseArn(value)?.service === 'sso' && parseArn(value)?.resource.startsWith('instance/') === true,
        'write the ARN of an IAM Identity Center instance, such as arn:aws:sso:::instance/ssoins-1234567890abcdef',
      ),
      /** Ids of the groups that administer Argo CD. */
      adminGroups: distinct(
        z
          .array(text(/^[0-9a-f-]{36,47}$/, 'write the id of an IAM Identity Center group'))
          .min(1, { error: 'write at least one group' }),
        (group) => group,
        'group',
      ),
    }),
  }),
  strict({
    ...manifests,
    /** Flux, installed in the cluster by whoever runs it. */
    tool: z.literal('flux'),
  }),
]);

const delivery = z.discriminatedUnion('mode', [direct, runner, gitops]);

const group = text(
  (name) => /^[A-Za-z0-9][\w.:@/-]{0,126}$/.test(name) && !name.startsWith('system:'),
  'write a Kubernetes group such as payments-developers; names that begin with system: belong to Kubernetes',
);
const groups = distinct(z.array(group), (name) => name, 'group').default([]);

const team = strict({
  /** Also its namespace. */
  name: dnsLabel('a team name').refine((name) => name !== 'default' && !/^(kube|palisade)-/.test(name), {
    error: 'write a team name that is not default and does not begin with kube- or palisade-',
  }),
  /** Who answers for the namespace, as a label value. */
  owner: text(
    /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
    'write an owner: at most 63 letters, digits, hyphens, underscores and dots, such as payments-leads',
  ),
  /** The most that all pods of the namespace may request together. */
  quota: strict({ cpu: quantity("'8'"), memory: quantity('16Gi'), pods: whole(1, 10000) }),
  /** Kubernetes groups of each role. @default none */
  groups: strict({ viewer: groups, developer: groups, operator: groups }).prefault({}),
});

const registryPrefix = text((value) => {
  const [host = '', ...path] = value.split('/');
  return (
    isDomain(host.replace(/:\d{1,5}$/, '')) &&
    !host.startsWith('.') &&
    path.every((part) => /^[a-z0-9]+([._-]+[a-z0-9]+)*$/.test(part))
  );
}, 'write a registry, with or without the beginning of a repository name, such as registry.example.com/platform');

/** What every cluster gets before its first workload. */
export const baseline = strict({
  /** How it gets into the cluster. */
  delivery,
  /** Where images may come from. */
  allowedRegistries: distinct(
    z.array(registryPrefix).min(1, { error: 'write at least one registry' }),
    (prefix) => prefix,
    'registry',
  ),
  /**
   * API groups of the custom resources that the cluster has and the catalogue knows, such as `security.istio.io`: admission
   * judges those too.
   *
   * @default none
   */
  customResourceGroups: z
    .array(
      z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, {
        error: 'write an API group, such as security.istio.io',
      }),
    )
    .default([]),
  /** @default none */
  teams: distinct(z.array(team), ({ name }) => name, 'name', ['name']).default([]),
});
