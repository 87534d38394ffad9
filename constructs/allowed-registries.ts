import { defineRule, type PodRule } from '@palisade/rules';
import type { Problem } from './construct-error';

/**
 * The rule that every container's image comes from one of a cluster's registries. It is not in the catalogue, because the
 * registries differ from cluster to cluster.
 *
 * @param registries hosts, each with a path where only a part of the registry is meant; see {@link registryProblems}
 */
export function allowedRegistries(registries: readonly [string, ...string[]]): PodRule {
  // Registries hold no quote or backslash: registryProblems sees to it.
  const list = registries.map((registry) => `'${registry}'`).join(', ');
  const image = `${registries[0]}/app@sha256:${'a'.repeat(64)}`;
  const container = (reference: string) => ({ containers: [{ name: 'app', image: reference }] });
  return defineRule({
    id: 'allowed-registries',
    severity: 'high',
    title: 'Take images only from the allowed registries',
    rationale:
      'An image from anywhere runs code that nobody scanned or signed, and a name that somebody else can register is enough to put it there.',
    remediation: `Write an image whose name begins with ${registries.map((registry) => `${registry}/`).join(' or ')}, in full`,
    references: [
      { standard: 'cis-kubernetes', control: '5.5.1' },
      { standard: 'nsa-cisa', control: 'Kubernetes Pod security: building secure container images' },
      { standard: 'mitre-attack', control: 'T1525' },
    ],
    on: 'container',
    cel: `[${list}].exists(registry, container.?image.orValue('').startsWith(registry + '/'))`,
    message: 'the image of {label} is not from an allowed registry',
    samples: {
      good: [
        { name: 'first registry', given: container(image) },
        { name: 'image in a folder of it', given: container(image.replace('/app@', '/team/app@')) },
      ],
      bad: [
        {
          name: 'no registry, which is Docker Hub',
          given: container(`app@sha256:${'a'.repeat(64)}`),
          message: 'the image of app is not from an allowed registry',
        },
        {
          name: 'another registry',
          given: container(`registry.invalid/app@sha256:${'a'.repeat(64)}`),
          message: 'the image of app is not from an allowed registry',
        },
        {
          name: 'a host that begins like an allowed one',
          given: container(`${registries[0]}.invalid/app@sha256:${'a'.repeat(64)}`),
          message: 'the image of app is not from an allowed registry',
        },
      ],
    },
  });
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
