import { registryProblems } from '../baseline/allowed-registries';
import type { Problem } from '../construct-error';

/**
 * An image by the host of its registry, its name and its digest, such as `registry.example.com/shop/api@sha256:…`. A
 * tag before the digest may say the version to people: `…/api:1.4.2@sha256:…`.
 *
 * A digest names one content for ever, so what was scanned and signed is what runs. Text that is only known at run
 * time, such as a pipeline's variable, is made one by {@link imageReference}.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export type ImageReference = `${RegistryHost}/${string}@sha256:${string}`;

// Without a dot or a port the first part of a name is a folder on Docker Hub.
type RegistryHost = `${string}.${string}` | `${string}:${number}`;

const reference =
  /^(?<name>(?=[^/]*[.:])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)+)(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?@sha256:[0-9a-f]{64}$/;

// The most that registries take for a name with its host.
const longestName = 255;

/** Whether a text is an {@link ImageReference} to the last letter: the host has a dot or a port, the digest 64 digits. */
export function isImageReference(text: string): text is ImageReference {
  const name = text.length > 500 ? undefined : reference.exec(text)?.groups?.name;
  return name !== undefined && name.length <= longestName;
}

/**
 * Takes text that is known only at run time, such as what a pipeline hands over, for an image.
 *
 * @throws Error where it is none, with what to write
 */
export function imageReference(text: string): ImageReference {
  const [problem] = imageProblems('image', text, []);
  if (problem !== undefined) throw new Error(`${problem.found}. ${problem.write}.`);
  return text as ImageReference;
}

/** What is wrong with an image, in itself and for a cluster that takes images only from some registries. */
export function imageProblems(property: string, image: string, allowed: readonly string[]): Problem[] {
  if (!isImageReference(image)) {
    return [
      {
        found: `${property} is '${image.slice(0, 400)}', which does not name a registry's host and a digest`,
        write: `Write it as 'registry.example.com/shop/api@sha256:' and the 64 digits of the digest`,
      },
    ];
  }
  if (allowed.length === 0) return [];
  // A list with a mistake in it would let nothing through, or what nobody meant.
  const mistakes = registryProblems(allowed);
  if (mistakes.length > 0) return mistakes;
  if (allowed.some((registry) => image.startsWith(`${registry}/`))) return [];
  return [
    {
      found: `${property} is '${image}', which is not from a registry that the cluster allows`,
      write: `Write an image whose name begins with ${allowed.map((registry) => `${registry}/`).join(' or ')}`,
    },
  ];
}
