import { LifecyclePolicy, PullThroughCacheRule, Repository } from '@pulumi/aws/ecr';
import { all, ComponentResource, type ComponentResourceOptions, type Input, type Output } from '@pulumi/pulumi';
import type { RegistryConfig } from './config';
import { tagsFor } from './tags';

/** What a {@link Registry} is made from. */
export interface RegistryArgs {
  /** The cluster's name. */
  readonly cluster: string;
  readonly registry: RegistryConfig;
  /** Encrypts images. */
  readonly volumesKeyArn: Input<string>;
}

/** Days after which an image without a tag goes. Children of a tagged index have none, and ECR keeps them with it. */
const untaggedDays = 14;
/** How many images a repository keeps, the newest. Enough that none in use is ever among the oldest. */
const keptImages = 1000;

/**
 * ECR repositories whose tags cannot be moved to other images, scanned on push, and encrypted; and rules that have ECR
 * fetch from public registries and keep what it fetched.
 *
 * A repository that still has images is not deleted; empty it first. Repositories that a cache rule makes on first use
 * belong to ECR, and outlive the stack.
 */
export class Registry extends ComponentResource {
  /** Repository name to address, such as `111122223333.dkr.ecr.eu-west-1.amazonaws.com/payments`. */
  readonly repositoryUrls: Output<{ [name: string]: string }>;

  constructor(name: string, args: RegistryArgs, options?: ComponentResourceOptions) {
    super('palisade:infra:Registry', name, {}, options);
    const { registry } = args;
    const urls = registry.repositories.map((repository) => this.repository(name, repository, args));
    for (const { prefix, upstream } of registry.pullThroughCache) {
      new PullThroughCacheRule(
        `${name}-${prefix}`,
        { ecrRepositoryPrefix: prefix, upstreamRegistryUrl: upstream },
        { parent: this },
      );
    }
    this.repositoryUrls = all(urls).apply((found) =>
      Object.fromEntries(found.map((url, index) => [registry.repositories[index] ?? '', url])),
    );
    this.registerOutputs({ repositoryUrls: this.repositoryUrls });
  }

  private repository(name: string, repository: string, { cluster, volumesKeyArn }: RegistryArgs): Output<string> {
    const made = new Repository(
      `${name}-${repository}`,
      {
        name: repository,
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: volumesKeyArn }],
        forceDelete: false,
        tags: tagsFor(cluster, repository),
      },
      { parent: this },
    );
    new LifecyclePolicy(
      `${name}-${repository}`,
      { repository: made.name, policy: JSON.stringify(lifecycle) },
      { parent: this },
    );
    return made.repositoryUrl;
  }
}

const lifecycle = {
  rules: [
    {
      rulePriority: 1,
      description: `Images without a tag go after ${untaggedDays} days`,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: untaggedDays },
      action: { type: 'expire' },
    },
    {
      rulePriority: 2,
      description: `The newest ${keptImages} images stay`,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keptImages },
      action: { type: 'expire' },
    },
  ],
};
