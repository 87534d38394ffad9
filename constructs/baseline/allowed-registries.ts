import { defineRule, type JsonObject, type PodRule, type RuleHeader } from '@palisade/rules';
import type { Problem } from '../construct-error';

/**
 * The rules that the images of containers, and those mounted as volumes, come from one of a cluster's registries. They are
 * not in the catalogue, because the registries differ from cluster to cluster.
 *
 * @param registries hosts, each with a path where only a part of the registry is meant; see {@link registryProblems}
 */
export function allowedRegistries(registries: readonly [string, ...string[]]): readonly [PodRule, PodRule] {
  const header: Omit<RuleHeader, 'id' | 'title'> = {
    severity: 'high',
    rationale:
      'An image from anywhere holds what nobody scanned or signed, and a name that somebody else can register is enough to put it there.',
    remediation: `Write an image whose name begins with ${registries.map((registry) => `${registry}/`).join(' or ')}, in full`,
    references: [
      { standard: 'cis-kubernetes', control: '5.5.1' },
      { standard: 'mitre-attack', control: 'T1525' },
    ],
  };
  // Registries hold no quote and no backslash: registryProblems sees to it.
  const list = `[${registries.map((registry) => `'${registry}'`).join(', ')}]`;
  const isFrom = (image: string) => `${list}.exists(registry, ${image}.startsWith(registry + '/'))`;
  return [
    defineRule({
      ...header,
      id: 'allowed-registries',
      title: 'Take images only from the allowed registries',
      on: 'container',
      cel: isFrom("container.?image.orValue('')"),
      message: 'the image of {label} is not from an allowed registry',
      samples: samples(registries[0], 'the image of app is not from an allowed registry', (image) => ({
        containers: [{ name: 'app', image }],
      })),
    }),
    defineRule({
      ...header,
      id: 'allowed-volume-registries',
      title: 'Mount images only from the allowed registries',
      on: 'pod',
      cel: `variables.podSpec.?volumes.orValue([]).all(volume, !has(volume.image) || ${isFrom("volume.image.?reference.orValue('')")})`,
      message: 'an image that is mounted as a volume is not from an allowed registry',
      samples: samples(
        registries[0],
        'an image that is mounted as a volume is not from an allowed registry',
        (reference) => ({
          containers: [{ name: 'app', image: imageIn(registries[0]) }],
          volumes: [
            { name: 'data', emptyDir: {} },
            { name: 'model', image: { reference } },
          ],
        }),
      ),
    }),
  ];
}

function imageIn(registry: string): string {
  return `${registry}/app@sha256:${'a'.repeat(64)}`;
}

function samples(registry: string, message: string, pod: (image: string) => JsonObject): PodRule['samples'] {
  return {
    good: [
      { name: 'first registry', given: pod(imageIn(registry)) },
      { name: 'folder of it', given: pod(imageIn(`${registry}/team`)) },
    ],
    bad: [
      { name: 'no registry, which is Docker Hub', given: pod('app'), message },
      { name: 'another registry', given: pod(imageIn('registry.invalid')), message },
      { name: 'a host that begins like an allowed one', given: pod(imageIn(`${registry}.invalid`)), message },
    ],
  };
}

/** What is wrong with the registries given to {@link allowedRegistries}. */
export function registryProblems(registries: readonly string[]): Problem[] {
  if (registries.length === 0) {
    return [
      {
        found: 'allowedRegistries is empty',
        write: `Write at least the registry that the cluster's own images come from`,
      },
    ];
  }
  // Without a dot or a port the first part of an image's name is a folder on Docker Hub, not a host.
  const registry =
    /^(?=[^/]*[.:]|localhost(?:\/|$))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
  return registries
    .filter((text) => !registry.test(text))
    .map((text) => ({
      found: `allowedRegistries holds '${text}', which is not a registry's host`,
      write: `Write a host name with a dot, a port if it has one, and folders if only these are meant, such as 'registry.example.com/platform': no scheme, no slash at the end, no tag`,
    }));
}
