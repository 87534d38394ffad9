import { basename } from 'node:path';

/** What enforces network policies, as the constructs name it. */
export const cnis = ['kubernetes', 'calico', 'cilium'] as const;

/** What a new app is made of. */
export interface InitOptions {
  /** Name of the app, its namespace and its package: a DNS label. */
  readonly name: string;
  /** Host of the registry that images come from, with a path where only a part of it is meant. */
  readonly registry: string;
  readonly cni: (typeof cnis)[number];
}

/**
 * Takes the command's options, or says what is wrong with them. What they hold is written into programs and manifests, so
 * only what is plainly a name gets through.
 *
 * @param folder where the app goes; an app without a name is called after it
 */
export function initOptions(
  folder: string,
  {
    name = basename(folder),
    registry = 'registry.example.com',
    cni = 'kubernetes',
  }: {
    readonly name?: string | undefined;
    readonly registry?: string | undefined;
    readonly cni?: string | undefined;
  },
): InitOptions | { readonly wrong: string } {
  if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    return {
      wrong: `the name is '${shown(name)}': write --name with at most 63 lower-case letters, digits and hyphens, a letter first and no hyphen last`,
    };
  }
  if (name === 'default' || name.startsWith('kube-')) {
    return {
      wrong: `the name is '${name}', which is a namespace of the cluster itself: write --name with one of your own`,
    };
  }
  if (
    registry.length > 200 ||
    !/^([a-z0-9-]+\.)+[a-z0-9-]+(:[0-9]{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/.test(registry)
  ) {
    return {
      wrong: `--registry is '${shown(registry)}': write a host, and a path where only a part of it is meant, such as registry.example.com/platform`,
    };
  }
  const known = cnis.find((each) => each === cni);
  if (known === undefined) return { wrong: `--cni is '${shown(cni)}': write one of ${cnis.join(', ')}` };
  return { name, registry, cni: known };
}

/** As much of a text as fits a message, without what would act on a terminal. */
const shown = (text: string): string => JSON.stringify(text.slice(0, 80)).slice(1, -1);
