import { keyArnLink, refuseArn, region } from '../common';
import { block, flag, link, list, tags, text } from '../fields';
import { refusePolicy } from '../policy-document';
import { repositoryPolicy as policyRules } from '../policy-kinds';
import { arn, domain } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, rows } from '../values';
import { refuseLifecycle } from './lifecycle';

const mutability = ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'];
const repositoryName = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const owner = text({ required: true, replaces: true, link: link(types.repository, { by: 'name', mode: 'owned' }) });

export const repository: TypeSpec = {
  type: types.repository,
  inputs: {
    name: text({ replaces: true, min: 2, max: 256, pattern: repositoryName }),
    imageTagMutability: text({ fallback: 'MUTABLE', oneOf: mutability }),
    imageTagMutabilityExclusionFilters: list(
      block({ filter: text({ required: true }), filterType: text({ required: true }) }),
    ),
    imageScanningConfiguration: block({ scanOnPush: flag({ required: true }) }),
    encryptionConfigurations: list(
      block({
        encryptionType: text({ fallback: 'AES256', oneOf: ['AES256', 'KMS', 'KMS_DSSE'], replaces: true }),
        kmsKey: text({
          replaces: true,
          refuse: refuseArn,
          link: keyArnLink((value) => `KmsException: Invalid KMS key: ${value} does not exist`),
        }),
      }),
      { replaces: true, max: 1 },
    ),
    forceDelete: flag(),
    region,
    tags,
  },
  naming: { property: 'name', max: 256, lower: true },
  id: ({ inputs }) => String(inputs.name),
  handles: (state) => ({ name: state.name }),
  notFound: (value, realm) =>
    `RepositoryNotFoundException: The repository with name '${value}' does not exist in the registry with id '${realm.account}'`,
  unique: {
    property: 'name',
    reason: (inputs, realm) =>
      `RepositoryAlreadyExistsException: The repository with name '${inputs.name}' already exists in the registry with id '${realm.account}'`,
  },
  check(scene) {
    for (const [index, { encryptionType, kmsKey }] of rows(scene.inputs.encryptionConfigurations)) {
      if (encryptionType !== 'AES256' || kmsKey === undefined) continue;
      scene.fail(
        `encryptionConfigurations[${index}].kmsKey`,
        'InvalidParameterException: kmsKey is only for encryptionType KMS',
      );
    }
  },
  outputs: ({ realm, inputs }) => ({
    arn: arn(realm, 'ecr', `repository/${inputs.name}`),
    registryId: realm.account,
    repositoryUrl: `${realm.account}.dkr.ecr.${realm.region}.${domain(realm)}/${inputs.name}`,
    encryptionConfigurations: inputs.encryptionConfigurations ?? [{ encryptionType: 'AES256', kmsKey: '' }],
  }),
};

export const lifecyclePolicy: TypeSpec = {
  type: 'aws:ecr/lifecyclePolicy:LifecyclePolicy',
  inputs: {
    repository: owner,
    policy: text({ required: true, json: true, max: 30_720, refuse: refuseLifecycle }),
    region,
  },
  id: ({ inputs }) => String(inputs.repository),
  unique: {
    property: 'repository',
    reason: (inputs) =>
      `LifecyclePolicyAlreadyExists: repository ${inputs.repository} has one already, and a second one would overwrite it`,
  },
  outputs: ({ realm }) => ({ registryId: realm.account }),
};

export const repositoryPolicy: TypeSpec = {
  type: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
  inputs: {
    repository: owner,
    policy: text({ required: true, json: true, refuse: (value) => refusePolicy(value, policyRules) }),
    region,
  },
  id: ({ inputs }) => String(inputs.repository),
  unique: {
    property: 'repository',
    reason: (inputs) =>
      `RepositoryPolicyAlreadyExists: repository ${inputs.repository} has one already, and a second one would overwrite it`,
  },
  outputs: ({ realm }) => ({ registryId: realm.account }),
};

const upstreams =
  /^(public\.ecr\.aws|registry\.k8s\.io|quay\.io|registry-1\.docker\.io|ghcr\.io|registry\.gitlab\.com|cgr\.dev|[a-z0-9]+\.azurecr\.io|\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com)$/;

/** Pulls what is asked for from another registry, and keeps it. */
export const pullThroughCacheRule: TypeSpec = {
  type: 'aws:ecr/pullThroughCacheRule:PullThroughCacheRule',
  inputs: {
    ecrRepositoryPrefix: text({
      required: true,
      replaces: true,
      min: 2,
      max: 30,
      pattern: /^([a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*|ROOT)$/,
    }),
    upstreamRegistryUrl: text({
      required: true,
      replaces: true,
      refuse: (value) =>
        upstreams.test(value)
          ? undefined
          : `UnsupportedUpstreamRegistryException: The specified upstream registry isn't supported: ${value}`,
    }),
    upstreamRepositoryPrefix: text({ replaces: true }),
    credentialArn: text({ refuse: refuseArn, pattern: /:secret:ecr-pullthroughcache\// }),
    customRoleArn: text({ refuse: refuseArn }),
    region,
  },
  id: ({ inputs }) => String(inputs.ecrRepositoryPrefix),
  unique: {
    property: 'ecrRepositoryPrefix',
    reason: (inputs) =>
      `PullThroughCacheRuleAlreadyExistsException: A pull through cache rule already exists with prefix '${inputs.ecrRepositoryPrefix}'`,
  },
  check(scene) {
    const upstream = known(scene.inputs.upstreamRegistryUrl);
    const needs = upstream && /docker\.io$|ghcr\.io$|gitlab\.com$|azurecr\.io$|cgr\.dev$/.test(upstream);
    if (needs && scene.inputs.credentialArn === undefined) {
      scene.fail('credentialArn', `InvalidParameterException: upstream registry ${upstream} needs credentialArn`);
    }
  },
  outputs: ({ realm }) => ({ registryId: realm.account }),
};
